package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.StrictEhr;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;

/** What is added to a signed note, as each vendor takes it. */
class AddendaAtVendorsTest extends VendorTest {

    @Test
    void addendum_isASecondNoteAtEpic() {
        LaunchSession session = addedTo(EPIC, 1);
        assertThat(whats(session)).containsExactly("Note", "Diagnosis: Acute bronchitis", "Addendum");
        List<DocumentReference> notes = EPIC.server().shelf().all(DocumentReference.class);
        assertThat(notes)
                .hasSize(2)
                .allSatisfy(note -> assertThat(note.getRelatesTo()).isEmpty());
        assertThat(notes).anySatisfy(note -> assertThat(text(note)).contains("Addition 1.", "signed by"));
    }

    @Test
    void addenda_areNewVersionsAtOracle_withAllWords() {
        LaunchSession session = addedTo(ORACLE, 2);
        assertThat(states(session)).containsOnly(State.WRITTEN);
        DocumentReference note = only(ORACLE, DocumentReference.class);
        assertThat(note.getMeta().getVersionId()).isEqualTo("3");
        assertThat(text(note)).containsSubsequence("Cough for two weeks.", "Addition 1.", "Addition 2.");
    }

    @Test
    void aNoteThatWasChangedInTheEhr_isReplacedOnlyByTheClinician() {
        LaunchSession session = signedIn(ORACLE);
        String note = delivered(session);
        only(ORACLE, DocumentReference.class).getMeta().setVersionId("7");
        delivery.enqueueAddendum(session, WholeVisit.of(session, note), List.of(WholeVisit.addendum(session, note, 1)));
        worker.deliverDue();
        DeliveryState addendum = delivery.states(session).get(3);
        assertThat(addendum.state()).isEqualTo(State.REFUSED);
        assertThat(addendum.reasons().get(0)).contains("changed in the EHR", "version 7");
        delivery.retry(session, addendum.id());
        worker.deliverDue();
        assertThat(delivery.states(session).get(3).state()).isEqualTo(State.WRITTEN);
        assertThat(only(ORACLE, DocumentReference.class).getMeta().getVersionId())
                .isEqualTo("8");
    }

    @Test
    void addendum_appendsToTheNoteAtAPlainServer() {
        LaunchSession session = addedTo(MEDPLUM, 1);
        assertThat(states(session)).containsOnly(State.WRITTEN);
        List<DocumentReference> notes = MEDPLUM.server().shelf().all(DocumentReference.class);
        DocumentReference addendum = notes.stream()
                .filter(DocumentReference::hasRelatesTo)
                .findFirst()
                .orElseThrow();
        String first = notes.stream()
                .filter(note -> note != addendum)
                .findFirst()
                .orElseThrow()
                .getIdElement()
                .getIdPart();
        assertThat(addendum.getRelatesToFirstRep().getCode())
                .isEqualTo(DocumentReference.DocumentRelationshipType.APPENDS);
        assertThat(addendum.getRelatesToFirstRep().getTarget().getReference()).isEqualTo("DocumentReference/" + first);
    }

    @Test
    void anAddendum_waitsForItsNote_andSaysSo() {
        LaunchSession session = signedIn(EPIC);
        EPIC.server().fault(new Fault("/DocumentReference", "POST", 422, "", false));
        String note = delivered(session);
        delivery.enqueueAddendum(session, WholeVisit.of(session, note), List.of(WholeVisit.addendum(session, note, 1)));
        worker.deliverDue();
        assertThat(states(session)).containsExactly(State.REFUSED, State.WRITTEN, State.PENDING);
        assertThat(delivery.states(session).get(2).reasons().get(0)).contains("Waits until");
        assertThat(EPIC.server().shelf().all(DocumentReference.class)).isEmpty();
        delivery.retry(session, delivery.states(session).get(0).id());
        worker.deliverDue();
        assertThat(states(session)).containsOnly(State.WRITTEN);
    }

    private LaunchSession addedTo(StrictEhr ehr, int addenda) {
        LaunchSession session = signedIn(ehr);
        String note = delivered(session);
        List<Bundle> added = Stream.iterate(1, number -> number + 1)
                .limit(addenda)
                .map(number -> WholeVisit.addendum(session, note, number))
                .toList();
        for (int number = 1; number <= addenda; number++) {
            delivery.enqueueAddendum(session, WholeVisit.of(session, note), added.subList(0, number));
        }
        worker.deliverDue();
        return session;
    }
}
