package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;

/** Rows outside the record that name a patient: whoever keeps some has a bean of this, and an erasure asks them all. */
public interface PatientTraces {

    /** In the certificate: {@code exports}. */
    String name();

    /** Whether they are copies of the record, which go too when words in it are put off the record. */
    default boolean holdsRecord() {
        return false;
    }

    /**
     * Deletes them; may be called again.
     *
     * @return how many rows
     */
    int remove(TenantId tenant, String patientId);
}
