package io.chartside.scribe.wording;

import java.util.List;

/** What is spelled letter by letter, as dictation has it: "n s a i d s", "hemoglobin a one c", "stage three b". */
final class Spelled {
    private static final int FEWEST = 3;

    private Spelled() {}

    /** @return how many words were read into one that was added to {@code out}; 0 for none */
    static int at(List<Word> words, int i, List<Word> out) {
        if (words.get(i).is("a")
                && i + 2 < words.size()
                && (words.get(i + 1).is("one") || words.get(i + 1).is("1"))
                && words.get(i + 2).is("c")) {
            out.add(words.get(i).through(words.get(i + 2), "a1c"));
            return 3;
        }
        if (words.get(i).is("stage") && i + 2 < words.size() && letter(words.get(i + 2), "[abc]")) {
            int stage = SpokenNumbers.value(words.get(i + 1).text());
            if (stage > 0) {
                out.add(words.get(i));
                out.add(words.get(i + 1)
                        .through(words.get(i + 2), stage + words.get(i + 2).text()));
                return 3;
            }
        }
        int end = i;
        StringBuilder spelled = new StringBuilder();
        while (end < words.size() && letter(words.get(end), "[a-z]")) {
            spelled.append(words.get(end++).text());
        }
        if (end - i < FEWEST) {
            return 0;
        }
        out.add(words.get(i).through(words.get(end - 1), spelled.toString()));
        return end - i;
    }

    private static boolean letter(Word word, String kind) {
        return word.text().matches(kind);
    }
}
