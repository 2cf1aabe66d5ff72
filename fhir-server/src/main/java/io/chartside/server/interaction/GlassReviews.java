package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.consent.BrokenGlass;
import io.chartside.server.store.UnitOfWork;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The Task that opens the glass is made by {@code $break-glass} alone, and reviewed by another person: what it says of who,
 * whose, why and how long stays, and it is never deleted.
 */
@Component
final class GlassReviews implements WriteRule {
    private static final List<String> KEPT =
            List.of("code", "for", "requester", "authoredOn", "reasonCode", "restriction", "intent");

    private final AccessPolicy policy;

    GlassReviews(AccessPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        for (PlannedWrite write : writes) {
            if (write.type().equals("Task")) {
                check(context, write);
            }
        }
    }

    private void check(RequestContext context, PlannedWrite write) {
        Optional<JsonNode> before = opening(write.before());
        Optional<JsonNode> after = opening(write.resource());
        if (before.isEmpty() && after.isEmpty()) {
            return;
        }
        if (before.isEmpty()) {
            if (write.before().isPresent() || !context.caller().isBreakingGlass()) {
                throw FhirRefusal.forbiddenByRole(
                        context.caller(),
                        List.of("who reviews broken glass"),
                        "The glass is broken by $break-glass alone");
            }
            return;
        }
        if (write.resource().isEmpty()
                || KEPT.stream()
                        .anyMatch(element -> !before.get()
                                .path(element)
                                .equals(write.resource().get().tree().path(element)))) {
            throw FhirRefusal.againstRule("What a Task says of broken glass stays as it is", "Task");
        }
        boolean own = before.get()
                .path("requester")
                .path("reference")
                .asText()
                .equals(context.caller().fhirUser().orElse(""));
        if (own || !policy.mayLabel(context.caller())) {
            throw FhirRefusal.forbiddenByRole(
                    context.caller(),
                    List.of("who reviews broken glass"),
                    "Broken glass is reviewed by the tenant's owner, and never one's own");
        }
    }

    private static Optional<JsonNode> opening(Optional<ResourceJson> task) {
        return task.map(ResourceJson::tree).map(JsonNode.class::cast).filter(BrokenGlass::isOpening);
    }
}
