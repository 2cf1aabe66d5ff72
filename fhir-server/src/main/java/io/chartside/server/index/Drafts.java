package io.chartside.server.index;

import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;

/** What an AI drafted and nobody signed yet. */
public final class Drafts {
    private static final String AI_LABEL_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private static final String AI_LABEL_CODE = "AIAST";
    private static final Set<String> UNSIGNED =
            Set.of("preliminary", "unconfirmed", "planned", "draft", "proposal", "proposed");
    /** States of AI content that was taken back; whether it had been signed before only its history tells. */
    private static final Set<String> WITHDRAWN = Set.of(
            "entered-in-error", "refuted", "cancelled", "revoked", "not-done", "not-billable", "aborted", "rejected");

    private static final String[] STATES = {"status", "docStatus", "verificationStatus", "intent"};

    /** What the resource by itself tells of its review. */
    public enum Stage {
        /** People's own work, or AI content in force. */
        OPEN,
        /** AI content that nobody has signed yet. */
        UNSIGNED,
        /** AI content that is void: a draft still if it was one before, since nobody has checked its words. */
        WITHDRAWN;

        /** @param before whether the version before was a draft; true when there was none */
        public boolean isDraft(boolean before) {
            return this == UNSIGNED || this == WITHDRAWN && before;
        }
    }

    private Drafts() {}

    /** By the AI label and the states: preliminary, unconfirmed, planned, draft or proposal is unsigned. */
    public static Stage stage(Resource resource) {
        if (!isLabelled(resource)) {
            return Stage.OPEN;
        }
        return hasState(resource, UNSIGNED)
                ? Stage.UNSIGNED
                : hasState(resource, WITHDRAWN) ? Stage.WITHDRAWN : Stage.OPEN;
    }

    /** Whether an AI took part in it. */
    public static boolean isLabelled(Resource resource) {
        for (Coding label : resource.getMeta().getSecurity()) {
            if (AI_LABEL_CODE.equals(label.getCode()) && AI_LABEL_SYSTEM.equals(label.getSystem())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasState(Resource resource, Set<String> wanted) {
        for (String state : STATES) {
            Property property = resource.getNamedProperty(state);
            if (property != null) {
                for (Base value : property.getValues()) {
                    if (isOneOf(value, wanted)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isOneOf(Base value, Set<String> wanted) {
        if (value instanceof CodeableConcept concept) {
            return concept.getCoding().stream().anyMatch(coding -> wanted.contains(coding.getCode()));
        }
        return value.isPrimitive() && value.primitiveValue() != null && wanted.contains(value.primitiveValue());
    }
}
