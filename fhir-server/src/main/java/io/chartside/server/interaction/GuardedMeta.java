package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.index.Drafts;
import io.chartside.server.store.UnitOfWork;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Security labels and tags of what is stored change by the hand of those alone who may label: whoever is kept out by a
 * label could else take it off, or hide from others what he did (OWASP ASVS 5.0, 8.2.3). The AI label anybody may add.
 */
@Component
final class GuardedMeta implements WriteRule {
    private final AccessPolicy policy;

    GuardedMeta(AccessPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        if (policy.mayLabel(context.caller())) {
            return;
        }
        for (PlannedWrite write : writes) {
            Optional<ResourceJson> after = write.sent();
            Optional<ResourceJson> before = after.isEmpty() ? Optional.empty() : write.before();
            if (before.isPresent()) {
                boolean unlabelled = Drafts.isLabelled(before.get().tree())
                        && !Drafts.isLabelled(after.get().tree());
                for (String element : List.of("security", "tag")) {
                    if (unlabelled || !labels(before.get(), element).equals(labels(after.get(), element))) {
                        throw FhirRefusal.forbiddenByRole(
                                context.caller(),
                                List.of("who labels"),
                                "Security labels and tags are changed by the tenant's owner"
                                        + " or a back end; an update repeats those there are");
                    }
                }
            }
        }
    }

    private record Label(String system, String code) {}

    private static Set<Label> labels(ResourceJson resource, String element) {
        Set<Label> labels = new HashSet<>();
        for (JsonNode label : resource.tree().path("meta").path(element)) {
            if (!Drafts.isLabel(label)) {
                labels.add(new Label(
                        label.path("system").asText(), label.path("code").asText()));
            }
        }
        return labels;
    }
}
