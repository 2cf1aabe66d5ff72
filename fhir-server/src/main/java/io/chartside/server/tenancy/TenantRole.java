package io.chartside.server.tenancy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person does at a tenant (MM14). A person may hold several; what they may do adds up. */
public enum TenantRole {
    /** Answers for the tenant: whatever an administrator may, and names administrators. */
    OWNER,
    /** People, clients and policies of the tenant; no clinical content. */
    ADMIN,
    /** Treats patients: reads and writes the record, drafts and signs. */
    CLINICIAN,
    /** Works with the record without signing: front desk, medical assistant. */
    MEMBER,
    /** Claims, accounts and what they rest on; no notes. */
    BILLING,
    /** Population search and export, by the tenant's policy de-identified only. */
    ANALYST,
    /** The patient: his own record. */
    PATIENT,
    /** Acts for a patient by a verified RelatedPerson. */
    GUARDIAN,
    /** Reads the audit trail and nothing else. */
    AUDITOR;

    /** @param word as configuration writes it: {@code clinician} */
    public static Optional<TenantRole> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
