package io.chartside.server.audit;

import java.util.List;

/**
 * Which profiles of IHE BALP 1.1 an event follows, so that a reader may rely on its shape. Only what went well: BALP leaves
 * failures to FHIR core. What BALP has no profile for (history, transactions, operations) claims none.
 */
final class BalpProfile {
    private static final String BASE = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.";
    private static final String TOKEN_USE = BASE + "BasicAudit.OAUTHaccessTokenUse.";

    static final String GET_ACCESS_TOKEN = BASE + "IUA.71";

    static final String AUTHORIZED_BY_CONSENT = BASE + "BasicAudit.AuthZconsent";

    private BalpProfile() {}

    /** @param byToken how the token is told, null when there was none */
    static List<String> of(AuditedAct audited, TokenUse byToken) {
        String kind = audited.status() < 400 ? kind(audited) : "";
        if (kind.isEmpty()) {
            return List.of();
        }
        boolean disclosed = audited.act() == Act.DISCLOSE;
        String profile =
                BASE + "BasicAudit." + (disclosed || audited.patientIds().isEmpty() ? "" : "Patient") + kind;
        // A delete names its token in an entity of its own, because its agents may carry no policy.
        return byToken != null && audited.act() != Act.DELETE
                ? List.of(profile, TOKEN_USE + byToken.profile())
                : List.of(profile);
    }

    private static String kind(AuditedAct audited) {
        return switch (audited.act()) {
            case READ, VREAD -> audited.entity().isPresent() && !audited.type().equals("AuditEvent") ? "Read" : "";
            case CREATE -> audited.entity().isPresent() ? "Create" : "";
            case UPDATE, PATCH -> audited.entity().isPresent() ? "Update" : "";
            case DELETE -> audited.entity().isPresent() ? "Delete" : "";
            case SEARCH, SEARCH_SYSTEM ->
                audited.query().isPresent()
                                && audited.entity().isEmpty()
                                && !audited.type().equals("AuditEvent")
                        ? "Query"
                        : "";
            case DISCLOSE -> audited.patientIds().isEmpty() ? "" : "PrivacyDisclosure.Source";
            default -> "";
        };
    }
}
