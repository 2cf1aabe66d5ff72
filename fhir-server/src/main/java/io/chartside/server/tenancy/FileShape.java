package io.chartside.server.tenancy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares a configuration file with the record it is to become, before it is bound: a key that nobody reads, or a map where
 * a list is meant, would otherwise be passed over in silence, and with it the right or the limit that it was to set.
 */
final class FileShape {
    private FileShape() {}

    /** @throws IllegalArgumentException naming the key and what would be right there */
    static void check(Object content, Class<? extends Record> shape) {
        record("", content, shape);
    }

    private static void record(String path, Object content, Class<?> shape) {
        if (content == null) {
            return;
        }
        String here = path.isEmpty() ? "the file" : path;
        List<String> known = Arrays.stream(shape.getRecordComponents())
                .map(component -> kebab(component.getName()))
                .toList();
        if (!(content instanceof Map<?, ?> values)) {
            throw new IllegalArgumentException(here + " must hold the keys " + String.join(", ", known));
        }
        for (Map.Entry<?, ?> value : values.entrySet()) {
            String key = String.valueOf(value.getKey());
            int index = known.indexOf(key);
            if (index < 0) {
                throw new IllegalArgumentException((path.isEmpty() ? key : path + "." + key)
                        + " is not a key; known here are " + String.join(", ", known));
            }
            RecordComponent component = shape.getRecordComponents()[index];
            value(path.isEmpty() ? key : path + "." + key, value.getValue(), component.getGenericType());
        }
    }

    private static void value(String path, Object content, Type type) {
        if (type instanceof Class<?> shape && shape.isRecord()) {
            record(path, content, shape);
        } else if (type instanceof ParameterizedType list) {
            list(path, content, list.getActualTypeArguments()[0]);
        } else if (content instanceof Map || content instanceof List) {
            throw new IllegalArgumentException(path + " must be one value");
        }
    }

    private static void list(String path, Object content, Type of) {
        if (content == null) {
            return;
        }
        if (!(content instanceof List<?> items)) {
            throw new IllegalArgumentException(path + " must be a list" + example(of));
        }
        for (int i = 0; i < items.size(); i++) {
            value(path + "[" + i + "]", items.get(i), of);
        }
    }

    private static String example(Type of) {
        if (!(of instanceof Class<?> shape) || !shape.isRecord()) {
            return ", each entry on a line with '- '";
        }
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : shape.getRecordComponents()) {
            keys.add(kebab(component.getName()) + ": …");
        }
        return " of entries such as '- {" + String.join(", ", keys) + "}'";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
