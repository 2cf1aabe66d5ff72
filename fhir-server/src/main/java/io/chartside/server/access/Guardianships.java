package io.chartside.server.access;

import io.chartside.server.tenancy.TenantId;
import java.util.Set;

/** For whom a person acts. */
@FunctionalInterface
interface Guardianships {

    /**
     * The logical ids of the patients that a RelatedPerson is verified to act for now: its record is active, names a
     * relationship and its period holds. A RelatedPerson is of one patient (R4, relatedperson.html).
     */
    Set<String> patients(TenantId tenant, String relatedPersonId);
}
