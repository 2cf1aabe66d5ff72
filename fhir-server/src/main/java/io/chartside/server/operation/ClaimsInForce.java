package io.chartside.server.operation;

import io.chartside.server.index.Drafts;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The claim of a signed visit is billing data: diagnosis, service, day and parties, none of which is a psychotherapy note, whose
 * definition leaves out times, modalities and any summary of the diagnosis (45 CFR 164.501). So it comes into force without the
 * label that its draft had of them, or nobody could bill the visit; every other label stays.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 1)
final class ClaimsInForce implements WriteRule {

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        writes.stream()
                .filter(ClaimsInForce::entersForce)
                .filter(claim -> Originators.bears(
                        SourceLabels.of(claim.resource().orElseThrow().tree())))
                .forEach(claim -> {
                    Resource whole = claim.resource().orElseThrow().hapi().copy();
                    whole.getMeta().getSecurity().removeIf(Originators::isOfNotes);
                    claim.complete(whole);
                });
    }

    private static boolean entersForce(PlannedWrite write) {
        return write.type().equals("Claim")
                && write.before()
                        .filter(before -> Drafts.stage(before.tree()) == Drafts.Stage.UNSIGNED)
                        .isPresent()
                && write.resource()
                        .filter(after -> Drafts.stage(after.tree()) == Drafts.Stage.OPEN)
                        .isPresent();
    }
}
