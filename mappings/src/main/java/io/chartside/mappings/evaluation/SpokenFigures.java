package io.chartside.mappings.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words as they are compared: in lower case, without punctuation, numbers in figures however they were said. {@code one twenty
 * eight over seventy six} and {@code 128 over 76} are the same, and so are {@code two hundred and five} and {@code 205}.
 */
final class SpokenFigures {
    private static final Pattern WORD = Pattern.compile("\\d+(?:[.,]\\d+)*|[a-z]+(?:'[a-z]+)*");
    private static final Map<String, Integer> VALUES = new HashMap<>();
    private static final Map<String, String> SPELLINGS = Map.of(
            "okay", "ok", "mm-hmm", "mhm", "alright", "right", "mg", "milligrams", "gonna", "going", "x-ray", "xray");

    static {
        String[] small =
                ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
                                + " sixteen seventeen eighteen nineteen")
                        .split(" ");
        for (int i = 0; i < small.length; i++) {
            VALUES.put(small[i], i);
        }
        String[] tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
        for (int i = 0; i < tens.length; i++) {
            VALUES.put(tens[i], 20 + 10 * i);
        }
    }

    private SpokenFigures() {}

    static List<String> words(String text) {
        String plain = text.toLowerCase(Locale.ROOT)
                .replace('’', '\'')
                .replaceAll("\\s+(n't|'s|'ve|'re|'ll|'d|'m)\\b", "$1")
                .replaceAll("(\\d)/(\\d)", "$1 over $2")
                .replace("x-ray", "xray")
                .replace("%", " percent ");
        List<String> said = new ArrayList<>();
        Matcher word = WORD.matcher(plain);
        while (word.find()) {
            said.add(SPELLINGS.getOrDefault(word.group(), word.group()));
        }
        List<String> words = new ArrayList<>();
        for (int at = 0; at < said.size(); ) {
            int end = endOfNumber(said, at);
            words.add(end == at ? said.get(at) : figures(said.subList(at, end)));
            at = Math.max(end, at + 1);
        }
        return words;
    }

    private static int endOfNumber(List<String> said, int at) {
        int end = at;
        while (end < said.size() && (isNumber(said.get(end)) || end > at && isJoint(said, end))) {
            end++;
        }
        return end;
    }

    private static boolean isNumber(String word) {
        return VALUES.containsKey(word) || Character.isDigit(word.charAt(0));
    }

    /** {@code hundred}, {@code thousand}; {@code point} and {@code and} before another number. */
    private static boolean isJoint(List<String> said, int at) {
        String word = said.get(at);
        boolean more = at + 1 < said.size() && isNumber(said.get(at + 1));
        return word.equals("hundred")
                || word.equals("thousand")
                || more && word.equals("point")
                || more && word.equals("and") && said.get(at - 1).equals("hundred");
    }

    /** Numbers that follow one another are read on: one, twenty eight is 128; nineteen, ninety is 1990. */
    private static String figures(List<String> said) {
        StringBuilder figures = new StringBuilder();
        long open = -1;
        for (String word : said) {
            Integer value = VALUES.get(word);
            if (word.equals("hundred") || word.equals("thousand")) {
                open = Math.max(1, open) * (word.equals("hundred") ? 100 : 1000);
            } else if (word.equals("point")) {
                figures.append(open < 0 ? "" : open).append('.');
                open = -1;
            } else if (value == null && !word.equals("and")) {
                figures.append(open < 0 ? "" : open).append(word.replace(",", ""));
                open = -1;
            } else if (value != null) {
                boolean fits = open >= 20 && open < 100 && open % 10 == 0 && value < 10
                        || open >= 100 && open % 100 == 0 && value < 100;
                if (open >= 0 && !fits) {
                    figures.append(open);
                }
                open = fits ? open + value : value;
            }
        }
        return figures.append(open < 0 ? "" : open).toString();
    }
}
