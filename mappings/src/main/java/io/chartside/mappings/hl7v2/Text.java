package io.chartside.mappings.hl7v2;

import java.nio.charset.CharsetEncoder;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Words on their way into fields. Escaping is not done here but where a message is written ({@link StrictEscaping}). */
final class Text {
    /** What ends a line in Unicode (UAX 14, mandatory breaks). */
    private static final Pattern BREAK = Pattern.compile("\r\n|[\n\r\\u000b\\u000c\\u0085\\u2028\\u2029]");

    private static final Pattern CONTROL =
            Pattern.compile("[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f]");

    /** Typographic signs that a narrow character set has a plain form of. */
    private static final Map<Character, String> PLAIN = Map.ofEntries(
            Map.entry('\u2018', "'"),
            Map.entry('\u2019', "'"),
            Map.entry('\u201c', "\""),
            Map.entry('\u201d', "\""),
            Map.entry('\u2010', "-"),
            Map.entry('\u2011', "-"),
            Map.entry('\u2013', "-"),
            Map.entry('\u2014', "-"),
            Map.entry('\u2026', "..."),
            Map.entry('\u2022', "-"),
            Map.entry('\u2264', "<="),
            Map.entry('\u2265', ">="),
            Map.entry('\u00a0', " "));

    private Text() {}

    /** A value of one line, without space around it. */
    static String value(String text) {
        return text == null
                ? ""
                : CONTROL.matcher(BREAK.matcher(text).replaceAll(" "))
                        .replaceAll(" ")
                        .replace('\t', ' ')
                        .strip();
    }

    /** The lines of a text, without space at their ends, which receivers drop, and without empty ones at its end. */
    static List<String> lines(String text) {
        List<String> lines = BREAK.splitAsStream(text)
                .map(line -> CONTROL.matcher(line).replaceAll(" ").stripTrailing())
                .toList();
        int end = lines.size();
        while (end > 0 && lines.get(end - 1).isEmpty()) {
            end--;
        }
        return lines.subList(0, end);
    }

    /** As the character set can carry it, if it can. */
    static String in(MessageCharset charset, String message) {
        CharsetEncoder encoder = charset.charset().newEncoder();
        if (encoder.canEncode(message)) {
            return message;
        }
        StringBuilder plain = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            char sign = message.charAt(i);
            String form = PLAIN.get(sign);
            plain.append(form == null || encoder.canEncode(sign) ? String.valueOf(sign) : form);
        }
        return plain.toString();
    }
}
