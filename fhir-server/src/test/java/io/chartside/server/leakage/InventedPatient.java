package io.chartside.server.leakage;

import java.time.LocalDate;
import java.util.List;

/** All that is stored of an invented patient, and what an attack is scored against. */
record InventedPatient(
        String id,
        String gender,
        String race,
        LocalDate birthDate,
        String family,
        String given,
        String identifier,
        String phone,
        String street,
        List<Visit> visits,
        List<Allergy> allergies) {

    /** @param day of its begin and its end */
    record Visit(String id, LocalDate day, String status, String kind, List<Diagnosis> diagnoses) {}

    record Diagnosis(String id, String code) {}

    record Allergy(String id, String code, LocalDate day) {}
}
