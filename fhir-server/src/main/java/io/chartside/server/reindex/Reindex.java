package io.chartside.server.reindex;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Interaction;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.store.OwnParameterTable;
import io.chartside.server.store.StoredResource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.SearchParameter;

/**
 * {@code SearchParameter/[id]/$reindex}: takes a tenant's own parameter into use. 202; searches by it are refused until
 * all resources are indexed. A retired parameter is taken out of use.
 */
final class Reindex implements Operation {
    private static final Set<String> KINDS =
            Set.of("number", "date", "string", "token", "reference", "quantity", "uri");

    private final Reindexing reindexing;
    private final SearchParameters parameters;
    private final OwnParameters own;
    private final FhirContext fhir;

    Reindex(Reindexing reindexing, SearchParameters parameters, OwnParameters own, FhirContext fhir) {
        this.reindexing = reindexing;
        this.parameters = parameters;
        this.own = own;
        this.fhir = fhir;
    }

    @Override
    public String name() {
        return "reindex";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("SearchParameter");
    }

    @Override
    public boolean affectsState() {
        return true;
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.UPDATE, "SearchParameter"));
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/SearchParameter-reindex";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        StoredResource stored = call.instance().orElseThrow();
        SearchParameter resource =
                (SearchParameter) fhir.newJsonParser().parseResource(new String(stored.json(), StandardCharsets.UTF_8));
        List<io.chartside.server.index.SearchParameter> defined = defined(resource);
        if (resource.getStatus() == PublicationStatus.ACTIVE) {
            reindexing.start(call.context().tenant(), defined, stored.id());
        } else {
            reindexing.remove(call.context().tenant(), defined);
        }
        return OperationAnswer.withoutBody(202, Map.of());
    }

    private List<io.chartside.server.index.SearchParameter> defined(SearchParameter resource) {
        String name = resource.getCode();
        String kind = resource.getType() == null ? "" : resource.getType().toCode();
        if (name == null || !name.matches("[a-z][a-zA-Z0-9-]{0,63}") || !KINDS.contains(kind)) {
            throw FhirRefusal.invalid(
                    "A parameter has a code of letters, digits and hyphens, and a type that one value can have",
                    "SearchParameter.code");
        }
        List<io.chartside.server.index.SearchParameter> all = new ArrayList<>();
        for (CodeType base : resource.getBase()) {
            String type = base.getValue();
            if (!parameters.serves(type) || parameters.find(type, name).isPresent()) {
                throw FhirRefusal.invalid(
                        "A base is a type that this server holds and that has no such parameter yet",
                        "SearchParameter.base");
            }
            var parameter = OwnParameterTable.parameter(type, name, kind, pathOf(type, resource));
            if (!own.isUnderstood(parameter)) {
                throw FhirRefusal.invalid(
                        "The expression needs more of FHIRPath than is indexed here", "SearchParameter.expression");
            }
            all.add(parameter);
        }
        if (all.isEmpty()) {
            throw FhirRefusal.invalid("A parameter has a base", "SearchParameter.base");
        }
        return all;
    }

    /** Of an expression over several types the part of this one. */
    private static String pathOf(String type, SearchParameter resource) {
        List<String> parts = new ArrayList<>();
        for (String part : String.valueOf(resource.getExpression()).split("\\s*\\|\\s*")) {
            if (part.matches("\\(?" + type + "\\..*")) {
                parts.add(part);
            }
        }
        return String.join(" | ", parts);
    }
}
