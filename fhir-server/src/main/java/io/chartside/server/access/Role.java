package io.chartside.server.access;

import java.util.Set;

/**
 * What kind of actor a token stands for and what such an actor may ever do, whatever its scopes say: "underlying
 * permissions prevail" (SMART App Launch 2.2).
 */
enum Role {
    /** A client acting for itself (SMART Backend Services). */
    BACK_END,
    /** A signed-in Practitioner or PractitionerRole. */
    CLINICIAN,
    /** A signed-in Patient. */
    PATIENT,
    /** A signed-in RelatedPerson. */
    RELATED_PERSON,
    /** A person without a known place in the tenant: nothing. */
    STRANGER;

    /** Types that belong to no patient and that every person of the tenant may look up. */
    static final Set<String> DIRECTORY =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Medication");

    /** Whoever may write these can license himself to sign (MA18), so no person's token may. */
    private static final Set<String> CREDENTIALS =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService");

    static Role of(Caller caller) {
        if (caller.fhirUser().isEmpty()) {
            return BACK_END;
        }
        String reference = caller.fhirUser().get();
        int slash = reference.indexOf('/');
        return switch (slash < 0 ? reference : reference.substring(0, slash)) {
            case "Practitioner", "PractitionerRole" -> CLINICIAN;
            case "Patient" -> PATIENT;
            case "RelatedPerson" -> RELATED_PERSON;
            default -> STRANGER;
        };
    }

    /** @param permission a letter of {@code cruds} */
    boolean may(char permission, String type) {
        boolean looks = permission == 'r' || permission == 's';
        return switch (this) {
            case BACK_END -> true;
            case CLINICIAN ->
                // The trail is written by those it watches, but not read by them (MH10).
                type.equals("AuditEvent") ? permission == 'c' : looks || !CREDENTIALS.contains(type);
            case PATIENT, RELATED_PERSON -> looks && !type.equals("AuditEvent");
            case STRANGER -> false;
        };
    }
}
