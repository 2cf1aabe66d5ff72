package io.chartside.scribe.lexicon;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A row of the clinical lexicon: something a visit can be about, the code family it belongs to and what is known of it.
 *
 * @param id stable name such as {@code knee-pain}
 * @param code ICD-10-CM code with axes in braces, such as {@code M25.56{129}}; empty when the words alone have no code
 * @param display title in our words, {@code {side}} where the side belongs
 * @param site part of the body, or empty
 * @param system group of organs, or empty
 * @param general concepts that this one is a more precise name for
 * @param explains symptoms that need no code of their own once this is established
 * @param attributes the row's remaining attributes by name
 */
public record Concept(
        String id,
        Kind kind,
        String code,
        String display,
        String site,
        String system,
        Set<String> general,
        Set<String> explains,
        Map<String, String> attributes) {
    public Concept {
        Objects.requireNonNull(id);
        Objects.requireNonNull(kind);
        general = Set.copyOf(general);
        explains = Set.copyOf(explains);
        attributes = Map.copyOf(attributes);
    }

    /** The attribute's value, or empty. */
    public String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    /** The attribute's comma-separated values. */
    public List<String> values(String name) {
        String value = attribute(name);
        return value.isEmpty() ? List.of() : List.of(value.split(","));
    }

    @Override
    public String toString() {
        return id;
    }

    /** What sort of thing a concept is; the guideline rules differ by it. */
    public enum Kind {
        /** A disease that stays: named in the history, it is still there. */
        CHRONIC,
        /** A disease that passes: named in the history, it is over. */
        ACUTE,
        INJURY,
        /** Chapter 18 and the pains and swellings of other chapters. */
        SYMPTOM,
        /** An abnormal result that is not yet a disease. */
        FINDING,
        /** A state or a service of chapter 21. */
        STATUS,
        /** How an injury came about: chapter 20, never first-listed. */
        EXTERNAL,
        /** Says what another concept needs to know; has no code. */
        CUE
    }
}
