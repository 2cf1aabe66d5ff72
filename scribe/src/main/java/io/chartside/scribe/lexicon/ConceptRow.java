package io.chartside.scribe.lexicon;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a row of a lexicon file: id, kind, code, display, phrases, attributes ({@code name=value;name=value}). */
final class ConceptRow {
    private static final Set<String> KNOWN = Set.of(
            "site",
            "system",
            "general",
            "explains",
            "history",
            "long-term",
            "needs",
            "only",
            "drug",
            "em",
            "sequence",
            "weak");

    private ConceptRow() {}

    static Concept concept(String file, List<String> row) {
        Map<String, String> attributes = new HashMap<>();
        for (String pair : row.get(5).split(";")) {
            if (pair.isBlank()) {
                continue;
            }
            int eq = pair.indexOf('=');
            if (eq < 1 || !KNOWN.contains(pair.substring(0, eq).strip())) {
                throw new LexiconException(file + ": " + row.get(0) + " has the unknown attribute " + pair.strip());
            }
            attributes.put(pair.substring(0, eq).strip(), pair.substring(eq + 1).strip());
        }
        if (row.get(4).isEmpty()) {
            throw new LexiconException(file + ": " + row.get(0) + " has no phrase");
        }
        return new Concept(
                row.get(0),
                kind(file, row),
                row.get(2),
                row.get(3),
                attributes.getOrDefault("site", ""),
                attributes.getOrDefault("system", ""),
                set(attributes.remove("general")),
                set(attributes.remove("explains")),
                attributes);
    }

    static void checkReferences(Concept concept, Map<String, Concept> all) {
        Stream.concat(concept.general().stream(), concept.explains().stream())
                .filter(id -> !id.endsWith("*") && !all.containsKey(id))
                .findFirst()
                .ifPresent(id -> {
                    throw new LexiconException(concept.id() + " names the unknown concept " + id);
                });
    }

    private static Concept.Kind kind(String file, List<String> row) {
        String kind = row.get(1).toUpperCase(Locale.ROOT);
        for (Concept.Kind k : Concept.Kind.values()) {
            if (k.name().equals(kind)) {
                return k;
            }
        }
        throw new LexiconException(file + ": " + row.get(0) + " has the unknown kind " + row.get(1));
    }

    private static Set<String> set(String value) {
        return value == null
                ? Set.of()
                : Stream.of(value.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }
}
