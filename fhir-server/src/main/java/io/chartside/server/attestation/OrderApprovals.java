package io.chartside.server.attestation;

import io.chartside.mappings.draft.Approval;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.index.Drafts;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.springframework.stereotype.Component;

/**
 * Each order that an AI drafted is approved by itself, by a licensed practitioner, in the version that is stored; a draft that
 * changes loses its approval, and a signature takes only what its signer approved, unchanged, into force (MA18, MT7, MT8;
 * docs/adr/0040-orders-are-approved-one-by-one.md).
 */
@Component
final class OrderApprovals implements WriteRule {
    private static final Set<String> STATES = Set.of("accepted", "rejected");

    private final Attester attester;
    private final Clock clock;

    OrderApprovals(Attester attester, Clock clock) {
        this.attester = attester;
        this.clock = clock;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        for (PlannedWrite write : writes) {
            Optional<ResourceJson> after = write.resource();
            if (!Lifecycle.isOrder(write.type())
                    || after.isEmpty()
                    || !Drafts.isLabelled(after.get().tree())) {
                continue;
            }
            switch (ReviewState.of(after.get())) {
                case DRAFT -> drafted(context, write, after.get(), unit);
                case IN_FORCE -> inForce(context, write, after.get());
                case VOID -> {}
            }
        }
    }

    private void drafted(RequestContext context, PlannedWrite write, ResourceJson after, UnitOfWork unit) {
        DomainResource order = (DomainResource) after.hapi();
        Optional<Extension> decision = decision(order, write.type());
        if (decision.filter(OrderApprovals::accepts).isEmpty()) {
            return;
        }
        Optional<DomainResource> stored = before(write, ReviewState.DRAFT);
        boolean unchanged = stored.filter(before -> isSameOrder(before, order)).isPresent();
        if (Approval.isTold(decision.get())) {
            carriedAlong(write, order, decision.get(), stored.filter(before -> unchanged));
            return;
        }
        if (!unchanged) {
            throw FhirRefusal.againstRule(
                    "An order is approved as it is stored: store the change first, then approve that version",
                    elementOf(write.type()));
        }
        DomainResource approved = order.copy();
        new Approval(
                        attester.licensed(context.caller(), unit),
                        clock.instant(),
                        Long.toString(write.current().orElseThrow().version()))
                .writeTo(approved);
        write.complete(approved);
    }

    /** An approval that comes back with the order: it stands as long as the order does, and falls with it. */
    private static void carriedAlong(
            PlannedWrite write, DomainResource order, Extension decision, Optional<DomainResource> unchanged) {
        if (unchanged.isEmpty()) {
            DomainResource undecided = order.copy();
            Approval.remove(undecided);
            write.complete(undecided);
            return;
        }
        boolean same = Approval.decision(unchanged.get())
                .filter(before -> before.equalsDeep(decision))
                .isPresent();
        if (!same) {
            throw FhirRefusal.againstRule(
                    "Who approved an order, when, and in which version is told by the server: send the state alone",
                    elementOf(write.type()));
        }
    }

    private static void inForce(RequestContext context, PlannedWrite write, ResourceJson after) {
        DomainResource order = (DomainResource) after.hapi();
        Optional<DomainResource> active = before(write, ReviewState.IN_FORCE);
        if (active.isPresent()) {
            if (Lifecycle.onlyMovesOn(active.get(), order)) {
                return;
            }
            throw FhirRefusal.againstRule(
                    "An order in force is not rewritten: end it, and approve another draft", write.type());
        }
        DomainResource draft = before(write, ReviewState.DRAFT)
                .orElseThrow(() -> FhirRefusal.againstRule(
                        "An order that an AI drafted comes into force from a stored draft that was approved",
                        ReviewState.elementOf(write.type())));
        Approval approval = Approval.of(draft)
                .orElseThrow(() -> FhirRefusal.againstRule(
                        "Nobody has approved this version of the order: its signer approves each order before the"
                                + " signature",
                        elementOf(write.type())));
        String signer = context.caller().fhirUser().orElse("");
        if (!approval.practitioner().equals(signer)) {
            throw FhirRefusal.againstRule(
                    "Another practitioner has approved this order: who signs it approves it in person",
                    elementOf(write.type()));
        }
        if (!Lifecycle.onlyEntersForce(draft, order)) {
            throw FhirRefusal.againstRule(
                    "The order differs from the draft that was approved: store the change, and approve it again",
                    write.type());
        }
    }

    private static Optional<DomainResource> before(PlannedWrite write, ReviewState state) {
        return write.before()
                .filter(before -> Drafts.isLabelled(before.tree()))
                .filter(before -> ReviewState.of(before) == state)
                .map(before -> (DomainResource) before.hapi());
    }

    private static Optional<Extension> decision(DomainResource order, String type) {
        List<Extension> decisions = order.getExtension().stream()
                .filter(extension -> ChartsideFhir.DECISION.equals(extension.getUrl()))
                .toList();
        if (decisions.size() > 1
                || decisions.stream()
                        .anyMatch(
                                decision -> decision.getExtensionsByUrl("state").size() != 1)
                || decisions.stream().anyMatch(decision -> !STATES.contains(state(decision)))) {
            throw FhirRefusal.againstRule(
                    "An order has one decision at most, with one state: accepted or rejected", elementOf(type));
        }
        return decisions.stream().findFirst();
    }

    private static boolean accepts(Extension decision) {
        return state(decision).equals("accepted");
    }

    private static String state(Extension decision) {
        Extension state = decision.getExtensionsByUrl("state").get(0);
        return state.hasValue() && state.getValue().isPrimitive()
                ? String.valueOf(state.getValue().primitiveValue())
                : "";
    }

    /** Whether two versions order the same, whatever was decided about them. */
    private static boolean isSameOrder(DomainResource one, DomainResource other) {
        return undecided(one).equalsDeep(undecided(other));
    }

    private static DomainResource undecided(DomainResource order) {
        DomainResource copy = order.copy();
        copy.setMeta(null);
        copy.setId((String) null);
        Approval.remove(copy);
        return copy;
    }

    private static String elementOf(String type) {
        return type + ".extension('" + ChartsideFhir.DECISION + "')";
    }
}
