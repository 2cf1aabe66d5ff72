package io.chartside.server.search;

import java.util.Objects;

/** A search that cannot be served as asked: answered 400. */
public final class SearchRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    private SearchRefused(String code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code);
    }

    /**
     * What is written wrongly.
     *
     * @param message names the parameter and never repeats its value, which may be a health record
     */
    public static SearchRefused invalid(String message) {
        return new SearchRefused("invalid", message);
    }

    /** What may be right elsewhere: a parameter, a modifier or a type that is not served here. */
    public static SearchRefused notServed(String message) {
        return new SearchRefused("not-supported", message);
    }

    /** What must be narrowed. */
    public static SearchRefused tooCostly(String message) {
        return new SearchRefused("too-costly", message);
    }

    /** Of FHIR's issue types. */
    public String code() {
        return code;
    }
}
