package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.rules.RuleText;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From when to when a code of the lexicon is valid: {@code lexicon/editions.tsv} lists what came after 1 January 2021,
 * with the code that said it before. What is not listed is valid on that day and since.
 */
public final class CodeEditions {
    private final Map<String, Edition> newer = new HashMap<>();
    private final Map<String, LocalDate> ended = new HashMap<>();

    private final Map<String, String> titles = new HashMap<>();

    private CodeEditions() {}

    public static CodeEditions load(LexiconText text) {
        CodeEditions out = new CodeEditions();
        for (List<String> row : TextTable.read(text, "lexicon/editions.tsv", 4)) {
            LocalDate from = RuleText.day(row.get(1));
            out.newer.put(row.get(0), new Edition(from, row.get(2)));
            if (!row.get(3).isEmpty()) {
                out.titles.put(row.get(2), row.get(3));
            }
            if (row.get(0).startsWith(row.get(2))) {
                out.ended.merge(row.get(2), from.minusDays(1), (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        return out;
    }

    /** The code as it was on a day; without a day the newest. */
    public String on(String code, LocalDate day) {
        return on(code, Optional.of(day));
    }

    String on(String code, Optional<LocalDate> day) {
        Edition edition = newer.get(code);
        return edition != null && day.isPresent() && day.get().isBefore(edition.from())
                ? on(edition.replaces(), day)
                : code;
    }

    /** The title of a code that was replaced by one of another title. */
    Optional<String> titleOfReplaced(String code) {
        return Optional.ofNullable(titles.get(code));
    }

    /** The code that said it before, or empty where nothing did. */
    Optional<String> before(String code) {
        return Optional.ofNullable(newer.get(code)).map(Edition::replaces);
    }

    /** First day on which the code is valid; empty for 1 January 2021 or earlier. */
    public Optional<LocalDate> validFrom(String code) {
        return Optional.ofNullable(newer.get(code)).map(Edition::from);
    }

    /** Last day on which the code is valid; empty while it is. A code that was subdivided ended with that. */
    public Optional<LocalDate> validTo(String code) {
        return Optional.ofNullable(ended.get(code));
    }

    private record Edition(LocalDate from, String replaces) {}
}
