package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.terminology.CodeCatalog;
import java.util.ArrayList;
import java.util.List;

/**
 * Order that the code set itself demands: the cause before its manifestation (guideline I.A.13), hypertension before its
 * heart failure or kidney stage (I.C.9.a), diabetes with an ulcer before the ulcer. Rows of {@code coding/sequence.tsv}, and
 * the code-first notes of the catalogue, where one is loaded.
 */
final class Sequencing {
    private final List<Pair> pairs = new ArrayList<>();

    private Sequencing() {}

    static Sequencing load(LexiconText text) {
        Sequencing out = new Sequencing();
        for (List<String> row : TextTable.read(text, "coding/sequence.tsv", 3)) {
            out.pairs.add(new Pair(row.get(0), row.get(1)));
        }
        return out;
    }

    /** Moves each cause to just before its manifestation where it stands behind it. */
    void causeFirst(List<String> codes, CodeCatalog catalog) {
        for (Pair pair : pairs) {
            int cause = indexOf(codes, pair.cause());
            int manifestation = indexOf(codes, pair.manifestation());
            if (cause >= 0 && manifestation >= 0 && cause > manifestation) {
                String code = codes.remove(cause);
                codes.add(manifestation, code);
            }
        }
        // Each code moves once at most, so that notes which name each other end.
        for (String code : List.copyOf(codes)) {
            int manifestation = codes.indexOf(code);
            for (int cause = manifestation + 1; cause < codes.size(); cause++) {
                if (catalog.isCodedFirst(codes.get(cause), code)) {
                    codes.add(manifestation, codes.remove(cause));
                    manifestation++;
                }
            }
        }
    }

    private static int indexOf(List<String> codes, String prefix) {
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i).startsWith(prefix)) {
                return i;
            }
        }
        return -1;
    }

    private record Pair(String cause, String manifestation) {}
}
