package io.chartside.server.operation;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Reads what an operation needs of the record, through the sight of its caller. The operation itself is audited. */
@Component
final class RecordReader {
    private static final int IDS_AT_ONCE = 100;

    private static final Sight DEFINITIONS =
            Sight.everythingWithoutAccessCheck("definitions that a terminology operation names");

    private final ResourceStore store;
    private final ResourceSearch search;
    private final FhirContext fhir;

    RecordReader(ResourceStore store, ResourceSearch search, FhirContext fhir) {
        this.store = store;
        this.search = search;
        this.fhir = fhir;
    }

    /** @param reference relative, {@code Type/id}, or version-specific, whose current version is read */
    Optional<Resource> read(TenantId tenant, Sight sight, String reference) {
        String[] parts = reference == null ? new String[0] : reference.split("/");
        if (parts.length != 2 && !(parts.length == 4 && parts[2].equals("_history"))) {
            return Optional.empty();
        }
        return store.read(tenant, sight, parts[0], parts[1])
                .filter(found -> !found.deleted())
                .map(this::parse);
    }

    /** What a request refers to, contained in it or a resource of its own; empty where it names its drug by itself. */
    Optional<Medication> medication(TenantId tenant, Sight sight, MedicationRequest request) {
        if (!(request.getMedication() instanceof Reference named) || !named.hasReference()) {
            return Optional.empty();
        }
        String reference = named.getReference();
        Optional<? extends Resource> found = reference.startsWith("#")
                ? request.getContained().stream()
                        .filter(one -> reference.equals(
                                "#" + one.getIdElement().getIdPart().replace("#", "")))
                        .findFirst()
                : read(tenant, sight, reference);
        return found.filter(Medication.class::isInstance).map(Medication.class::cast);
    }

    /** The first page of matches. */
    <R extends Resource> List<R> find(TenantId tenant, Sight sight, Class<R> type, Map<String, String> parameters) {
        String name = type.getSimpleName();
        if (sight.of(name) instanceof Sight.Extent.Nothing) {
            return List.of();
        }
        Map<String, List<String>> query = parameters.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
        return search.search(tenant, sight, new SearchRequest(name, query, false, "operation")).matches().stream()
                .map(found -> type.cast(parse(found)))
                .toList();
    }

    SearchPage page(TenantId tenant, Sight sight, SearchRequest request) {
        return search.search(tenant, sight, request);
    }

    /** Those of the ids that the sight shows. */
    List<StoredResource> byIds(TenantId tenant, Sight sight, String type, Collection<String> ids) {
        if (sight.of(type) instanceof Sight.Extent.Nothing) {
            return List.of();
        }
        List<StoredResource> found = new ArrayList<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += IDS_AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + IDS_AT_ONCE));
            Map<String, List<String>> query = Map.of("_id", List.of(String.join(",", some)), "_count", List.of("1000"));
            found.addAll(search.search(tenant, sight, new SearchRequest(type, query, false, "operation"))
                    .matches());
        }
        return found;
    }

    /**
     * All matches, page after page.
     *
     * @throws FhirRefusal 400 too-costly when there are more than so many
     */
    List<StoredResource> all(TenantId tenant, Sight sight, String type, Map<String, List<String>> query, int most) {
        List<StoredResource> found = new ArrayList<>();
        Map<String, List<String>> asked = new HashMap<>(query);
        asked.put("_count", List.of("1000"));
        while (true) {
            SearchPage page = search.search(tenant, sight, new SearchRequest(type, asked, false, "operation"));
            found.addAll(page.matches());
            if (page.nextCursor() == null) {
                return found;
            }
            if (found.size() >= most) {
                throw new FhirRefusal(400, "too-costly", "More than " + most + " matches: narrow the call");
            }
            asked.put("_cursor", List.of(page.nextCursor()));
        }
    }

    /** Code systems, value sets and maps, which are no patient's: the first page of those that match. */
    List<StoredResource> definitions(TenantId tenant, String type, Map<String, List<String>> query) {
        return search.search(tenant, DEFINITIONS, new SearchRequest(type, query, false, "operation"))
                .matches();
    }

    ResourceJson json(Resource resource) {
        return ResourceJson.of(fhir, resource);
    }

    Resource parse(StoredResource stored) {
        return (Resource) fhir.newJsonParser().parseResource(new String(stored.json(), StandardCharsets.UTF_8));
    }

    /** The same sight without unsigned AI drafts. */
    static Sight withoutDrafts(Sight sight) {
        return type -> sight.of(type).withDrafts(false);
    }

    static boolean seesDrafts(Sight sight, String type) {
        return sight.of(type).drafts();
    }
}
