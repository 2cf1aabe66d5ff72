package io.chartside.app.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

class BannersTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @Test
    void patient_isNamedByTheOfficialName_withAgeAndRecordNumber() {
        Patient patient = new Patient().setGender(AdministrativeGender.FEMALE);
        patient.addName().setUse(HumanName.NameUse.NICKNAME).setText("Mimi");
        patient.addName()
                .setUse(HumanName.NameUse.OFFICIAL)
                .addGiven("Miriam")
                .addGiven("J")
                .setFamily("Castro");
        patient.setBirthDateElement(new DateType("1961-11-23"));
        patient.addIdentifier().setValue("000-00-0000");
        patient.addIdentifier().setValue("CS-1").getType().addCoding().setCode("MR");

        PatientBanner banner = Banners.of(patient, List.of(), TODAY);

        assertThat(banner.name()).isEqualTo("Miriam J Castro");
        assertThat(banner.born()).isEqualTo("Nov 23, 1961");
        assertThat(banner.age()).as("one day before the birthday").isEqualTo("64 y");
        assertThat(banner.sex()).isEqualTo("Female");
        assertThat(banner.mrn()).isEqualTo("CS-1");
        assertThat(banner.noAllergies()).isEqualTo("none recorded");
    }

    @Test
    void numberThatIsNoMedicalRecordNumber_isNotShownAsOne() {
        Patient patient = new Patient();
        patient.addIdentifier()
                .setSystem("http://hl7.org/fhir/sid/us-ssn")
                .setValue("000-00-0000")
                .getType()
                .addCoding()
                .setCode("SS");
        assertThat(Banners.of(patient, List.of(), TODAY).mrn()).isEmpty();
        patient.getIdentifierFirstRep().setType(null);
        assertThat(Banners.of(patient, List.of(), TODAY).mrn()).isEmpty();
    }

    @Test
    void children_areShownInMonthsAndDays() {
        assertThat(Banners.age(LocalDate.of(2026, 11, 10), TODAY)).isEqualTo("12 d");
        assertThat(Banners.age(LocalDate.of(2025, 8, 1), TODAY)).isEqualTo("15 mo");
        assertThat(Banners.age(LocalDate.of(2024, 11, 22), TODAY)).isEqualTo("2 y");
        assertThat(Banners.age(TODAY.plusDays(1), TODAY)).isEmpty();
    }

    @Test
    void allergies_listActiveOnesWithReaction_andTellNoneKnownFromNoneRecorded() {
        AllergyIntolerance penicillin = new AllergyIntolerance().setCode(new CodeableConcept().setText("Penicillin"));
        penicillin.addReaction().addManifestation().setText("Hives");
        AllergyIntolerance refuted = new AllergyIntolerance()
                .setCode(new CodeableConcept().setText("Latex"))
                .setVerificationStatus(new CodeableConcept().addCoding(new Coding().setCode("refuted")));
        AllergyIntolerance none =
                new AllergyIntolerance().setCode(new CodeableConcept().addCoding(new Coding().setCode("716186003")));

        assertThat(Banners.of(new Patient(), List.of(penicillin, refuted), TODAY)
                        .allergies())
                .containsExactly("Penicillin (hives)");
        assertThat(Banners.of(new Patient(), List.of(none), TODAY).noAllergies())
                .isEqualTo("none known");
        assertThat(Banners.of(new Patient(), List.of(none), TODAY).allergies()).isEmpty();
    }

    @Test
    void encounter_saysKindDayAndReason() {
        Encounter encounter = new Encounter();
        encounter.addType().setText("Office visit");
        encounter.getPeriod().setStartElement(new DateTimeType("2026-11-22T09:30:00Z"));
        encounter.addReasonCode().setText("Cough");

        assertThat(Banners.of(encounter, ZoneOffset.UTC))
                .isEqualTo(new EncounterLine("Office visit", "Nov 22, 2026", "Cough", ""));
        assertThat(Banners.of(new Encounter(), ZoneOffset.UTC)).isEqualTo(new EncounterLine("Visit", "", "", ""));
    }

    @Test
    void encounterThatTheEhrHasClosed_saysSo() {
        Encounter closed = new Encounter().setStatus(Encounter.EncounterStatus.FINISHED);
        assertThat(Banners.of(closed, ZoneOffset.UTC).ended()).isEqualTo("closed");
    }
}
