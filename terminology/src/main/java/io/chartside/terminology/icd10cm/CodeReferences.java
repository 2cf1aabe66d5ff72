package io.chartside.terminology.icd10cm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The codes that a note names in parentheses: {@code (E08.-)}, {@code (O24.4-)}, {@code (P70.2)}, {@code (I60-I69)},
 * {@code (N18.1-N18.4, N18.9)}.
 */
final class CodeReferences {
    private static final Pattern PARENTHESES = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern REFERENCE = Pattern.compile(
            "([A-Z]\\d[0-9A-Z](?:\\.[0-9A-Z]{1,4})?)(\\.?-)?(?:\\s*-?\\s*([A-Z]\\d[0-9A-Z](?:\\.[0-9A-Z]{1,4})?))?");

    private CodeReferences() {}

    static List<Range> of(List<String> notes) {
        List<Range> out = new ArrayList<>();
        for (String note : notes) {
            Matcher group = PARENTHESES.matcher(note);
            while (group.find()) {
                Matcher m = REFERENCE.matcher(group.group(1));
                while (m.find()) {
                    String first = plain(m.group(1));
                    out.add(new Range(first, m.group(3) == null ? first : plain(m.group(3))));
                }
            }
        }
        return out;
    }

    static String plain(String code) {
        return code.replace(".", "");
    }

    /** From a code to another, both with everything below them. */
    record Range(String first, String last) {
        boolean covers(String code) {
            String plain = plain(code);
            return head(plain, first).compareTo(first) >= 0
                    && head(plain, last).compareTo(last) <= 0
                    && plain.length() >= Math.min(first.length(), last.length());
        }

        private static String head(String code, String bound) {
            return code.length() > bound.length() ? code.substring(0, bound.length()) : code;
        }
    }
}
