package io.chartside.server.operation;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Reads what an operation needs of the record, through the sight of its caller. The operation itself is audited. */
@Component
final class RecordReader {
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

    Resource parse(StoredResource stored) {
        return (Resource) fhir.newJsonParser().parseResource(new String(stored.json(), StandardCharsets.UTF_8));
    }

    /** The same sight without unsigned AI drafts. */
    static Sight withoutDrafts(Sight sight) {
        return type -> {
            Sight.Extent extent = sight.of(type);
            if (extent instanceof Sight.Extent.All) {
                return new Sight.Extent.All(false);
            }
            if (extent instanceof Sight.Extent.Narrowed narrowed) {
                return new Sight.Extent.Narrowed(narrowed.patientIds(), narrowed.criteria(), false);
            }
            return extent;
        };
    }

    static boolean seesDrafts(Sight sight, String type) {
        Sight.Extent extent = sight.of(type);
        return extent instanceof Sight.Extent.All all && all.drafts()
                || extent instanceof Sight.Extent.Narrowed narrowed && narrowed.drafts();
    }
}
