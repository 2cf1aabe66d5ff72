package io.chartside.server.audit;

import java.util.List;

/**
 * Which profiles of IHE BALP 1.1 an event follows, so that a reader may rely on its shape. Only what went well: BALP leaves
 * failures to FHIR core. What BALP has no profile for (history, transactions, operations) claims none.
 */
final class BalpProfile {
    private static final String BASE = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.";
    /** Use of an OAuth token by a person; a client that acts for itself has no user to name. */
    private static final String TOKEN_USE = BASE + "BasicAudit.OAUTHaccessTokenUse.Minimal";

    static final String GET_ACCESS_TOKEN = BASE + "IUA.71";

    private BalpProfile() {}

    /** @param ofAPerson whether the caller's token is a person's */
    static List<String> of(AuditedAct audited, boolean ofAPerson) {
        String kind = audited.status() < 400 ? kind(audited) : "";
        if (kind.isEmpty()) {
            return List.of();
        }
        String profile = BASE + "BasicAudit." + (audited.patientIds().isEmpty() ? "" : "Patient") + kind;
        // A delete names its token in an entity of its own, because its agents may carry no policy.
        return ofAPerson && audited.act() != Act.DELETE ? List.of(profile, TOKEN_USE) : List.of(profile);
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
            default -> "";
        };
    }
}
