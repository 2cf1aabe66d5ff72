package io.chartside.server.json;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether a text is plainly one well-formed {@code div} in the XHTML namespace: elements closed in order, attributes
 * quoted, references ended. Comments, sections, instructions and anything else unusual answer no: then a full parser is to
 * judge. About 1 µs a kilobyte, where parsing takes 40.
 */
final class XhtmlShape {
    private static final String NAMESPACE = "http://www.w3.org/1999/xhtml";
    private static final int MOST_NESTING = 60;

    private final String text;
    private final Deque<String> open = new ArrayDeque<>();
    private int at;

    private XhtmlShape(String text) {
        this.text = text;
    }

    static boolean isWellFormed(String text) {
        return text.startsWith("<div") && text.endsWith(">") && new XhtmlShape(text).scan();
    }

    private boolean scan() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (at > 0 && open.isEmpty()) {
                return false;
            }
            boolean fits = switch (c) {
                case '<' -> at + 1 < text.length() && text.charAt(at + 1) == '/' ? close() : open();
                case '&' -> reference();
                case '>' -> false;
                default -> {
                    at++;
                    yield true;
                }
            };
            if (!fits) {
                return false;
            }
        }
        return open.isEmpty();
    }

    private boolean close() {
        at += 2;
        String name = name();
        if (open.isEmpty() || !open.pop().equals(name) || at >= text.length() || text.charAt(at) != '>') {
            return false;
        }
        at++;
        return true;
    }

    private boolean open() {
        boolean root = at == 0;
        at++;
        String name = name();
        if (name.isEmpty() || open.size() == MOST_NESTING) {
            return false;
        }
        boolean inNamespace = false;
        while (true) {
            boolean space = skipSpace();
            if (at >= text.length()) {
                return false;
            }
            char c = text.charAt(at);
            if (c == '>') {
                at++;
                open.push(name);
                return !root || inNamespace && name.equals("div");
            }
            if (c == '/') {
                at += 2;
                return !root && at <= text.length() && text.charAt(at - 1) == '>';
            }
            int from = at;
            String attribute = name();
            if (!space || attribute.isEmpty() || !value()) {
                return false;
            }
            if (attribute.equals("xmlns")) {
                inNamespace = text.startsWith(NAMESPACE, from + 7) && at == from + 8 + NAMESPACE.length();
                if (!inNamespace) {
                    return false;
                }
            }
        }
    }

    /** {@code ="value"}, the reader standing at the equals sign. */
    private boolean value() {
        if (at + 1 >= text.length() || text.charAt(at) != '=') {
            return false;
        }
        char quote = text.charAt(at + 1);
        if (quote != '"' && quote != '\'') {
            return false;
        }
        at += 2;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at);
            if (c == '<' || c == '&' && !reference()) {
                return false;
            }
            at += c == '&' ? 0 : 1;
        }
        at++;
        return at <= text.length();
    }

    /** The five references that XML itself knows, and those by number. */
    private boolean reference() {
        int end = text.indexOf(';', at);
        if (end < 0 || end - at > 8) {
            return false;
        }
        String name = text.substring(at + 1, end);
        at = end + 1;
        return switch (name) {
            case "amp", "lt", "gt", "quot", "apos" -> true;
            default -> name.length() > 1 && name.charAt(0) == '#' && isNumber(name);
        };
    }

    private static boolean isNumber(String name) {
        boolean hex = name.charAt(1) == 'x';
        for (int i = hex ? 2 : 1; i < name.length(); i++) {
            if (Character.digit(name.charAt(i), hex ? 16 : 10) < 0) {
                return false;
            }
        }
        return name.length() > (hex ? 2 : 1);
    }

    private String name() {
        int from = at;
        while (at < text.length() && isNameCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    private boolean skipSpace() {
        int from = at;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at > from;
    }
}
