package io.chartside.server.person;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the record as the signed-in person: through the audited door, and without the right to see drafts. */
public final class PersonReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Scopes SCOPES = Scopes.parse("user/*.rs fhirUser");

    private final Readings readings;
    private final RequestContext context;

    /**
     * @param roles that the tenant names the person by
     * @param page which of our pages reads, named as the client in the audit
     */
    public PersonReader(
            Readings readings, TenantId tenant, String fhirUser, Set<TenantRole> roles, String page, Origin origin) {
        this(readings, new RequestContext(caller(tenant, fhirUser, roles, page, Optional.empty()), origin));
    }

    private PersonReader(Readings readings, RequestContext context) {
        this.readings = readings;
        this.context = context;
    }

    private static Caller caller(
            TenantId tenant, String fhirUser, Set<TenantRole> roles, String page, Optional<String> patient) {
        return new Caller(
                tenant,
                fhirUser,
                page,
                page,
                SCOPES,
                Optional.of(fhirUser),
                patient,
                Optional.empty(),
                Optional.empty(),
                Mandate.of(roles));
    }

    /** The same person with a patient's chart open: a guardian sees nobody without. */
    public PersonReader about(String patient) {
        Caller asking = context.caller();
        return new PersonReader(
                readings,
                new RequestContext(
                        caller(
                                asking.tenant(),
                                asking.subject(),
                                asking.mandate().roles(),
                                asking.clientId(),
                                Optional.of(patient)),
                        context.origin()));
    }

    public JsonNode read(String type, String id) {
        return JSON.readTree(readings.read(context, type, id).json());
    }

    /** @param parameters name, value, name, value … */
    public List<JsonNode> search(String type, String... parameters) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        StringBuilder raw = new StringBuilder("GET " + type);
        for (int i = 0; i < parameters.length; i += 2) {
            query.put(parameters[i], List.of(parameters[i + 1]));
            raw.append(i == 0 ? '?' : '&').append(parameters[i]).append('=').append(parameters[i + 1]);
        }
        SearchPage page = readings.search(
                context, new SearchRequest(type, query, false, context.caller().subject()), raw.toString());
        List<JsonNode> found = new ArrayList<>();
        page.matches().forEach(resource -> found.add(json(resource)));
        page.included().forEach(resource -> found.add(json(resource)));
        return found;
    }

    private static JsonNode json(StoredResource resource) {
        return JSON.readTree(resource.json());
    }
}
