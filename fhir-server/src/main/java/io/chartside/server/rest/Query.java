package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Query parameters, decoded strictly: a broken escape or bytes that are not UTF-8 are refused. */
final class Query {
    /** Parameters that shape the answer and never select; the representation reads them. */
    static final Set<String> SHAPING = Set.of("_format", "_pretty", "_summary", "_elements");

    /** Of two, one reader takes the first and another the last. */
    private static final Set<String> ONCE =
            Set.of("_format", "_pretty", "_summary", "_elements", "_count", "_total", "_cursor");

    private static final int MOST_PARAMETERS = 200;

    private Query() {}

    /** @param raw without the question mark, or the body of a form; null is none */
    static Map<String, List<String>> parse(String raw) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return parameters;
        }
        int count = 0;
        int from = 0;
        while (from <= raw.length()) {
            int to = raw.indexOf('&', from);
            to = to < 0 ? raw.length() : to;
            if (to > from) {
                if (++count > MOST_PARAMETERS) {
                    throw FhirRefusal.malformed("More than " + MOST_PARAMETERS + " parameters");
                }
                int equals = raw.indexOf('=', from);
                boolean hasValue = equals >= 0 && equals < to;
                String name = decode(raw.substring(from, hasValue ? equals : to));
                String value = hasValue ? decode(raw.substring(equals + 1, to)) : "";
                List<String> values = parameters.computeIfAbsent(name, n -> new ArrayList<>(1));
                values.add(value);
                requireOnce(name, values);
            }
            from = to + 1;
        }
        return parameters;
    }

    /** What is left for the search; {@code _summary=count} is a question to it and stays. */
    static Map<String, List<String>> selecting(Map<String, List<String>> parameters) {
        Map<String, List<String>> selecting = new LinkedHashMap<>(parameters);
        selecting.keySet().removeIf(name -> SHAPING.contains(name) && !asksForCount(name, parameters.get(name)));
        return selecting;
    }

    /** What is left of a conditional write. */
    static Map<String, List<String>> conditions(Map<String, List<String>> parameters) {
        Map<String, List<String>> conditions = new LinkedHashMap<>(parameters);
        conditions.keySet().removeAll(SHAPING);
        return conditions;
    }

    private static boolean asksForCount(String name, List<String> values) {
        return name.equals("_summary") && values.contains("count");
    }

    private static void requireOnce(String name, List<String> values) {
        if (values.size() > 1 && ONCE.contains(name)) {
            throw FhirRefusal.malformed("The parameter " + name + " may stand once");
        }
    }

    /** What a posted search has in its address and in its form. */
    static Map<String, List<String>> both(Map<String, List<String>> address, Map<String, List<String>> form) {
        Map<String, List<String>> all = new LinkedHashMap<>(address);
        form.forEach((name, more) -> {
            List<String> values = new ArrayList<>(all.getOrDefault(name, List.of()));
            values.addAll(more);
            requireOnce(name, values);
            all.put(name, values);
        });
        return all;
    }

    static String encode(Map<String, List<String>> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, values) -> values.forEach(value -> {
            query.append(query.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }));
        return query.toString();
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && isAscii(text)) {
            return text.indexOf('+') < 0 ? text : text.replace('+', ' ');
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < text.length();
                int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw FhirRefusal.malformed("A parameter has a broken percent escape");
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c < 0x80) {
                bytes.put((byte) (c == '+' ? ' ' : c));
            } else {
                throw FhirRefusal.malformed("A parameter has characters that must be percent-escaped");
            }
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (decoded.indexOf('\0') >= 0) {
                throw FhirRefusal.malformed("A parameter has a NUL");
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw FhirRefusal.malformed("A parameter is not UTF-8");
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
