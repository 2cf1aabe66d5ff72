package io.chartside.app.ehr;

import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The keys of one level of a profile, read strictly: a key that nobody asked for is an error, as it may be a typing slip. */
final class Keys {

    private final String path;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final UnaryOperator<String> placeholders;
    private final Set<Object> asked = new HashSet<>();

    Keys(String path, Object level, UnaryOperator<String> placeholders) {
        if (level != null && !(level instanceof Map)) {
            throw new IllegalArgumentException((path.isEmpty() ? "the file" : path) + " must hold keys and values");
        }
        this.path = path;
        if (level instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> values.put(String.valueOf(key), value));
        }
        this.placeholders = placeholders;
    }

    Keys below(String key) {
        return new Keys(path + key + ".", raw(key), placeholders);
    }

    boolean has(String key) {
        return raw(key) != null;
    }

    String text(String key) {
        return optional(key).orElseThrow(() -> new IllegalArgumentException(path + key + " is missing"));
    }

    String text(String key, String otherwise) {
        return optional(key).orElse(otherwise);
    }

    Optional<String> optional(String key) {
        Object value = raw(key);
        if (value instanceof Map || value instanceof List) {
            throw new IllegalArgumentException(path + key + " must be one value");
        }
        return Optional.ofNullable(value)
                .map(text -> placeholders.apply(text.toString()).strip())
                .filter(text -> !text.isEmpty());
    }

    Optional<URI> address(String key) {
        return optional(key).map(URI::create);
    }

    boolean flag(String key, boolean otherwise) {
        String text = text(key, Boolean.toString(otherwise));
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(path + key + " must be true or false");
        }
        return Boolean.parseBoolean(text);
    }

    int number(String key, int otherwise) {
        String text = text(key, Integer.toString(otherwise));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException(path + key + " must be a whole number, not \"" + text + "\"");
        }
    }

    /** @param least included, and so is {@code most} */
    int number(String key, int otherwise, int least, int most) {
        int number = number(key, otherwise);
        if (number < least || number > most) {
            throw new IllegalArgumentException(path + key + " must be " + least + " to " + most + ", not " + number);
        }
        return number;
    }

    <E extends Enum<E>> E choice(String key, E otherwise) {
        String text = text(key, spelled(otherwise));
        for (E choice : otherwise.getDeclaringClass().getEnumConstants()) {
            if (spelled(choice).equals(text)) {
                return choice;
            }
        }
        throw new IllegalArgumentException(path + key + " cannot be \"" + text + "\"");
    }

    /** Free keys with one value each. */
    Map<String, String> map(String key) {
        Object value = raw(key);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> entries)) {
            throw new IllegalArgumentException(path + key + " must hold keys and values");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach((name, text) -> texts.put(
                String.valueOf(name), placeholders.apply(String.valueOf(text)).strip()));
        return texts;
    }

    List<String> list(String key) {
        Object value = raw(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw new IllegalArgumentException(path + key + " must be a list");
        }
        return items.stream()
                .map(item -> placeholders.apply(String.valueOf(item)).strip())
                .toList();
    }

    /** The keys of a level whose keys are names. */
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    void nothingElse() {
        for (Object key : values.keySet()) {
            if (!asked.contains(key)) {
                throw new IllegalArgumentException(path + key + " is not a key of an EHR profile");
            }
        }
    }

    private Object raw(String key) {
        asked.add(key);
        return values.get(key);
    }

    private static String spelled(Enum<?> choice) {
        return choice.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
