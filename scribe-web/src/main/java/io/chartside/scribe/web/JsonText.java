package io.chartside.scribe.web;

import java.util.List;
import java.util.function.Consumer;

/**
 * Writes one JSON text (RFC 8259) without blanks, members in the order they are added: the same draft gives the same
 * characters on every platform.
 */
final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    private JsonText() {}

    static String object(Consumer<JsonText> members) {
        JsonText json = new JsonText();
        json.braces(members);
        return json.text.toString();
    }

    JsonText put(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    JsonText put(String name, int value) {
        name(name);
        text.append(value);
        return this;
    }

    JsonText put(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** @param value 0 to 1; written with at most two decimals */
    JsonText putShare(String name, double value) {
        name(name);
        int hundredths = (int) Math.round(value * 100);
        text.append(hundredths / 100);
        if (hundredths % 100 > 0) {
            text.append('.').append(hundredths / 10 % 10);
        }
        if (hundredths % 10 > 0) {
            text.append(hundredths % 10);
        }
        return this;
    }

    JsonText put(String name, Consumer<JsonText> members) {
        name(name);
        braces(members);
        return this;
    }

    JsonText putWords(String name, List<String> values) {
        name(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            quote(values.get(i));
        }
        text.append(']');
        return this;
    }

    <T> JsonText putAll(String name, List<T> values, Member<T> member) {
        name(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            T value = values.get(i);
            braces(json -> member.write(json, value));
        }
        text.append(']');
        return this;
    }

    /** Writes the members of an object that stands for a value. */
    interface Member<T> {
        void write(JsonText json, T value);
    }

    private void braces(Consumer<JsonText> members) {
        text.append('{');
        first = true;
        members.accept(this);
        text.append('}');
        first = false;
    }

    private void name(String name) {
        if (!first) {
            text.append(',');
        }
        first = false;
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n' || c == '\t') {
                text.append(c == '\n' ? "\\n" : "\\t");
            } else if (c < ' ' || Character.isSurrogate(c) && !paired(value, i)) {
                text.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    text.append(HEX.charAt(c >> shift & 15));
                }
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** Half a pair has no UTF-8 of its own. */
    private static boolean paired(String value, int at) {
        return Character.isHighSurrogate(value.charAt(at))
                ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }
}
