package io.chartside.mappings.hl7v2;

import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.Escaping;

/**
 * Escapes every delimiter (HL7 2.5.1, 2.7.1). HAPI's own way leaves alone what looks like an escape sequence, so that a
 * patient who says {@code \.br\} would break a line. The one sequence that is meant, the line break of formatted text, is
 * given as U+2028, which no value holds ({@link Text}).
 */
final class StrictEscaping implements Escaping {
    static final char LINE_BREAK = '\u2028';

    @Override
    public String escape(String text, EncodingCharacters delimiters) {
        int plain = 0;
        while (plain < text.length() && sequence(text.charAt(plain), delimiters) == null) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char sign = text.charAt(i);
            String sequence = sequence(sign, delimiters);
            if (sequence == null) {
                escaped.append(sign);
            } else {
                char escape = delimiters.getEscapeCharacter();
                escaped.append(escape).append(sequence).append(escape);
            }
        }
        return escaped.toString();
    }

    private static String sequence(char sign, EncodingCharacters delimiters) {
        if (sign == delimiters.getFieldSeparator()) {
            return "F";
        }
        if (sign == delimiters.getComponentSeparator()) {
            return "S";
        }
        if (sign == delimiters.getSubcomponentSeparator()) {
            return "T";
        }
        if (sign == delimiters.getRepetitionSeparator()) {
            return "R";
        }
        if (sign == delimiters.getEscapeCharacter()) {
            return "E";
        }
        return sign == LINE_BREAK ? ".br" : null;
    }

    /** What is no sequence of these stays as it stands. */
    @Override
    public String unescape(String text, EncodingCharacters delimiters) {
        char escape = delimiters.getEscapeCharacter();
        if (text.indexOf(escape) < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = text.charAt(i) == escape ? text.indexOf(escape, i + 1) : -1;
            String meant = end < 0 ? null : meant(text.substring(i + 1, end), delimiters);
            if (meant == null) {
                plain.append(text.charAt(i));
                i++;
            } else {
                plain.append(meant);
                i = end + 1;
            }
        }
        return plain.toString();
    }

    private static String meant(String sequence, EncodingCharacters delimiters) {
        return switch (sequence) {
            case "F" -> String.valueOf(delimiters.getFieldSeparator());
            case "S" -> String.valueOf(delimiters.getComponentSeparator());
            case "T" -> String.valueOf(delimiters.getSubcomponentSeparator());
            case "R" -> String.valueOf(delimiters.getRepetitionSeparator());
            case "E" -> String.valueOf(delimiters.getEscapeCharacter());
            case ".br" -> String.valueOf(LINE_BREAK);
            default -> null;
        };
    }
}
