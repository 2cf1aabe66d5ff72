package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Interaction;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.Operation.Level;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.operation.Operations;
import io.chartside.server.store.StoredResource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/** Finds, admits, runs and audits operations. */
final class OperationHandler {
    private final Operations operations;
    private final Readings readings;
    private final AuditTrail audit;
    private final FhirContext fhir;

    OperationHandler(Operations operations, Readings readings, AuditTrail audit, FhirContext fhir) {
        this.operations = operations;
        this.readings = readings;
        this.audit = audit;
        this.fhir = fhir;
    }

    Answer handle(RequestContext context, FhirRequest request) {
        int last = request.segments().size() - 1;
        String name = request.segment(last).substring(1);
        Level level = Level.values()[last];
        String type = last == 0 ? "" : request.segment(0);
        Operation operation = operations.find(name, level, type);
        if (!request.method().equals("POST") && (operation.affectsState() || !request.isGet())) {
            throw FhirRefusal.notAllowed("The operation $" + name + " is called by POST");
        }
        for (Operation.Need need : operation.needs()) {
            readings.require(context, need.interaction(), need.resourceType());
        }
        Optional<StoredResource> instance = level == Level.INSTANCE
                ? Optional.of(readings.current(context, type, request.segment(1)))
                : Optional.empty();
        Resource result = operation.run(new OperationCall(
                context,
                level,
                Optional.of(type).filter(t -> !t.isEmpty()),
                instance,
                parameters(request),
                readings.sight(context, Interaction.READ)));
        byte[] json = fhir.newJsonParser().encodeResourceToString(result).getBytes(StandardCharsets.UTF_8);
        audit.record(
                context.tenant(),
                Optional.of(context.caller()),
                context.origin(),
                new AuditedAct(
                        Act.OPERATION,
                        200,
                        type,
                        instance.map(i -> i.type() + "/" + i.id() + "/_history/" + i.version()),
                        Optional.of(request.method() + " " + context.origin().base() + "/"
                                + String.join("/", request.segments())),
                        instance.flatMap(StoredResource::patientId)
                                .map(List::of)
                                .orElse(List.of())));
        return Answer.of(200, json);
    }

    private static Parameters parameters(FhirRequest request) {
        if (request.isGet()) {
            Parameters parameters = new Parameters();
            request.parameters().forEach((parameter, values) -> {
                if (!Query.SHAPING.contains(parameter)) {
                    values.forEach(value -> parameters.addParameter(parameter, new StringType(value)));
                }
            });
            return parameters;
        }
        if (!request.hasBody()) {
            return new Parameters();
        }
        if (request.resource().get() instanceof Parameters parameters) {
            return parameters;
        }
        throw FhirRefusal.malformed("An operation is called with a Parameters resource");
    }
}
