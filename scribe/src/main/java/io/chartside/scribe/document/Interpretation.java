package io.chartside.scribe.document;

import io.chartside.scribe.document.ChartDocument.Absence;
import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.laboratory.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Laboratory results read one by one, those out of range first. */
public final class Interpretation {
    private Interpretation() {}

    /** @param readings one at least */
    public static ChartDocument of(List<Reading> readings) {
        Map<String, List<Line>> groups = new LinkedHashMap<>();
        for (String label : List.of("Out of range", "Within range", "Not judged")) {
            groups.put(label, new ArrayList<>());
        }
        List<Flag> flags = new ArrayList<>();
        for (Reading reading : readings) {
            groups.get(label(reading)).add(new Line(reading.sentence(), reading.evidence()));
            if (reading.contradicts()) {
                flags.add(new Flag(
                        Flag.Kind.CONTRADICTION,
                        reading.newest().test() + ": the laboratory's flag and its reference range do not agree.",
                        reading.evidence()));
            }
        }
        List<Group> written = groups.entrySet().stream()
                .filter(group -> !group.getValue().isEmpty())
                .map(group -> new Group(group.getKey(), true, group.getValue()))
                .toList();
        Part results = new Part(
                "30954-2",
                "Relevant diagnostic tests/laboratory data note",
                "RESULTS",
                written,
                readings.stream().map(reading -> reading.newest().reference()).toList(),
                Absence.NONE,
                readings);
        return new ChartDocument(List.of(results), flags);
    }

    private static String label(Reading reading) {
        return switch (reading.position()) {
            case BELOW, ABOVE -> "Out of range";
            case WITHIN -> "Within range";
            case UNKNOWN -> "Not judged";
        };
    }
}
