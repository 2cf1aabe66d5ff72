package io.chartside.server.index;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.json.ElementDefinitions;
import java.util.Collection;
import java.util.Set;
import org.springframework.stereotype.Component;

/** R4's search parameters of AuditEvent, which the store does not hold as a type: the audit keeps them in rows of its own. */
@Component
public final class AuditParameters {
    private static final String TYPE = "AuditEvent";

    private final SearchParameters withOtherTypes;
    private final ResourceIndexer indexer;

    AuditParameters(FhirContext fhir, SearchParameters stored) {
        this.withOtherTypes = stored.withType(TYPE, ParameterTable.read(Set.of(TYPE)));
        this.indexer = new ResourceIndexer(ElementDefinitions.of(fhir), withOtherTypes);
    }

    /** Sorted by name. */
    public Collection<SearchParameter> all() {
        return withOtherTypes.of(TYPE);
    }

    /** Those of AuditEvent and of all types that the store holds, which a chain may lead to. */
    public SearchParameters withOtherTypes() {
        return withOtherTypes;
    }

    /** @param event of R4 */
    public IndexedResource index(JsonNode event) {
        return indexer.index(event).values();
    }
}
