package io.chartside.server.index;

import java.util.Optional;

/** A reference to a resource of the same store: {@code Type/id} or {@code Type/id/_history/n}. */
public record LocalReference(String type, String id) {

    public static Optional<LocalReference> parse(String reference) {
        int slash = reference.indexOf('/');
        if (slash <= 0 || !Character.isUpperCase(reference.charAt(0))) {
            return Optional.empty();
        }
        String type = reference.substring(0, slash);
        int end = reference.indexOf('/', slash + 1);
        String id = end < 0 ? reference.substring(slash + 1) : reference.substring(slash + 1, end);
        boolean whole = end < 0 || reference.startsWith("/_history/", end);
        return whole && isId(id) && ResourceTypes.exists(type)
                ? Optional.of(new LocalReference(type, id))
                : Optional.empty();
    }

    /** Whether it is a logical id (R4, 2.24.0.1: id). */
    public static boolean isId(String id) {
        if (id.isEmpty() || id.length() > 64) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
                return false;
            }
        }
        return true;
    }
}
