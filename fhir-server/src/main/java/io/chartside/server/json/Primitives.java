package io.chartside.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Whether a value is plainly of a primitive type (FHIR R4, datatypes.html#primitive); no where HAPI would change it. */
final class Primitives {
    /** Decimals beyond 10^100 or finer than 10^-100 fill the memory when they are written out. */
    private static final int MOST_SCALE = 100;

    private static final boolean[] BASE64 = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                .chars()
                .forEach(c -> BASE64[c] = true);
    }

    private Primitives() {}

    static boolean isPlain(ElementType type, JsonNode value) {
        return switch (type.shape()) {
            case BOOLEAN -> value.isBoolean();
            case DECIMAL -> isDecimal(value);
            case INTEGER -> isInteger(type.name(), value);
            case DATE -> value.isTextual() && isDate(type.name(), value.textValue());
            case CODE -> value.isTextual() && isPlainCode(value.textValue());
            default -> value.isTextual() && isText(type.name(), value.textValue());
        };
    }

    private static boolean isDecimal(JsonNode value) {
        if (value.isIntegralNumber()) {
            return true;
        }
        if (!value.isBigDecimal()) {
            return false;
        }
        BigDecimal decimal = value.decimalValue();
        // Finer than 10^-6 HAPI would write it with an exponent.
        return decimal.scale() >= -MOST_SCALE
                && decimal.scale() <= MOST_SCALE
                && decimal.precision() - decimal.scale() > -6;
    }

    private static boolean isInteger(String type, JsonNode value) {
        int least = type.equals("positiveInt") ? 1 : type.equals("unsignedInt") ? 0 : Integer.MIN_VALUE;
        return value.isInt() && value.intValue() >= least;
    }

    private static boolean isText(String type, String text) {
        return switch (type) {
            case "string", "markdown" ->
                !text.isEmpty() && text.charAt(0) > ' ' && text.charAt(text.length() - 1) > ' ';
            case "id" -> isId(text);
            case "base64Binary" -> isBase64(text);
            case "time" -> text.length() == 8 && isTime(text, 0);
            default -> isPlainWord(text);
        };
    }

    static boolean isId(String text) {
        if (text.isEmpty() || text.length() > 64) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
                return false;
            }
        }
        return true;
    }

    /** Not empty and without white space: a uri in any of its forms. */
    static boolean isPlainWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c > 0x7f && (Character.isWhitespace(c) || Character.isSpaceChar(c))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isPlainCode(String text) {
        boolean space = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == ' ' && space || c > 0x7e) {
                return false;
            }
            space = c == ' ';
        }
        return !space;
    }

    /** RFC 4648, section 4, without the white space that FHIR allows as well. */
    private static boolean isBase64(String text) {
        int end = text.length();
        if (end == 0 || end % 4 != 0) {
            return false;
        }
        for (int i = 0; i < 2 && text.charAt(end - 1) == '='; i++) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= BASE64.length || !BASE64[c]) {
                return false;
            }
        }
        return true;
    }

    /** A whole date, a year or a month; with a time, the seconds and the time zone. */
    private static boolean isDate(String type, String text) {
        int length = text.length();
        if (length <= 10) {
            return !type.equals("instant") && isDay(text);
        }
        return !type.equals("date")
                && text.charAt(10) == 'T'
                && isDay(text.substring(0, 10))
                && length > 19
                && isTime(text, 11)
                && isZone(text, fraction(text, 19));
    }

    private static boolean isDay(String text) {
        int length = text.length();
        if (length != 4 && length != 7 && length != 10 || !digits(text, 0, 4)) {
            return false;
        }
        int year = number(text, 0, 4);
        if (year < 1000) {
            return false;
        }
        if (length == 4) {
            return true;
        }
        if (text.charAt(4) != '-'
                || !digits(text, 5, 7)
                || length == 10 && (text.charAt(7) != '-' || !digits(text, 8, 10))) {
            return false;
        }
        try {
            LocalDate.of(year, number(text, 5, 7), length == 7 ? 1 : number(text, 8, 10));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTime(String text, int from) {
        return digits(text, from, from + 2)
                && text.charAt(from + 2) == ':'
                && digits(text, from + 3, from + 5)
                && text.charAt(from + 5) == ':'
                && digits(text, from + 6, from + 8)
                && number(text, from, from + 2) < 24
                && number(text, from + 3, from + 5) < 60
                && number(text, from + 6, from + 8) < 60;
    }

    /** Where a fraction of one to nine digits ends that begins here, if there is one. */
    private static int fraction(String text, int from) {
        if (text.charAt(from) != '.') {
            return from;
        }
        int to = from + 1;
        while (to < text.length() && Character.isDigit(text.charAt(to)) && to - from <= 9) {
            to++;
        }
        return to == from + 1 ? from : to;
    }

    private static boolean isZone(String text, int from) {
        if (text.length() == from + 1) {
            return text.charAt(from) == 'Z';
        }
        return text.length() == from + 6
                && (text.charAt(from) == '+' || text.charAt(from) == '-')
                && digits(text, from + 1, from + 3)
                && text.charAt(from + 3) == ':'
                && digits(text, from + 4, from + 6)
                && number(text, from + 1, from + 3) < 14
                && number(text, from + 4, from + 6) < 60;
    }

    private static boolean digits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
