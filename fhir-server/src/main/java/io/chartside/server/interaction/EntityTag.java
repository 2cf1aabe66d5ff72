package io.chartside.server.interaction;

import java.util.OptionalLong;

/** Weak entity tags that hold a version number (FHIR R4, http.html#versioning). */
public final class EntityTag {
    /** Stands for {@code *}, which any version meets that exists: versions begin at 1. */
    private static final long ANY = 0;

    private EntityTag() {}

    /**
     * An {@code If-Match} (RFC 9110, 13.1.1).
     *
     * @param tag as {@link #version} takes it, or {@code *}
     * @throws FhirRefusal 400
     */
    public static OptionalLong condition(String tag) {
        return tag != null && tag.trim().equals("*") ? OptionalLong.of(ANY) : version(tag);
    }

    /** The one version that a condition names; empty for none and for {@code *}. */
    static OptionalLong exact(OptionalLong condition) {
        return condition.isPresent() && condition.getAsLong() == ANY ? OptionalLong.empty() : condition;
    }

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
