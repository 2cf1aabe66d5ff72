package io.chartside.server.attestation;

import io.chartside.mappings.draft.ControlledSubstances;
import io.chartside.server.index.Drafts;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.springframework.stereotype.Component;

/**
 * What an AI drafted of a controlled substance never gets beyond a draft, whoever signs it: no signature here is one of 21 CFR
 * 1311. An order that does not say in words what it orders does not come into force either, since it could be one.
 */
@Component
final class ControlledOrders implements WriteRule {
    private static final Set<MedicationRequestIntent> DRAFTED =
            EnumSet.of(MedicationRequestIntent.PROPOSAL, MedicationRequestIntent.PLAN);

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        for (PlannedWrite write : writes) {
            Optional<ResourceJson> after = write.resource();
            if (write.type().equals("MedicationRequest")
                    && after.isPresent()
                    && Drafts.isLabelled(after.get().tree())) {
                check(write, after.get());
            }
        }
    }

    private static void check(PlannedWrite write, ResourceJson after) {
        ReviewState state = ReviewState.of(after);
        MedicationRequest request = (MedicationRequest) after.hapi();
        if (state == ReviewState.VOID || ends(write, request)) {
            return;
        }
        Optional<String> schedule = ControlledSubstances.schedule(request);
        if (schedule.isPresent() && (state == ReviewState.IN_FORCE || !DRAFTED.contains(request.getIntent()))) {
            throw FhirRefusal.againstRule(
                    "This drug is a controlled substance of schedule " + schedule.get()
                            + " (21 CFR 1308): its draft stays a draft, with intent proposal or plan. The prescriber orders"
                            + " it in a system that is certified for controlled substances (EPCS, 21 CFR 1311)",
                    state == ReviewState.IN_FORCE ? "MedicationRequest.status" : "MedicationRequest.intent");
        }
        if (state == ReviewState.IN_FORCE && !ControlledSubstances.isNamed(request)) {
            throw FhirRefusal.againstRule(
                    "An order that an AI drafted says in words which drug it is, before it comes into force",
                    "MedicationRequest.medication[x]");
        }
    }

    /** Whether an order that is in force from before this rule is only stopped or completed. */
    private static boolean ends(PlannedWrite write, MedicationRequest request) {
        return write.before()
                .filter(before -> ReviewState.of(before) == ReviewState.IN_FORCE)
                .map(ResourceJson::hapi)
                .filter(before ->
                        request.getStatus() != MedicationRequestStatus.ACTIVE && Lifecycle.onlyMovesOn(before, request))
                .isPresent();
    }
}
