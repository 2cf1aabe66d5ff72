package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.index.DateRange;
import io.chartside.server.index.LocalReference;
import io.chartside.server.index.ResourceIndexer;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.search.SearchRequest.Compartment;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$everything} and {@code Encounter/[id]/$everything} (FHIR R4, patient-operation-everything.html):
 * the compartment page by page, and with each page the people, places and substances that it refers to, but never another
 * patient: what is asked for may be handed out as one patient's record. Of each type it shows what the caller may search.
 */
@Component
final class Everything implements Operation {
    private static final Set<String> PARAMETERS = Set.of("start", "end", "_since", "_type", "_count", "_cursor");
    private static final Set<String> REFERRED = Set.of(
            "Practitioner",
            "PractitionerRole",
            "Organization",
            "Location",
            "HealthcareService",
            "Medication",
            "Device",
            "Patient");
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    private final RecordReader records;
    private final Readings readings;
    private final ResourceIndexer indexer;
    private final SearchParameters served;

    Everything(RecordReader records, Readings readings, ResourceIndexer indexer, SearchParameters served) {
        this.records = records;
        this.readings = readings;
        this.indexer = indexer;
        this.served = served;
    }

    @Override
    public String name() {
        return "everything";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Patient", "Encounter");
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Patient-everything";
    }

    @Override
    public String definition(String type) {
        return "http://hl7.org/fhir/OperationDefinition/" + type + "-everything";
    }

    @Override
    public List<Need> needs(String type) {
        return List.of(new Need(Interaction.READ, type));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), PARAMETERS);
        StoredResource centre = call.instance().orElseThrow();
        TenantId tenant = call.context().tenant();
        Sight sight = readings.sight(call.context(), Interaction.SEARCH);
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("_count", List.of(Integer.toString(parameters.number("_count", PAGE, 1, LARGEST_PAGE))));
        parameters.text("_since").ifPresent(since -> query.put("_lastUpdated", List.of("ge" + since)));
        parameters.text("_cursor").ifPresent(cursor -> query.put("_cursor", List.of(cursor)));
        if (parameters.has("_type")) {
            query.put("_type", List.of(String.join(",", parameters.texts("_type"))));
        }
        SearchPage page = records.page(
                tenant,
                sight,
                new SearchRequest(
                        "",
                        query,
                        false,
                        call.context().caller().subject(),
                        Optional.of(new Compartment(centre.type(), centre.id()))));
        List<StoredResource> matches = page.matches().stream()
                .filter(within(day(parameters, "start"), day(parameters, "end")))
                .toList();
        List<StoredResource> included =
                parameters.has("_type") ? List.of() : referred(tenant, sight, matches, centre.patientId());
        return OperationAnswer.ofPage(
                new SearchPage(matches, included, OptionalLong.empty(), page.nextCursor(), List.of()));
    }

    /** By the clinical time; what has none always belongs. */
    private java.util.function.Predicate<StoredResource> within(Optional<DateRange> start, Optional<DateRange> end) {
        if (start.isEmpty() && end.isEmpty()) {
            return found -> true;
        }
        long from = start.map(DateRange::low).orElse(DateRange.NONE);
        long to = end.map(DateRange::high).orElse(DateRange.OPEN);
        return found -> {
            ResourceIndexer.Indexed indexed = indexer.index(JsonTree.ofStored(found.json()));
            return indexed.sortAt() == DateRange.NONE || indexed.sortAt() <= to && indexed.sortEnd() >= from;
        };
    }

    /** A date of any precision: all that it stands for belongs. */
    private static Optional<DateRange> day(CallParameters parameters, String name) {
        try {
            return parameters.text(name).map(DateRange::parse);
        } catch (DateTimeException e) {
            throw FhirRefusal.malformed(name + " is a date");
        }
    }

    private List<StoredResource> referred(
            TenantId tenant, Sight sight, List<StoredResource> matches, Optional<String> patient) {
        Set<LocalReference> there = new java.util.HashSet<>();
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        matches.forEach(found -> there.add(new LocalReference(found.type(), found.id())));
        for (StoredResource found : matches) {
            for (LocalReference reference : JsonReferences.of(found.json())) {
                if (REFERRED.contains(reference.type())
                        && served.serves(reference.type())
                        && (!reference.type().equals("Patient") || patient.equals(Optional.of(reference.id())))
                        && !there.contains(reference)) {
                    wanted.computeIfAbsent(reference.type(), t -> new java.util.LinkedHashSet<>())
                            .add(reference.id());
                }
            }
        }
        return wanted.entrySet().stream()
                .flatMap(entry -> records.byIds(tenant, sight, entry.getKey(), entry.getValue()).stream())
                .toList();
    }
}
