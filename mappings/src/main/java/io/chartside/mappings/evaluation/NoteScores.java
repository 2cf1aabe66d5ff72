package io.chartside.mappings.evaluation;

import io.chartside.mappings.evaluation.Divisions.Division;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Mean scores of produced notes against reference notes. */
public final class NoteScores {
    private final Concepts concepts;
    private final Map<Division, Mean> divisions = new EnumMap<>(Division.class);
    private final Mean rouge1 = new Mean();
    private final Mean rouge2 = new Mean();
    private final Mean rougeLsum = new Mean();
    private final Mean polar = new Mean();
    private final Mean words = new Mean();
    private final Mean referenceWords = new Mean();
    private int numbersUnsaid;
    private int numbers;
    private int conceptsUnsaid;
    private int conceptsTold;

    public NoteScores(Concepts concepts) {
        this.concepts = concepts;
    }

    private static final class Mean {
        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double value() {
            return sum / Math.max(1, count);
        }
    }

    /** One reference: what was said, the note a clinician wrote, and the identifier of the visit. */
    public record Reference(String id, String conversation, String note) {
        @Override
        public String toString() {
            return "Reference " + id;
        }
    }

    /** Reads references in the layout of ACI-BENCH or MTS-Dialog. */
    public static List<Reference> references(String csv) {
        return CsvTable.parse(csv).stream()
                .map(row -> row.containsKey("note")
                        ? new Reference(row.get("encounter_id"), row.get("dialogue"), row.get("note"))
                        : new Reference(row.get("ID"), row.get("dialogue"), row.get("section_text")))
                .toList();
    }

    public void add(Reference reference, String note) {
        rouge1.add(Rouge.ngrams(reference.note(), note, 1));
        rouge2.add(Rouge.ngrams(reference.note(), note, 2));
        rougeLsum.add(Rouge.lsum(reference.note(), note));
        words.add(count(note));
        referenceWords.add(count(reference.note()));
        numbersUnsaid += SpokenNumbers.unsupported(note, reference.conversation());
        numbers += SpokenNumbers.written(note).size();
        Set<String> told = concepts.of(note);
        polar.add(concepts.f1(concepts.of(reference.note()), told));
        conceptsUnsaid += (int) Concepts.unsaid(told, concepts.of(reference.conversation()));
        conceptsTold += told.size();
        Map<Division, String> produced = Divisions.of(note);
        Divisions.of(reference.note())
                .forEach((division, text) -> divisions
                        .computeIfAbsent(division, d -> new Mean())
                        .add(Rouge.ngrams(text, produced.getOrDefault(division, ""), 1)));
    }

    double rouge1() {
        return 100 * rouge1.value();
    }

    double polar() {
        return 100 * polar.value();
    }

    /** Share of the note's numbers and concepts that nobody said, in percent. */
    double unsaid() {
        return 100.0 * (numbersUnsaid + conceptsUnsaid) / Math.max(1, numbers + conceptsTold);
    }

    double rouge1(Division division) {
        return 100 * divisions.getOrDefault(division, new Mean()).value();
    }

    public String report() {
        StringBuilder report = new StringBuilder(String.format(
                Locale.ROOT,
                "notes %d%nROUGE-1 %.2f  ROUGE-2 %.2f  ROUGE-Lsum %.2f%nROUGE-1 by division:",
                rouge1.count,
                rouge1(),
                100 * rouge2.value(),
                100 * rougeLsum.value()));
        divisions.forEach((division, mean) -> report.append(
                String.format(Locale.ROOT, " %s %.1f (%d)", division.told(), 100 * mean.value(), mean.count)));
        return report.append(String.format(
                        Locale.ROOT,
                        "%nconcepts told or denied alike, F1 %.1f%nconcepts nobody said %.1f %%  numbers nobody said %.1f %%%n"
                                + "words a note %.0f (reference %.0f)%n",
                        polar(),
                        100.0 * conceptsUnsaid / Math.max(1, conceptsTold),
                        100.0 * numbersUnsaid / Math.max(1, numbers),
                        words.value(),
                        referenceWords.value()))
                .toString();
    }

    private static int count(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? 0 : stripped.split("\\s+").length;
    }
}
