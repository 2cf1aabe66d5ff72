package io.chartside.server.access;

import io.chartside.server.tenancy.TenantRole;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a caller may ever do, whatever its scopes say: "underlying permissions prevail" (SMART App Launch 2.2). A person's
 * roles at the tenant add up (MM14); where the tenant names none, the kind of {@code fhirUser} implies one.
 */
enum Role {
    /** A client acting for itself (SMART Backend Services). */
    BACK_END,
    OWNER,
    ADMIN,
    CLINICIAN,
    MEMBER,
    BILLING,
    ANALYST,
    AUDITOR,
    PATIENT,
    GUARDIAN;

    /** As people say it: {@code back end}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Types that belong to no patient and that every person of the tenant may look up. */
    static final Set<String> DIRECTORY =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Medication");

    /** Whoever writes these licenses: nobody himself (MA18), and of persons administrators alone. */
    static final Set<String> CREDENTIALS =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService");

    /** What an administrator keeps besides credentials. */
    private static final Set<String> ADMINISTERED =
            Set.of("Contract", "Endpoint", "InsurancePlan", "OrganizationAffiliation");

    /** Definitions and vocabulary: of no patient, and asked for by whoever codes. */
    private static final Set<String> DEFINITIONS = Set.of(
            "CodeSystem",
            "ValueSet",
            "ConceptMap",
            "NamingSystem",
            "StructureDefinition",
            "SearchParameter",
            "OperationDefinition",
            "CapabilityStatement",
            "ChargeItemDefinition",
            "Questionnaire");

    private static final Set<String> CHARGES = Set.of(
            "Claim",
            "ClaimResponse",
            "ExplanationOfBenefit",
            "Coverage",
            "CoverageEligibilityRequest",
            "CoverageEligibilityResponse",
            "EnrollmentRequest",
            "EnrollmentResponse",
            "Account",
            "ChargeItem",
            "Invoice",
            "PaymentNotice",
            "PaymentReconciliation");

    /** What a charge rests on: who, when, for what. */
    private static final Set<String> CHARGED =
            Set.of("Patient", "RelatedPerson", "Encounter", "Condition", "Procedure");

    /** Orders, notes and their signatures, which take a licence. */
    private static final Set<String> SIGNED = Set.of(
            "Composition",
            "ClinicalImpression",
            "DeviceRequest",
            "MedicationRequest",
            "NutritionOrder",
            "Provenance",
            "ServiceRequest",
            "VisionPrescription");

    /** Empty for a person without a place in the tenant. */
    static Set<Role> of(Caller caller) {
        if (caller.fhirUser().isEmpty()) {
            return EnumSet.of(BACK_END);
        }
        String reference = caller.fhirUser().get();
        int slash = reference.indexOf('/');
        Set<TenantRole> named = caller.mandate().roles();
        Set<Role> roles = EnumSet.noneOf(Role.class);
        switch (slash < 0 ? reference : reference.substring(0, slash)) {
            case "Practitioner", "PractitionerRole" -> {
                named.forEach(role -> addStaff(roles, role));
                if (named.isEmpty() || named.contains(TenantRole.CLINICIAN)) {
                    roles.add(CLINICIAN);
                }
            }
            case "Person" -> named.forEach(role -> addStaff(roles, role));
            case "Patient" -> {
                if (named.isEmpty() || named.contains(TenantRole.PATIENT)) {
                    roles.add(PATIENT);
                }
            }
            case "RelatedPerson" -> {
                if (named.isEmpty() || named.contains(TenantRole.GUARDIAN)) {
                    roles.add(GUARDIAN);
                }
            }
            default -> {
                // Devices and groups sign in as nobody.
            }
        }
        return roles;
    }

    /** Clinicians are Practitioners and patients Patients: these roles do not come by their name alone. */
    private static void addStaff(Set<Role> roles, TenantRole role) {
        switch (role) {
            case OWNER -> roles.add(OWNER);
            case ADMIN -> roles.add(ADMIN);
            case MEMBER -> roles.add(MEMBER);
            case BILLING -> roles.add(BILLING);
            case ANALYST -> roles.add(ANALYST);
            case AUDITOR -> roles.add(AUDITOR);
            case CLINICIAN, PATIENT, GUARDIAN -> {
                // By the kind of fhirUser too.
            }
        }
    }

    /** Whether it has a bulk export: not every reader, since an export is everybody's record at once. */
    private boolean exports() {
        return this == BACK_END || this == OWNER || this == ANALYST;
    }

    /** Whether one of them is there to read the record, patient by patient. */
    static boolean readPatients(Set<Role> standing) {
        return standing.stream().anyMatch(role -> role == CLINICIAN || role == MEMBER || role == BILLING);
    }

    /** The roles by which an export shows something: an analyst's is of no account where another reads the record. */
    static Set<Role> exporting(Set<Role> standing) {
        if (standing.stream().noneMatch(Role::exports)) {
            return EnumSet.noneOf(Role.class);
        }
        Set<Role> exporting = EnumSet.copyOf(standing);
        if (readPatients(standing)) {
            exporting.remove(ANALYST);
        }
        return exporting;
    }

    /** Whether it reaches certain patients only. */
    boolean isOfPatients() {
        return this == PATIENT || this == GUARDIAN;
    }

    boolean may(Interaction interaction, String type) {
        char permission = interaction.permission();
        boolean looks = permission == 'r' || permission == 's';
        boolean looksUp = looks && (DIRECTORY.contains(type) || DEFINITIONS.contains(type));
        return switch (this) {
            case BACK_END -> true;
            case OWNER, ADMIN ->
                looksUp
                        || CREDENTIALS.contains(type)
                        || ADMINISTERED.contains(type)
                        || DEFINITIONS.contains(type)
                        || type.equals("AuditEvent") && permission == 'c';
            case CLINICIAN ->
                // The trail is written by those it watches, but not read by them (MH10).
                type.equals("AuditEvent") ? permission == 'c' : looks || !CREDENTIALS.contains(type);
            case MEMBER ->
                type.equals("AuditEvent")
                        ? permission == 'c'
                        : looks || !CREDENTIALS.contains(type) && !SIGNED.contains(type) && !DEFINITIONS.contains(type);
            case BILLING -> looksUp || CHARGES.contains(type) || looks && CHARGED.contains(type);
            case ANALYST ->
                looks && DEFINITIONS.contains(type)
                        || (interaction == Interaction.COUNT || interaction == Interaction.EXPORT)
                                && !type.equals("AuditEvent");
            case AUDITOR -> looks && type.equals("AuditEvent");
            case PATIENT, GUARDIAN -> looks && !type.equals("AuditEvent");
        };
    }
}
