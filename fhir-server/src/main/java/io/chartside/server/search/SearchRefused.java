package io.chartside.server.search;

/** A search that cannot be served as asked: answered 400, or {@code too-costly} when it must be narrowed. */
public final class SearchRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean tooCostly;

    private SearchRefused(String message, boolean tooCostly) {
        super(message);
        this.tooCostly = tooCostly;
    }

    /** @param message names the parameter and never repeats its value, which may be a health record */
    public static SearchRefused invalid(String message) {
        return new SearchRefused(message, false);
    }

    public static SearchRefused tooCostly(String message) {
        return new SearchRefused(message, true);
    }

    public boolean isTooCostly() {
        return tooCostly;
    }
}
