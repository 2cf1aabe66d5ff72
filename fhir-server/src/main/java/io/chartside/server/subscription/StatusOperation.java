package io.chartside.server.subscription;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.store.ResourceStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;

/** {@code $status} of one Subscription, or of those that {@code id} and {@code status} name (Subscriptions R5 Backport 1.1.0). */
final class StatusOperation implements Operation {
    private final SubscriptionTable table;
    private final ResourceStore store;
    private final FhirContext fhir;

    StatusOperation(SubscriptionTable table, ResourceStore store, FhirContext fhir) {
        this.table = table;
        this.store = store;
        this.fhir = fhir;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE, Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Subscription");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Subscription"));
    }

    @Override
    public String definition() {
        return Backport.OPERATIONS + "backport-subscription-status";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        List<String> ids = new ArrayList<>(call.id().stream().toList());
        List<String> states = new ArrayList<>();
        for (Parameters.ParametersParameterComponent parameter :
                call.parameters().getParameter()) {
            String value = parameter.hasValue() ? parameter.getValue().primitiveValue() : null;
            boolean known = call.level() == Level.TYPE
                    && value != null
                    && List.of("id", "status").contains(parameter.getName());
            if (!known) {
                throw new FhirRefusal(
                        400, "not-supported", "$status of the type takes id and status, each several times");
            }
            (parameter.getName().equals("id") ? ids : states).add(value);
        }
        Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
        for (String id : ids.isEmpty() ? table.ids(call.context().tenant()) : ids) {
            boolean seen = store.read(call.context().tenant(), call.sight(), "Subscription", id)
                    .filter(found -> !found.deleted())
                    .isPresent();
            if (seen) {
                table.find(call.context().tenant(), id)
                        .filter(held -> states.isEmpty()
                                || states.contains(held.status().code()))
                        .ifPresent(held -> add(bundle, held));
            }
        }
        bundle.setTotal(bundle.getEntry().size());
        return OperationAnswer.of(bundle);
    }

    private void add(Bundle bundle, Held held) {
        byte[] json = JsonTree.bytes(Notification.parameters(held, "query-status"));
        Parameters parameters =
                (Parameters) fhir.newJsonParser().parseResource(new String(json, StandardCharsets.UTF_8));
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + parameters.getIdElement().getIdPart())
                .setResource(parameters)
                .getSearch()
                .setMode(Bundle.SearchEntryMode.MATCH);
    }
}
