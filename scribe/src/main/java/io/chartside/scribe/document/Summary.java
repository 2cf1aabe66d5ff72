package io.chartside.scribe.document;

import io.chartside.scribe.document.ChartDocument.Absence;
import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.document.PatientChart.Item;
import io.chartside.scribe.document.PatientChart.Listing;
import io.chartside.scribe.document.PatientChart.Sight;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.laboratory.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sections of an International Patient Summary (HL7 IPS 2.0): problems, allergies and medications always, immunizations,
 * results and procedures where there are any. A section says only what the chart holds; an empty one says that the record is
 * silent, never that there is nothing.
 */
public final class Summary {
    private static final String SILENT =
            "This record holds no entries of this kind. That does not mean that there are none.";
    private static final String WITHHELD = "The caller's rights do not reach these entries.";
    private static final String PARTLY = "Entries may be missing that the caller may not see.";
    private static final String NONE_SEEN =
            "The caller sees no entries of this kind, and may not see all. That does not mean"
                    + " that there are none.";

    private Summary() {}

    public static ChartDocument of(PatientChart chart) {
        List<Part> parts = new ArrayList<>();
        parts.add(part(chart, "11450-4", "Problem list - Reported", "Problems", chart.problems()));
        parts.add(part(
                chart,
                "48765-2",
                "Allergies and adverse reactions Document",
                "Allergies and Intolerances",
                chart.allergies()));
        parts.add(part(chart, "10160-0", "History of Medication use Narrative", "Medications", chart.medications()));
        wanted(part(chart, "11369-6", "History of Immunization note", "Immunizations", chart.immunizations()), parts);
        wanted(results(chart), parts);
        wanted(part(chart, "47519-4", "History of Procedures Document", "Procedures", chart.procedures()), parts);
        return new ChartDocument(parts, List.of());
    }

    private static void wanted(Part part, List<Part> parts) {
        if (!part.entries().isEmpty()) {
            parts.add(part);
        }
    }

    static Part part(PatientChart chart, String code, String display, String heading, Listing listing) {
        List<Line> lines = new ArrayList<>();
        for (Item item : listing.items()) {
            String detail = item.detail().isEmpty() ? "" : ", " + item.detail();
            lines.add(new Line(item.text() + detail + ".", charted(item.reference())));
        }
        return part(
                chart,
                code,
                display,
                heading,
                listing.sight(),
                lines,
                listing.items().stream().map(Item::reference).toList(),
                List.of());
    }

    private static Part results(PatientChart chart) {
        List<Reading> readings = chart.results().readings();
        return part(
                chart,
                "30954-2",
                "Relevant diagnostic tests/laboratory data note",
                "Results",
                chart.results().sight(),
                readings.stream()
                        .map(reading -> new Line(reading.sentence(), reading.evidence()))
                        .toList(),
                readings.stream().map(reading -> reading.newest().reference()).toList(),
                readings);
    }

    private static Part part(
            PatientChart chart,
            String code,
            String display,
            String heading,
            Sight sight,
            List<Line> lines,
            List<String> entries,
            List<Reading> readings) {
        List<Group> groups = new ArrayList<>();
        if (!lines.isEmpty()) {
            groups.add(new Group("", true, lines));
        }
        note(sight, lines.isEmpty())
                .ifPresent(text -> groups.add(new Group("", false, List.of(new Line(text, charted(chart.patient()))))));
        Absence absence =
                !lines.isEmpty() ? Absence.NONE : sight == Sight.NOTHING ? Absence.WITHHELD : Absence.UNAVAILABLE;
        return new Part(code, display, heading, groups, entries, absence, readings);
    }

    private static Optional<String> note(Sight sight, boolean empty) {
        return switch (sight) {
            case NOTHING -> Optional.of(WITHHELD);
            case SOME -> Optional.of(empty ? NONE_SEEN : PARTLY);
            case ALL -> empty ? Optional.of(SILENT) : Optional.empty();
        };
    }

    private static List<Evidence> charted(String reference) {
        return List.of(new Evidence.Charted(reference));
    }
}
