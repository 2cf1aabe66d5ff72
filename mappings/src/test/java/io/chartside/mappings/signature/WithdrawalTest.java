package io.chartside.mappings.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.ehr.WithdrawalNotice;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class WithdrawalTest {
    private static final Instant AT = Instant.parse("2026-03-04T11:00:00Z");
    private static final Signer SIGNER = new Signer("Practitioner/dr", "Dr. Maya Okafor");

    private static Composition note() {
        Composition note =
                new Composition().setStatus(Composition.CompositionStatus.FINAL).setTitle("Progress note");
        note.setId("c");
        note.getMeta().setVersionId("2");
        note.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue("n");
        note.addAttester()
                .setTime(Date.from(AT.minusSeconds(3600)))
                .setParty(new Reference("Practitioner/dr").setDisplay("Dr. Maya Okafor"));
        note.addSection().setTitle("PLAN");
        return note;
    }

    @SuppressWarnings("unchecked")
    private static <R extends DomainResource> R accepted(R resource, String id) {
        resource.setId(id);
        resource.getMeta().setVersionId("3");
        return (R) DraftEdit.decide(resource, new Decision(Decision.State.ACCEPTED, ""));
    }

    private static List<Resource> document() {
        Condition diagnosis = new Condition().setCode(new CodeableConcept().setText("Cough"));
        diagnosis.addExtension().setUrl(ChartsideFhir.SUGGESTION);
        Condition charted = new Condition().setCode(new CodeableConcept().setText("Asthma"));
        charted.setId("charted");
        return List.of(
                note(),
                accepted(diagnosis, "d"),
                charted,
                accepted(new ChargeItem().setStatus(ChargeItem.ChargeItemStatus.BILLED), "billed"),
                accepted(
                        new MedicationRequest().setStatus(MedicationRequest.MedicationRequestStatus.COMPLETED),
                        "dispensed"),
                accepted(new MedicationRequest().setStatus(MedicationRequest.MedicationRequestStatus.ACTIVE), "open"));
    }

    @Test
    void whatTheSignaturePutInForce_becomesVoid_andWhatHasMovedOnStays() {
        Bundle transaction =
                Withdrawal.transaction(List.of(document()), SIGNER, AT, " Wrong chart. ", "https://record.example");
        assertThat(transaction.getEntry())
                .extracting(entry -> entry.getRequest().getUrl())
                .containsExactly("Composition/c", "Condition/d", "MedicationRequest/open", "Provenance");
        assertThat(transaction.getEntry().get(1).getRequest().getIfMatch()).isEqualTo("W/\"3\"");
        Composition note = (Composition) transaction.getEntryFirstRep().getResource();
        assertThat(Withdrawal.isWithdrawn(note)).isTrue();
        assertThat(Withdrawal.of(note)).hasValueSatisfying(told -> {
            assertThat(told.reason()).isEqualTo("Wrong chart.");
            assertThat(told.at()).isEqualTo(AT);
        });
        assertThat(note.getSection()).as("it stays to be seen").hasSize(1);
        Provenance told = (Provenance) transaction.getEntry().get(3).getResource();
        assertThat(told.getTarget()).hasSize(3);
        assertThat(told.getAgentFirstRep().getType().getCodingFirstRep().getCode())
                .isEqualTo("author");
    }

    @Test
    void withoutAReason_orOfADraft_itIsNone() {
        assertThatThrownBy(() -> Withdrawal.transaction(List.of(document()), SIGNER, AT, " ", "x"))
                .hasMessageContaining("reason");
        Composition draft = note().setStatus(Composition.CompositionStatus.PRELIMINARY);
        assertThatThrownBy(() -> Withdrawal.transaction(List.of(List.of(draft)), SIGNER, AT, "why", "x"))
                .hasMessageContaining("in force");
    }

    @Test
    void notice_holdsNothingOfTheNoteButItsTitleAndSignature() {
        Composition note = (Composition) Withdrawal.transaction(List.of(document()), SIGNER, AT, "Wrong chart.", "x")
                .getEntryFirstRep()
                .getResource();
        List<Resource> notice = WithdrawalNotice.of(List.of(note), "n-withdrawn");
        Composition told = (Composition) notice.get(0);
        assertThat(told.getTitle()).isEqualTo("ENTERED IN ERROR: Progress note");
        assertThat(told.getIdentifier().getValue()).isEqualTo("n-withdrawn");
        assertThat(told.getSection())
                .singleElement()
                .satisfies(section -> assertThat(section.getText().getDiv().allText())
                        .contains("signed 2026-03-04 10:00 UTC by Dr. Maya Okafor", "is void", "Reason: Wrong chart."));
        assertThatThrownBy(() -> WithdrawalNotice.of(List.of(note()), "x")).hasMessageContaining("in force");
    }
}
