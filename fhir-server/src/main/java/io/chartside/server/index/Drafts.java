package io.chartside.server.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

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
    public static Stage stage(JsonNode resource) {
        if (!isLabelled(resource)) {
            return Stage.OPEN;
        }
        return hasState(resource, UNSIGNED)
                ? Stage.UNSIGNED
                : hasState(resource, WITHDRAWN) ? Stage.WITHDRAWN : Stage.OPEN;
    }

    /** Whether an AI took part in it. */
    public static boolean isLabelled(JsonNode resource) {
        for (JsonNode label : resource.path("meta").path("security")) {
            if (isLabel(label)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a Coding is the AI label. */
    public static boolean isLabel(JsonNode label) {
        return AI_LABEL_CODE.equals(label.path("code").textValue())
                && AI_LABEL_SYSTEM.equals(label.path("system").textValue());
    }

    private static boolean hasState(JsonNode resource, Set<String> wanted) {
        for (String state : STATES) {
            JsonNode value = resource.path(state);
            if (value.isTextual() && wanted.contains(value.textValue())) {
                return true;
            }
            for (JsonNode coding : value.path("coding")) {
                if (coding.path("code").isTextual()
                        && wanted.contains(coding.path("code").textValue())) {
                    return true;
                }
            }
        }
        return false;
    }
}
