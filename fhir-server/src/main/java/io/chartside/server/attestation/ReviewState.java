package io.chartside.server.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.interaction.ResourceJson;
import java.util.Map;
import java.util.Set;

/**
 * Where a resource that an AI asserted stands: a draft, in force, or void. What is neither known as a draft nor as void
 * is in force, so that a new status can never slip past a review (docs/adr/0005-draft-and-signature-states.md).
 */
enum ReviewState {
    DRAFT,
    IN_FORCE,
    VOID;

    /** The element that tells, and its values; a type that is missing here tells by {@code status}. */
    private record Machine(String element, Set<String> draft, Set<String> end) {}

    private static final Machine BY_STATUS = new Machine(
            "status",
            Set.of("preliminary", "draft", "planned", "proposed", "registered", "preparation"),
            Set.of("entered-in-error", "cancelled", "revoked", "not-done"));

    private static final Map<String, Machine> MACHINES = Map.of(
            "Composition", new Machine("status", Set.of("preliminary"), Set.of("entered-in-error")),
            "DocumentReference", new Machine("docStatus", Set.of("preliminary"), Set.of("entered-in-error")),
            "Condition",
                    new Machine("verificationStatus", Set.of("unconfirmed"), Set.of("entered-in-error", "refuted")),
            "ChargeItem",
                    new Machine("status", Set.of("planned"), Set.of("entered-in-error", "not-billable", "aborted")),
            "Claim", new Machine("status", Set.of("draft"), Set.of("entered-in-error", "cancelled")),
            "MedicationRequest", new Machine("status", Set.of("draft"), Set.of("entered-in-error", "cancelled")),
            "ServiceRequest", new Machine("status", Set.of("draft"), Set.of("entered-in-error", "revoked")));

    /** Records about the making itself: who made it, with what. They have no review of their own. */
    private static final Set<String> RECORDS = Set.of("Provenance", "AuditEvent", "Device");

    static boolean isReviewed(String type) {
        return !RECORDS.contains(type);
    }

    static ReviewState of(ResourceJson resource) {
        Machine machine = MACHINES.getOrDefault(resource.type(), BY_STATUS);
        String value = value(resource.tree().path(machine.element()));
        if (machine.draft().contains(value)) {
            return DRAFT;
        }
        return machine.end().contains(value) ? VOID : IN_FORCE;
    }

    /** Element that decides, for a refusal to name. */
    static String elementOf(String type) {
        return type + "." + MACHINES.getOrDefault(type, BY_STATUS).element();
    }

    private static String value(JsonNode state) {
        if (state.isObject()) {
            // Two codings that disagree must not hide each other: only a lone code can mean a draft.
            JsonNode codings = state.path("coding");
            return codings.size() == 1 ? codings.get(0).path("code").asText() : "";
        }
        return state.asText();
    }
}
