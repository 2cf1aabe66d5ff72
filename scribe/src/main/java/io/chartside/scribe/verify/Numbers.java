package io.chartside.scribe.verify;

import io.chartside.scribe.wording.SpokenNumbers;
import io.chartside.scribe.wording.Word;
import io.chartside.scribe.wording.Words;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The numbers of a text, however they are written: {@code 130/80}, {@code 7.50}, {@code twenty}. */
final class Numbers {
    /** A figure that is no part of a name, as those of {@code A1c} and {@code B12} are. */
    private static final Pattern FIGURE =
            Pattern.compile("(?<![A-Za-z\\d.,])(?:\\d{1,3}(?:,\\d{3})+|\\d+)?(?:\\.\\d+)?");

    private static final Map<String, String> WORDS = Map.of(
            "once", "1", "twice", "2", "couple", "2", "half", "0.5", "dozen", "12", "first", "1", "second", "2",
            "third", "3");

    private final Words words;

    Numbers(Words words) {
        this.words = words;
    }

    /** What a statement of a note claims. The word "one" claims nothing: it is a pronoun more often than a number. */
    Set<String> claimed(String text) {
        Set<String> numbers = new HashSet<>();
        for (Word word : SpokenNumbers.written(words.of(text))) {
            if (word.start() == 0 || !Character.isLetterOrDigit(text.charAt(word.start() - 1))) {
                figures(word.text(), numbers);
            }
            int value = SpokenNumbers.value(word.text());
            if (value >= 0 && value != 1) {
                numbers.add(Integer.toString(value));
            }
        }
        figures(text, numbers);
        return numbers;
    }

    /** What words of a visit can be heard as: every reading of them counts. */
    Set<String> heard(String text) {
        Set<String> numbers = claimed(text);
        List<Word> spoken = words.of(text);
        int before = -1;
        for (Word word : spoken) {
            int value = SpokenNumbers.value(word.text());
            if (WORDS.containsKey(word.text())) {
                numbers.add(WORDS.get(word.text()));
            }
            if (value >= 0) {
                numbers.add(Integer.toString(value));
                if (before >= 0) {
                    numbers.add(Integer.toString(before * 100 + value));
                    numbers.add(Integer.toString(before + value));
                    numbers.add(before + "." + value);
                }
            }
            boolean between = word.is("point") || word.is("and") || word.is("oh");
            before = value >= 0 ? value : between ? before : -1;
        }
        return numbers.stream().map(Numbers::plain).collect(Collectors.toSet());
    }

    private static void figures(String text, Set<String> into) {
        Matcher m = FIGURE.matcher(text);
        while (m.find()) {
            if (!m.group().isEmpty()) {
                into.add(plain(m.group().replace(",", "")));
            }
        }
    }

    private static String plain(String number) {
        return new BigDecimal(number).stripTrailingZeros().toPlainString();
    }
}
