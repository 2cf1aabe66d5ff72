package io.chartside.server.index;

import java.text.Normalizer;
import java.util.Locale;

/** The form in which strings are compared: no case, no accents, single spaces (R4, 3.1.1.4.8: string). */
public final class TextForm {

    private TextForm() {}

    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        String lower = text.toLowerCase(Locale.ROOT);
        String decomposed = isAscii(lower) ? lower : Normalizer.normalize(lower, Normalizer.Form.NFKD);
        boolean space = true;
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (Character.getType(c) == Character.NON_SPACING_MARK) {
                continue;
            }
            if (Character.isWhitespace(c)) {
                if (!space) {
                    plain.append(' ');
                }
                space = true;
            } else {
                plain.append(c);
                space = false;
            }
        }
        int length = plain.length();
        if (length > 0 && plain.charAt(length - 1) == ' ') {
            plain.setLength(length - 1);
        }
        return plain.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
