package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.ResourcePatch;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.WriteOutcome;
import io.chartside.server.interaction.Writings;
import io.chartside.server.patch.Patches;
import io.chartside.server.store.StoredResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Create, update and delete of one resource, by id or by condition. */
final class WriteHandler {
    private final Writings writings;
    private final Patches patches;

    WriteHandler(Writings writings, Patches patches) {
        this.writings = writings;
        this.patches = patches;
    }

    Answer create(RequestContext context, FhirRequest request) {
        ReadHandler.requireOnlyShaping(request);
        ResourceJson resource = body(request);
        return answer(
                request,
                write(context, WriteEntry.create(resource, request.preferences().ifNoneExist())));
    }

    Answer update(RequestContext context, FhirRequest request) {
        ReadHandler.requireOnlyShaping(request);
        String id = request.segment(1);
        ResourceJson resource = body(request);
        if (resource.id().isEmpty()) {
            throw new FhirRefusal(
                    400,
                    List.of(new FhirRefusal.Issue(
                            "required", "An update's resource has the id of the URL", request.segment(0) + ".id")));
        }
        return answer(
                request,
                write(
                        context,
                        WriteEntry.update(id, resource, request.preferences().ifMatch())));
    }

    Answer conditionalUpdate(RequestContext context, FhirRequest request) {
        return answer(
                request,
                write(
                        context,
                        WriteEntry.conditionalUpdate(
                                criteria(request),
                                body(request),
                                request.preferences().ifMatch())));
    }

    Answer patch(RequestContext context, FhirRequest request) {
        ReadHandler.requireOnlyShaping(request);
        return patch(context, request, Optional.of(request.segment(1)), Optional.empty());
    }

    Answer conditionalPatch(RequestContext context, FhirRequest request) {
        return patch(context, request, Optional.empty(), Optional.of(criteria(request)));
    }

    private Answer patch(RequestContext context, FhirRequest request, Optional<String> id, Optional<String> criteria) {
        ResourcePatch patch = patches.document(
                        request.body().bytes(), request.body().contentType())
                .orElseGet(() -> patches.of(request.resource().get()));
        return answer(
                request,
                write(
                        context,
                        WriteEntry.patch(
                                request.segment(0),
                                id,
                                criteria,
                                patch,
                                request.preferences().ifMatch())));
    }

    Answer delete(RequestContext context, FhirRequest request) {
        ReadHandler.requireOnlyShaping(request);
        return deleted(write(
                context,
                WriteEntry.delete(
                        request.segment(0),
                        Optional.of(request.segment(1)),
                        Optional.empty(),
                        request.preferences().ifMatch())));
    }

    Answer conditionalDelete(RequestContext context, FhirRequest request) {
        return deleted(write(
                context,
                WriteEntry.delete(
                        request.segment(0),
                        Optional.empty(),
                        Optional.of(criteria(request)),
                        request.preferences().ifMatch())));
    }

    private static Answer deleted(List<WriteOutcome> outcomes) {
        return Answer.noContent(outcomes.size() == 1 ? outcomes.get(0).stored() : Optional.empty());
    }

    /** One outcome; several where a conditional delete or patch met several. */
    private List<WriteOutcome> write(RequestContext context, WriteEntry entry) {
        try {
            return writings.write(context, List.of(entry), Map.of());
        } catch (FhirRefusal refusal) {
            throw refusal.alone(entry.type());
        }
    }

    private static Answer answer(FhirRequest request, List<WriteOutcome> outcomes) {
        if (outcomes.size() > 1) {
            return Answer.of(200, Outcomes.done(outcomes.size() + " resources were changed"));
        }
        WriteOutcome outcome = outcomes.get(0);
        StoredResource stored = outcome.stored().orElseThrow();
        byte[] json = switch (request.preferences().returned()) {
            case MINIMAL -> new byte[0];
            case REPRESENTATION -> stored.json();
            case OUTCOME -> Outcomes.done("Done");
        };
        return Answer.written(outcome.status(), json, stored);
    }

    private static ResourceJson body(FhirRequest request) {
        ResourceJson resource = request.resource().get();
        if (!resource.type().equals(request.segment(0))) {
            throw FhirRefusal.malformed("The body is a " + resource.type() + ", the URL names " + request.segment(0));
        }
        return resource;
    }

    /** The conditions as they came: what shapes the answer is no condition. */
    private static String criteria(FhirRequest request) {
        String criteria = Query.encode(Query.conditions(request.parameters()));
        if (criteria.isEmpty()) {
            throw FhirRefusal.malformed("A conditional write needs at least one search parameter");
        }
        return criteria;
    }
}
