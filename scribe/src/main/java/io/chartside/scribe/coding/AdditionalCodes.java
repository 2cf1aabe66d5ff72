package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.LexiconException;
import io.chartside.scribe.lexicon.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that a chosen code asks for ({@code use additional code}, guideline I.A.17): the ulcer of a diabetic foot, the
 * stage of kidney disease, the type of heart failure. Rows of {@code coding/additional.tsv}.
 */
final class AdditionalCodes {
    private final List<Row> rows = new ArrayList<>();

    private AdditionalCodes() {}

    static AdditionalCodes load(LexiconText text, Lexicon lexicon) {
        AdditionalCodes out = new AdditionalCodes();
        for (List<String> row : TextTable.read(text, "coding/additional.tsv", 4)) {
            List<String> concepts = List.of(row.get(1).split(","));
            concepts.stream()
                    .filter(id ->
                            !id.startsWith(Rules.FAMILY) && lexicon.concept(id).isEmpty())
                    .findFirst()
                    .ifPresent(id -> {
                        throw new LexiconException("coding/additional.tsv names the unknown concept " + id);
                    });
            out.rows.add(new Row(List.of(row.get(0).split(",")), concepts, row.get(2), row.get(3)));
        }
        return out;
    }

    /** The first finding that the code asks for and the visit established, with the reason set. */
    Optional<Finding> after(String code, Map<String, Finding> findings) {
        for (Row row : rows) {
            if (row.codes().stream().noneMatch(code::startsWith)) {
                continue;
            }
            for (String id : row.concepts()) {
                Finding f = id.startsWith(Rules.FAMILY) ? Rules.ofFamily(id.substring(1), findings) : findings.get(id);
                if (f != null && f.isActive()) {
                    f.because(row.section(), row.reason());
                    return Optional.of(f);
                }
            }
        }
        return Optional.empty();
    }

    private record Row(List<String> codes, List<String> concepts, String section, String reason) {}
}
