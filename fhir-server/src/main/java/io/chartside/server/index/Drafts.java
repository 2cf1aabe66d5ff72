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
    private static final String[] STATES = {"status", "docStatus", "verificationStatus", "intent"};

    private Drafts() {}

    /** Whether it carries the AI label and one of its states is still preliminary, unconfirmed, planned, draft or proposal. */
    public static boolean isDraft(Resource resource) {
        return isLabelled(resource) && isUnsigned(resource);
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

    private static boolean isUnsigned(Resource resource) {
        for (String state : STATES) {
            Property property = resource.getNamedProperty(state);
            if (property != null) {
                for (Base value : property.getValues()) {
                    if (isUnsigned(value)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isUnsigned(Base value) {
        if (value instanceof CodeableConcept concept) {
            return concept.getCoding().stream().anyMatch(coding -> UNSIGNED.contains(coding.getCode()));
        }
        return value.isPrimitive() && value.primitiveValue() != null && UNSIGNED.contains(value.primitiveValue());
    }
}
