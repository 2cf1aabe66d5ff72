package io.chartside.terminology;

import java.util.List;
import java.util.Optional;

/** A code system in one version, as the scribe sees it. Implementations do no I/O once built. */
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

    /** No codes at all: what is used before an operator has loaded a file. */
    static CodeCatalog empty() {
        return EmptyCatalog.INSTANCE;
    }
}
