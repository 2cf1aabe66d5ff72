package io.chartside.scribe.document;

import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * The sentences of a document that somebody else may word anew, as turns that can be cited. Left out, and so never to be worded
 * anew, are the caller's own words, what tells of the patient's demographics, and what a part says of entries that are not there.
 */
public final class Facts {
    private final List<Fact> facts = new ArrayList<>();
    private final ChartDocument document;

    private Facts(ChartDocument document) {
        this.document = document;
    }

    /**
     * One sentence.
     *
     * @param part index of its part in the document
     * @param label of its group, or empty
     */
    public record Fact(int part, String label, Line line) {}

    public static Facts of(ChartDocument document) {
        Facts facts = new Facts(document);
        for (int part = 0; part < document.parts().size(); part++) {
            for (Group group : document.parts().get(part).groups()) {
                for (Line line : group.lines()) {
                    if (isFact(line)) {
                        facts.facts.add(new Fact(part, group.label(), line));
                    }
                }
            }
        }
        return facts;
    }

    /** What rests on the Patient alone is demographics, or says that there is nothing. */
    private static boolean isFact(Line line) {
        return !line.byCaller()
                && line.evidence().stream()
                        .anyMatch(piece -> !(piece instanceof Evidence.Charted entry
                                && entry.reference().startsWith("Patient/")));
    }

    public ChartDocument document() {
        return document;
    }

    /** By the index of their turns. */
    public List<Fact> all() {
        return List.copyOf(facts);
    }

    public boolean isEmpty() {
        return facts.isEmpty();
    }

    /** Each fact a turn, with {@code f} and its number as id; then the labels of their groups, which nothing can cite. */
    public Transcript transcript() {
        List<Turn> turns = new ArrayList<>();
        for (Fact fact : facts) {
            turns.add(turn(turns.size(), "f" + turns.size(), fact.line().text()));
        }
        for (String label : labels()) {
            turns.add(turn(turns.size(), "l" + turns.size(), label));
        }
        return new Transcript(turns);
    }

    private static Turn turn(int index, String id, String text) {
        return new Turn(index, id, Speaker.CLINICIAN, text, -1, -1);
    }

    private List<String> labels() {
        return facts.stream()
                .map(Fact::label)
                .filter(label -> !label.isEmpty())
                .distinct()
                .toList();
    }

    /** Whether a turn of {@link #transcript} is a fact of a part. */
    public boolean isOf(int part, Turn turn) {
        return turn.index() < facts.size() && facts.get(turn.index()).part() == part;
    }

    /** The label of a fact's group as it stands in a version of {@link #transcript}, or empty. */
    public String label(Turn fact, Transcript version) {
        int label = labels().indexOf(facts.get(fact.index()).label());
        return label < 0 ? "" : version.turns().get(facts.size() + label).text();
    }

    /** The parts that hold facts, by their index in the document. */
    public List<Integer> parts() {
        return facts.stream().map(Fact::part).distinct().toList();
    }

    public Part part(int index) {
        return document.parts().get(index);
    }

    @Override
    public String toString() {
        return "Facts: " + facts.size();
    }
}
