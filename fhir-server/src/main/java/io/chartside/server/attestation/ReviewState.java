package io.chartside.server.attestation;

import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;

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

    static ReviewState of(Resource resource) {
        Machine machine = MACHINES.getOrDefault(resource.fhirType(), BY_STATUS);
        String value = value(resource, machine.element());
        if (machine.draft().contains(value)) {
            return DRAFT;
        }
        return machine.end().contains(value) ? VOID : IN_FORCE;
    }

    /** Element that decides, for a refusal to name. */
    static String elementOf(String type) {
        return type + "." + MACHINES.getOrDefault(type, BY_STATUS).element();
    }

    private static String value(Resource resource, String element) {
        Property property = resource.getNamedProperty(element);
        if (property == null || !property.hasValues()) {
            return "";
        }
        Base value = property.getValues().get(0);
        if (value instanceof CodeableConcept concept) {
            // Two codings that disagree must not hide each other: only a lone code can mean a draft.
            return concept.getCoding().size() == 1 ? concept.getCodingFirstRep().getCode() : "";
        }
        return value.primitiveValue() == null ? "" : value.primitiveValue();
    }
}
