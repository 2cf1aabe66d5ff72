package io.chartside.mappings.claim;

import io.chartside.mappings.claim.ClaimCase.Diagnosis;
import io.chartside.mappings.claim.EditTables.PatientRule;
import io.chartside.mappings.x12.LinkedRecords;
import java.time.LocalDate;
import java.time.Period;
import java.util.Optional;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;

/**
 * Diagnoses that do not fit the patient's age or sex. The sex is the one recorded at birth where the record has it (US Core),
 * else the administrative gender; who is neither male nor female by that conflicts with nothing.
 */
final class PatientEdits {
    private static final String BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";
    private final ClaimCase of;
    private final LinkedRecords records;
    private final Findings findings;

    PatientEdits(ClaimCase of, LinkedRecords records, Findings findings) {
        this.of = of;
        this.records = records;
        this.findings = findings;
    }

    void check() {
        Optional<Patient> patient = records.read(of.claim(), of.claim().getPatient(), Patient.class);
        if (patient.isEmpty()) {
            findings.add("patient-missing", "Claim.patient");
            return;
        }
        Optional<LocalDate> birth = birth(patient.get());
        if (birth.isEmpty()) {
            findings.add("patient-birth", "Patient.birthDate");
        }
        Optional<Integer> age = birth.flatMap(
                born -> of.day().map(day -> Period.between(born, day).getYears()));
        String sex = sex(patient.get());
        for (Diagnosis diagnosis : of.diagnoses()) {
            for (PatientRule rule : findings.tables().patients()) {
                if (rule.codes().has(diagnosis.code())) {
                    check(rule, diagnosis, sex, age);
                }
            }
        }
    }

    private void check(PatientRule rule, Diagnosis diagnosis, String sex, Optional<Integer> age) {
        if (!rule.sex().isEmpty() && !sex.isEmpty() && !sex.equals(rule.sex())) {
            findings.add("sex-conflict", diagnosis.path(), diagnosis.code(), rule.source());
        }
        boolean young = !rule.least().isEmpty()
                && age.filter(years -> years < Integer.parseInt(rule.least())).isPresent();
        boolean old = !rule.greatest().isEmpty()
                && age.filter(years -> years > Integer.parseInt(rule.greatest()))
                        .isPresent();
        if (young || old) {
            findings.add("age-conflict", diagnosis.path(), diagnosis.code(), rule.source());
        }
    }

    private static Optional<LocalDate> birth(Patient patient) {
        return patient.hasBirthDate()
                        && patient.getBirthDateElement().getValueAsString().length() >= 10
                ? Optional.of(LocalDate.parse(
                        patient.getBirthDateElement().getValueAsString().substring(0, 10)))
                : Optional.empty();
    }

    private static String sex(Patient patient) {
        Extension atBirth = patient.getExtensionByUrl(BIRTH_SEX);
        if (atBirth != null && atBirth.hasValue()) {
            return switch (atBirth.getValue().primitiveValue()) {
                case "F" -> "female";
                case "M" -> "male";
                default -> "";
            };
        }
        return patient.getGender() == AdministrativeGender.MALE
                ? "male"
                : patient.getGender() == AdministrativeGender.FEMALE ? "female" : "";
    }
}
