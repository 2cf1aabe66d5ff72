package io.chartside.mappings.evaluation;

import java.util.Locale;

/** Mean scores of produced notes against reference notes. */
public final class NoteScores {
    private int notes;
    private double rouge1;
    private double rouge2;
    private double rougeLsum;
    private long words;
    private long referenceWords;
    private int unsupported;
    private int numbers;

    /** One reference: what was said, the note a clinician wrote, and the identifier of the visit. */
    public record Reference(String id, String conversation, String note) {
        @Override
        public String toString() {
            return "Reference " + id;
        }
    }

    /** Reads references in the layout of ACI-BENCH or MTS-Dialog. */
    public static java.util.List<Reference> references(String csv) {
        return CsvTable.parse(csv).stream()
                .map(row -> row.containsKey("note")
                        ? new Reference(row.get("encounter_id"), row.get("dialogue"), row.get("note"))
                        : new Reference(row.get("ID"), row.get("dialogue"), row.get("section_text")))
                .toList();
    }

    public void add(Reference reference, String note) {
        notes++;
        rouge1 += Rouge.ngrams(reference.note(), note, 1);
        rouge2 += Rouge.ngrams(reference.note(), note, 2);
        rougeLsum += Rouge.lsum(reference.note(), note);
        words += count(note);
        referenceWords += count(reference.note());
        unsupported += SpokenNumbers.unsupported(note, reference.conversation());
        numbers += SpokenNumbers.written(note).size();
    }

    double rouge1() {
        return 100 * rouge1 / Math.max(1, notes);
    }

    public String report() {
        int n = Math.max(1, notes);
        return String.format(
                Locale.ROOT,
                "notes %d%nROUGE-1 %.2f  ROUGE-2 %.2f  ROUGE-Lsum %.2f%nwords a note %.0f (reference %.0f)%n"
                        + "numbers nobody said %.1f %%%n",
                notes,
                100 * rouge1 / n,
                100 * rouge2 / n,
                100 * rougeLsum / n,
                (double) words / n,
                (double) referenceWords / n,
                100.0 * unsupported / Math.max(1, numbers));
    }

    private static int count(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? 0 : stripped.split("\\s+").length;
    }
}
