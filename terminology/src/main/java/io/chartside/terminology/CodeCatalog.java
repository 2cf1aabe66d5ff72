package io.chartside.terminology;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** A code system in one version, as the scribe sees it. */
public interface CodeCatalog {

    /** The version in use, such as {@code FY2026}, shown beside every suggestion. */
    String version();

    /** @param code with or without the dot */
    Optional<Concept> find(String code);

    /**
     * Concepts whose title or inclusion terms fit the words best.
     *
     * @param limit 1 to 100
     */
    List<Concept> search(String words, int limit);

    /** The code's own subdivisions, in order; empty for a billable code. */
    default List<Concept> children(String code) {
        return List.of();
    }

    /** Whether an Excludes1 note of either code, or of a heading above it, forbids them together. */
    default boolean excludes(String code, String other) {
        return false;
    }

    /** The code-first notes on a code and on the headings above it. */
    default List<String> codeFirst(String code) {
        return List.of();
    }

    /** Whether a code-first note of the code, or of a heading above it, names the other one. */
    default boolean isCodedFirst(String other, String code) {
        return false;
    }

    /** The use-additional-code notes on a code and on the headings above it. */
    default List<String> useAdditional(String code) {
        return List.of();
    }

    /** The version that was in force on a day; this one when no other is loaded. */
    default CodeCatalog on(LocalDate dateOfService) {
        return this;
    }

    /** No codes at all: what is used before an operator has loaded a file. */
    static CodeCatalog empty() {
        return EmptyCatalog.INSTANCE;
    }
}
