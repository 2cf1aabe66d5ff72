package io.chartside.server.operation;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.index.DateRange;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.search.SearchPage;
import io.chartside.server.store.StoredResource;
import java.time.DateTimeException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Period;
import org.springframework.stereotype.Component;

/**
 * {@code DocumentReference/$docref} (US Core, OperationDefinition-docref): the documents of a patient whose care falls
 * between {@code start} and {@code end}; without both the newest one. Nothing is generated on demand, so
 * {@code on-demand} adds nothing.
 */
@Component
final class DocRef implements Operation {
    private static final int MOST = 5_000;
    private static final Set<String> PARAMETERS = Set.of("patient", "start", "end", "type", "on-demand", "profile");
    private final RecordReader records;
    private final Readings readings;

    DocRef(RecordReader records, Readings readings) {
        this.records = records;
        this.readings = readings;
    }

    @Override
    public String name() {
        return "docref";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of("DocumentReference");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.SEARCH, "DocumentReference"));
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/us/core/OperationDefinition/docref";
    }

    /** A person who reads here is of the house, or the patient. */
    @Override
    public boolean discloses(Caller caller) {
        return caller.fhirUser().isEmpty();
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), PARAMETERS);
        if (!parameters.has("patient")) {
            throw new FhirRefusal(400, "required", "$docref needs patient");
        }
        Map<String, List<String>> query = new HashMap<>();
        query.put("patient", parameters.texts("patient"));
        query.put("status", List.of("current"));
        query.put("_sort", List.of("-date"));
        if (parameters.has("type")) {
            query.put("type", List.of(String.join(",", parameters.texts("type"))));
        }
        if (parameters.has("profile")) {
            query.put("_profile", List.of(String.join(",", parameters.texts("profile"))));
        }
        List<StoredResource> found = records.all(
                call.context().tenant(),
                readings.sight(call.context(), Interaction.SEARCH),
                "DocumentReference",
                query,
                MOST);
        List<StoredResource> matches;
        if (parameters.has("start") || parameters.has("end")) {
            long from = parameters
                    .text("start")
                    .map(text -> moment("start", text, false))
                    .orElse(Long.MIN_VALUE);
            long to = parameters
                    .text("end")
                    .map(text -> moment("end", text, true))
                    .orElse(Long.MAX_VALUE);
            matches = found.stream()
                    .filter(stored -> overlaps((DocumentReference) records.parse(stored), from, to))
                    .toList();
        } else {
            matches = found.stream().limit(1).toList();
        }
        return OperationAnswer.ofPage(
                new SearchPage(matches, List.of(), OptionalLong.of(matches.size()), null, List.of()));
    }

    /** By the time of the care documented; of a document that does not tell it, by its own date. */
    private static boolean overlaps(DocumentReference document, long from, long to) {
        Period care = document.getContext().getPeriod();
        if (care.hasStart() || care.hasEnd()) {
            long begin = care.hasStart() ? care.getStart().getTime() : Long.MIN_VALUE;
            long end = care.hasEnd() ? care.getEnd().getTime() : Long.MAX_VALUE;
            return begin < to && end >= from;
        }
        Date written = document.getDate();
        return written != null && written.getTime() >= from && written.getTime() < to;
    }

    /** @param end whether the end of what the text names is meant, which lies behind it */
    private static long moment(String name, String text, boolean end) {
        try {
            DateRange range = DateRange.parse(text.replace(' ', '+'));
            return end ? range.high() + 1 : range.low();
        } catch (DateTimeException e) {
            throw FhirRefusal.malformed(name + " is a date or an instant");
        }
    }
}
