package io.chartside.scribe.wording;

import java.util.List;

/** Where one spoken number ends and the next begins, as speech recognition writes them without a full stop. */
final class RunOnNumbers {
    private RunOnNumbers() {}

    /** "maybe three four times a day" is three or four times, not 34. */
    static boolean range(List<Word> words, int i) {
        return i + 2 < words.size()
                && SpokenNumbers.digit(words.get(i))
                && SpokenNumbers.digit(words.get(i + 1))
                && (i == 0 || !NumberWords.SMALL.containsKey(words.get(i - 1).text()))
                && SpokenNumbers.value(words.get(i + 1).text())
                        == SpokenNumbers.value(words.get(i).text()) + 1
                && NumberWords.COUNTED.contains(words.get(i + 2).text())
                && !words.get(i + 2).is("point");
    }

    /** "one thousand two times a day" is 1000 twice, and "two hundred two fifty" 200 and 250. */
    static boolean another(List<Word> words, int i) {
        return i + 1 < words.size()
                && SpokenNumbers.digit(words.get(i))
                && (words.get(i + 1).is("times")
                        || NumberWords.SMALL.getOrDefault(words.get(i + 1).text(), 0) >= 10);
    }

    /** "temp is ninety eight four". */
    static boolean degrees(List<Word> words, int start, String figures, int at) {
        boolean warm = figures.matches("9[4-9]|10[0-6]|3[4-9]|4[0-2]");
        if (!warm || !SpokenNumbers.digit(words.get(at))) {
            return false;
        }
        for (int k = Math.max(0, start - 3); k < start; k++) {
            if (words.get(k).text().matches("temp|temps|temperature|temp's|temperature's")) {
                return true;
            }
        }
        return false;
    }
}
