package io.chartside.server.interaction;

import java.util.OptionalLong;

/** Weak entity tags that hold a version number (FHIR R4, http.html#versioning). */
public final class EntityTag {
    private EntityTag() {}

    /**
     * @param tag {@code W/"3"}, {@code "3"} or 3; null or blank is none
     * @throws FhirRefusal 400
     */
    public static OptionalLong version(String tag) {
        if (tag == null || tag.isBlank()) {
            return OptionalLong.empty();
        }
        String text = tag.trim();
        text = text.startsWith("W/") ? text.substring(2) : text;
        if (text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw FhirRefusal.malformed("If-Match is W/\"n\", n the version that the client has");
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
