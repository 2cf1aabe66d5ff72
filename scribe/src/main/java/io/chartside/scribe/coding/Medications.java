package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.lexicon.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Drug names, what they are for, and the status code of their long-term use. */
public final class Medications {
    private final PhraseFinder<Drug> finder = new PhraseFinder<>();

    private Medications() {}

    public static Medications load(LexiconText text) {
        Medications out = new Medications();
        for (List<String> row : TextTable.read(text, "lexicon/medications.tsv", 5)) {
            Drug drug = new Drug(row.get(0), set(row.get(2)), row.get(3), set(row.get(4)));
            for (String name : row.get(1).split("\\|")) {
                out.finder.add(name, drug);
            }
        }
        return out;
    }

    private static Set<String> set(String cell) {
        return cell.isEmpty() ? Set.of() : Set.of(cell.split(","));
    }

    /** Drugs named in the visit, in order. */
    public List<Taken> find(List<List<Token>> tokens) {
        List<Taken> out = new ArrayList<>();
        for (int turn = 0; turn < tokens.size(); turn++) {
            for (PhraseFinder.Found<Drug> f : finder.find(tokens.get(turn))) {
                out.add(new Taken(f.value(), turn, f.first(), f.last()));
            }
        }
        return out;
    }

    /**
     * A class of drugs.
     *
     * @param indications concepts that it treats
     * @param longTerm concept of its long-term use, or empty
     * @param traits {@code otc}, {@code rx}, {@code monitored}
     */
    public record Drug(String name, Set<String> indications, String longTerm, Set<String> traits) {}

    /** A drug named in a turn, with its tokens. */
    public record Taken(Drug drug, int turn, int first, int last) {}
}
