package io.chartside.scribe.identifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a turn as names are looked for in them. */
final class Named {
    private static final Pattern WORD =
            Pattern.compile("[A-Za-z\u00C0-\u024F]+(?:['’-][A-Za-z\u00C0-\u024F]+)*\\.?|[.,;:!?]|\\d+");

    /**
     * @param text in lower case, without a possessive ending
     * @param capital whether it begins with a capital
     * @param first whether a sentence begins here, so that a capital says nothing
     */
    record Part(String text, int start, int end, boolean capital, boolean first) {
        boolean isWord() {
            return Character.isLetter(text.charAt(0));
        }
    }

    private Named() {}

    static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        boolean first = true;
        Matcher m = WORD.matcher(text);
        while (m.find()) {
            String word = m.group();
            int end = m.end();
            if (Character.isLetter(word.charAt(0)) && word.endsWith(".")) {
                word = word.substring(0, word.length() - 1);
                end--;
            }
            String bare = word.replaceFirst("['’]s$", "");
            end -= word.length() - bare.length();
            parts.add(new Part(
                    bare.toLowerCase(Locale.ROOT).replace('’', '\''),
                    m.start(),
                    end,
                    Character.isUpperCase(bare.charAt(0)),
                    first));
            boolean abbreviation = m.group().matches("(?i)(?:dr|mr|mrs|ms|prof|st)\\.");
            first = !abbreviation && (m.group().endsWith(".") || m.group().matches("[!?:;]"));
        }
        return parts;
    }
}
