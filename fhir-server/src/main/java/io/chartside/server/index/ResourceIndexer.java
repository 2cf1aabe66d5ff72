package io.chartside.server.index;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Resource;

/** Reads a resource's search values, its place in time and whose record it belongs to. */
public final class ResourceIndexer {
    private static final Set<String> HEAD_COLUMNS = Set.of("_id", "_lastUpdated");

    private final SearchParameters parameters;
    private final Map<String, List<Compiled>> compiled = new HashMap<>();

    private record Compiled(SearchParameter parameter, ElementPath path) {}

    ResourceIndexer(FhirContext fhir, SearchParameters parameters) {
        this.parameters = parameters;
        for (String type : parameters.types()) {
            List<Compiled> all = new ArrayList<>();
            for (SearchParameter parameter : parameters.of(type)) {
                if (!HEAD_COLUMNS.contains(parameter.name())) {
                    ElementPath path = ElementPath.compile(fhir, type, parameter.path())
                            .orElseThrow(() -> new IllegalStateException(
                                    "search parameter " + type + "." + parameter.name() + " is not understood"));
                    all.add(new Compiled(parameter, path));
                }
            }
            compiled.put(type, List.copyOf(all));
        }
    }

    /**
     * @param patient the patient whose resource this is, when it names one itself
     * @param through else the resource whose patient it shares (Provenance.target, Binary.securityContext)
     * @param sortAt milliseconds; {@link DateRange#NONE} without a clinical time
     */
    public record Indexed(
            IndexedResource values,
            Optional<LocalReference> patient,
            Optional<LocalReference> through,
            Drafts.Stage stage,
            long sortAt,
            long sortEnd) {}

    public Indexed index(Resource resource) {
        String type = resource.fhirType();
        Map<String, List<IndexedValue>> values = new TreeMap<>();
        for (Compiled c : compiled.getOrDefault(type, List.of())) {
            Set<IndexedValue> found = new LinkedHashSet<>();
            for (IBase element : c.path().from(resource)) {
                ValueReader.read(c.parameter().kind(), element, found::add);
            }
            if (!found.isEmpty()) {
                values.put(c.parameter().name(), List.copyOf(found));
            }
        }
        Optional<LocalReference> patient = values.getOrDefault("patient", List.of()).stream()
                .flatMap(value -> local(value).stream())
                .filter(reference -> reference.type().equals("Patient"))
                .findFirst();
        long[] time = clinicalTime(type, values);
        return new Indexed(
                IndexedResource.of(values),
                patient,
                patient.isPresent() ? Optional.empty() : through(resource, values),
                Drafts.stage(resource),
                time[0],
                time[1]);
    }

    private static Optional<LocalReference> through(Resource resource, Map<String, List<IndexedValue>> values) {
        if (resource instanceof Binary binary && binary.getSecurityContext().hasReference()) {
            return LocalReference.parse(binary.getSecurityContext().getReference());
        }
        if (resource.fhirType().equals("Provenance")) {
            return values.getOrDefault("target", List.of()).stream()
                    .flatMap(value -> local(value).stream())
                    .findFirst();
        }
        return Optional.empty();
    }

    private static Optional<LocalReference> local(IndexedValue value) {
        return value instanceof IndexedValue.Link link && !link.type().isEmpty()
                ? Optional.of(new LocalReference(link.type(), link.id()))
                : Optional.empty();
    }

    private long[] clinicalTime(String type, Map<String, List<IndexedValue>> values) {
        for (String name : parameters.clinicalTimes(type)) {
            long low = DateRange.OPEN;
            long high = DateRange.NONE;
            for (IndexedValue value : values.getOrDefault(name, List.of())) {
                if (value instanceof IndexedValue.Range range) {
                    low = Math.min(low, range.low());
                    high = Math.max(high, range.high());
                }
            }
            if (low <= high) {
                return new long[] {low, high};
            }
        }
        return new long[] {DateRange.NONE, DateRange.NONE};
    }
}
