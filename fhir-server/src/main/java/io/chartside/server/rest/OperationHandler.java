package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Interaction;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.Operation.Level;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.operation.Operations;
import io.chartside.server.sealed.SealedVisits;
import io.chartside.server.search.SearchRefused;
import io.chartside.server.store.StoredResource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/** Finds, admits, runs and audits operations. */
final class OperationHandler {
    private final Operations operations;
    private final Readings readings;
    private final SearchHandler searches;
    private final FhirContext fhir;

    OperationHandler(Operations operations, Readings readings, SearchHandler searches, FhirContext fhir) {
        this.searches = searches;
        this.operations = operations;
        this.readings = readings;
        this.fhir = fhir;
    }

    /** @throws FhirRefusal 404 or 400 when no such operation is offered on this path */
    void require(FhirRequest request) {
        int last = request.segment(0).startsWith("$") ? 0 : request.segments().size() - 1;
        if (last >= Level.values().length) {
            throw FhirRefusal.notFound("There is nothing at this path");
        }
        operations.find(request.segment(last).substring(1), Level.values()[last], last == 0 ? "" : request.segment(0));
    }

    Answer handle(RequestContext context, FhirRequest request) {
        boolean system = request.segment(0).startsWith("$");
        int last = system ? 0 : request.segments().size() - 1;
        String name = request.segment(last).substring(1);
        Level level = Level.values()[last];
        String type = last == 0 ? "" : request.segment(0);
        Operation operation = operations.find(name, level, type);
        String method = request.isGet() ? "GET" : request.method();
        if (!operation.methods().contains(method)) {
            throw FhirRefusal.notAllowed("The operation $" + name + " is called by "
                            + String.join(" or ", new TreeSet<>(operation.methods())))
                    .withHeader("Allow", String.join(", ", new TreeSet<>(operation.methods())));
        }
        if (operation.needs(type).isEmpty() && operation.requiresItself().isEmpty()) {
            throw FhirRefusal.forbidden("The operation $" + name + " does not say what it needs");
        }
        for (Operation.Need need : operation.needs(type)) {
            readings.require(context, need.interaction(), need.resourceType());
        }
        Optional<StoredResource> instance = level == Level.INSTANCE && !operation.takesAnyId()
                ? Optional.of(readings.current(context, type, request.segment(1)))
                : Optional.empty();
        if (type.equals("Encounter")
                && level == Level.INSTANCE
                && SealedVisits.isSealed(request.segment(1))
                && !operation.takesSealedVisits()) {
            throw FhirRefusal.againstRule(SealedVisits.NO_WORDS, "Encounter.class");
        }
        Parameters parameters;
        try {
            parameters = parameters(request, operation.shapesItsAnswer());
        } catch (FhirRefusal refusal) {
            OperationAnswer answer = operation
                    .ofInvalidBody(refusal)
                    .filter(a -> refusal.status() == 422)
                    .orElseThrow(() -> refusal);
            return answered(context, request, operation, type, instance, answer, new Parameters());
        }
        OperationAnswer result = run(
                operation,
                new OperationCall(
                        context,
                        method,
                        level,
                        Optional.of(type).filter(t -> !t.isEmpty()),
                        level == Level.INSTANCE ? Optional.of(request.segment(1)) : Optional.empty(),
                        instance,
                        request.segments().subList(last + 1, request.segments().size()),
                        parameters,
                        request.preferences().respondAsync(),
                        request.preferences().lenient(),
                        readings.sight(context, Interaction.READ)));
        return answered(context, request, operation, type, instance, result, parameters);
    }

    private Answer answered(
            RequestContext context,
            FhirRequest request,
            Operation operation,
            String type,
            Optional<StoredResource> instance,
            OperationAnswer result,
            Parameters parameters) {
        byte[] json = result.resource()
                .map(resource ->
                        fhir.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8))
                .or(() -> result.page()
                        .map(page -> searches.page(
                                context, String.join("/", request.segments()), linked(request, parameters), page)))
                .orElse(result.json());
        record(context, request, operation, type, instance, result);
        return new Answer(result.status(), json, Optional.empty(), Optional.empty(), result.headers());
    }

    private static OperationAnswer run(Operation operation, OperationCall call) {
        try {
            return operation.run(call);
        } catch (SearchRefused e) {
            throw FhirRefusal.of(e);
        }
    }

    /** What a link repeats: the parameters of the URL, or those of the body as a URL would have them. */
    private static Map<String, List<String>> linked(FhirRequest request, Parameters parameters) {
        if (request.isGet()) {
            return request.parameters();
        }
        Map<String, List<String>> linked = new LinkedHashMap<>();
        for (Parameters.ParametersParameterComponent parameter : parameters.getParameter()) {
            if (parameter.hasValue() && parameter.getValue().isPrimitive()) {
                linked.computeIfAbsent(parameter.getName(), n -> new ArrayList<>(1))
                        .add(parameter.getValue().primitiveValue());
            }
        }
        return linked;
    }

    private void record(
            RequestContext context,
            FhirRequest request,
            Operation operation,
            String type,
            Optional<StoredResource> instance,
            OperationAnswer result) {
        Set<String> patients = new LinkedHashSet<>();
        instance.flatMap(StoredResource::patientId).ifPresent(patients::add);
        patients.addAll(result.patientIds());
        AuditedAct act = new AuditedAct(
                Act.OPERATION,
                result.status(),
                type,
                instance.map(i -> i.type() + "/" + i.id() + "/_history/" + i.version()),
                Optional.of(
                        request.method() + " " + context.origin().base() + "/" + String.join("/", request.segments())),
                List.copyOf(patients));
        if (result.deidentified()) {
            act = act.deidentified();
        }
        boolean disclosed = result.status() < 300
                && !patients.isEmpty()
                && !result.deidentified()
                && operation.discloses(context.caller());
        readings.record(context, disclosed ? List.of(act, act.disclosing()) : List.of(act));
    }

    /** Of the URL and of the body, a Parameters resource or the one resource that the operation takes. */
    private static Parameters parameters(FhirRequest request, boolean shaping) {
        Parameters parameters = new Parameters();
        if (!request.isGet() && request.hasBody()) {
            Resource body = request.resource().get().hapi();
            if (body instanceof Parameters given) {
                parameters = given;
            } else {
                parameters.addParameter().setName("resource").setResource(body);
            }
        }
        for (Map.Entry<String, List<String>> named : request.parameters().entrySet()) {
            boolean shapes = shaping
                    && (named.getKey().equals("_elements") || named.getKey().equals("_summary"));
            if (shapes || !Query.SHAPING.contains(named.getKey())) {
                for (String value : named.getValue()) {
                    parameters.addParameter(named.getKey(), new StringType(value));
                }
            }
        }
        return parameters;
    }
}
