package io.chartside.server.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What of a resource is kept from some who otherwise may see its type: bits of the row that holds it. */
public final class Sensitivity {
    /** Of these rules, raised when they change: what was stored by older ones is then labelled anew. */
    public static final int RULES = 1;

    /** {@code R} of v3-Confidentiality, and {@code PSY} of v3-ActCode. */
    public static final int RESTRICTED = 1;
    /** {@code V} of v3-Confidentiality. */
    public static final int VERY_RESTRICTED = 2;
    /** Substance use disorder treatment (42 CFR Part 2). */
    public static final int PART_2 = 4;
    /** A psychotherapy note (45 CFR 164.501). */
    public static final int PSYCHOTHERAPY = 8;
    /** All of the above. */
    public static final int LABELS = 15;
    /** Not a label: an active Consent that denies, or permits what is denied by itself. */
    public static final int CONSENT = 16;

    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final Map<String, Integer> CONFIDENTIALITIES = Map.of("R", RESTRICTED, "V", VERY_RESTRICTED);
    private static final Map<String, Integer> ACT_CODES = Map.of(
            "PSY", RESTRICTED,
            "PSYTHPN", PSYCHOTHERAPY,
            "42CFRPart2", PART_2,
            "ETH", PART_2,
            "ETHUD", PART_2,
            "OPIOIDUD", PART_2,
            "SUD", PART_2);

    private Sensitivity() {}

    public static int of(JsonNode resource) {
        int bits = 0;
        for (JsonNode label : resource.path("meta").path("security")) {
            bits |= bit(label);
        }
        return isConsentInForce(resource) ? bits | CONSENT : bits;
    }

    /** The bit of a Coding; 0 when it keeps nothing from anybody here. */
    public static int bit(JsonNode coding) {
        return bit(coding.path("system").asText(), coding.path("code").asText());
    }

    /** As of a Coding; both may be empty, not null. */
    public static int bit(String system, String code) {
        return switch (system) {
            case CONFIDENTIALITY -> CONFIDENTIALITIES.getOrDefault(code, 0);
            case ACT_CODE -> ACT_CODES.getOrDefault(code, 0);
            default -> 0;
        };
    }

    private static boolean isConsentInForce(JsonNode resource) {
        return resource.path("resourceType").asText().equals("Consent")
                && resource.path("status").asText().equals("active")
                && (resource.has("provision") || resource.has("policyRule"));
    }
}
