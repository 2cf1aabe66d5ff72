package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest extends VendorTest {

    private static final String OUTCOME =
            "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"processing\",\"diagnostics\":\"Valid encounter required\"}]}";

    @Test
    void noteAndDiagnosisAreFiledInTheFormOfTheProfileAndReported() {
        LaunchSession session = signedIn(EHR);
        String note = enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        DocumentReference filed = notes(EHR, note).get(0);
        assertThat(filed.getSubject().getReference()).isEqualTo("Patient/p1");
        assertThat(filed.getContext().getEncounterFirstRep().getReference()).isEqualTo("Encounter/e1");
        assertThat(filed.getAuthorFirstRep().getReference()).isEqualTo("Practitioner/dr-1");
        assertThat(filed.getContext().getPeriod().hasEnd()).isTrue();
        assertThat(filed.getContent()).hasSize(1);
        assertThat(new String(filed.getContentFirstRep().getAttachment().getData(), StandardCharsets.UTF_8))
                .contains("Cough for two weeks.");
        assertThat(EHR.shelf().all(Condition.class)).hasSize(1);
        assertThat(RECORD.shelf().all(AuditEvent.class).stream()
                        .filter(event -> event.getAction() == AuditEvent.AuditEventAction.C
                                && event.getType().getCode().equals("rest")))
                .hasSize(2)
                .allSatisfy(event -> assertThat(
                                event.getAgent().stream().filter(AuditEvent.AuditEventAgentComponent::getRequestor))
                        .singleElement()
                        .satisfies(user ->
                                assertThat(user.getWho().getReference()).isEqualTo("Practitioner/record-dr-1")));
        assertThat(RECORD.shelf().all(AuditEvent.class).stream()
                        .filter(event -> event.getType().getCode().equals("110106")))
                .as("what left for the EHR is a disclosure, each")
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("disclose"));
    }

    @Test
    void enqueuingTwiceDeliversOnce() {
        LaunchSession session = signedIn(EHR);
        String note = enqueued(session);
        delivery.enqueue(session, SignedVisit.of(session, note));
        worker.deliverDue();
        delivery.enqueue(session, SignedVisit.of(session, note));
        worker.deliverDue();
        assertThat(notes(EHR, note)).hasSize(1);
        assertThat(delivery.states(session)).hasSize(2);
    }

    @Test
    void aRefusalKeepsTheEhrsOwnWordsAndMayBeTriedAgainByHand() {
        LaunchSession session = signedIn(EHR);
        EHR.fault(new Fault("/DocumentReference", "POST", 422, OUTCOME, false));
        String note = enqueued(session);
        worker.deliverDue();
        DeliveryState refused = delivery.states(session).get(0);
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        assertThat(refused.reasons()).contains("Valid encounter required");
        CLOCK.forward(Duration.ofMinutes(20));
        worker.deliverDue();
        assertThat(notes(EHR, note)).isEmpty();
        assertThat(delivery.retry(session, refused.id())).isTrue();
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.WRITTEN);
    }

    @Test
    void aLostAnswerIsNeverRepeatedBlindly() {
        LaunchSession session = signedIn(EHR);
        EHR.fault(new Fault("/DocumentReference", "POST", 0, "", true));
        String note = enqueued(session);
        for (int turn = 0; turn < 5; turn++) {
            worker.deliverDue();
            CLOCK.forward(Duration.ofMinutes(4));
        }
        DeliveryState unknown = delivery.states(session).get(0);
        assertThat(unknown.state()).isEqualTo(State.UNKNOWN);
        assertThat(notes(EHR, note)).hasSize(1);
        assertThat(EHR.requests("/DocumentReference").stream()
                        .filter(request -> request.method().equals("POST")))
                .hasSize(1);
        assertThat(delivery.confirm(session, unknown.id())).isTrue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.WRITTEN);
    }

    @Test
    void anEhrThatCanBeAskedIsAsked() {
        LaunchSession session = signedIn(ASKING);
        ASKING.fault(new Fault("/DocumentReference", "POST", 0, "", true));
        ASKING.fault(new Fault("/Condition", "POST", 0, "", false));
        String note = enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.UNKNOWN);
        CLOCK.forward(Duration.ofSeconds(10));
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        assertThat(notes(ASKING, note)).hasSize(1);
        assertThat(ASKING.shelf().all(Condition.class)).hasSize(1);
    }

    /** Otherwise nobody could tell whether the note was changed there before it is replaced. */
    @Test
    void whatIsFoundAfterALostAnswer_keepsItsVersion() {
        LaunchSession session = signedIn(ASKING);
        ASKING.fault(new Fault("/DocumentReference", "POST", 0, "", true));
        String note = enqueued(session);
        worker.deliverDue();
        notes(ASKING, note).get(0).getMeta().setVersionId("4");
        CLOCK.forward(Duration.ofSeconds(10));
        worker.deliverDue();
        delivery.enqueueAddendum(
                session, SignedVisit.of(session, note), List.of(WholeVisit.addendum(session, note, 1)));
        assertThat(claim("asking").before())
                .hasValueSatisfying(place -> assertThat(place).endsWith("/_history/4"));
    }

    @Test
    void aBusyOrUnreachableEhrIsTriedAgain() {
        LaunchSession session = signedIn(EHR);
        EHR.fault(new Fault("/DocumentReference", "POST", 503, "", false));
        String note = enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.PENDING);
        CLOCK.forward(Duration.ofSeconds(6));
        worker.deliverDue();
        assertThat(notes(EHR, note)).hasSize(1);
    }

    @Test
    void anEndedTokenWaitsForTheNextLaunchOfTheSameClinician() {
        EHR.tokensLast(300, false);
        LaunchSession session = signedIn(EHR);
        EHR.endAllTokens();
        String note = enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session))
                .allMatch(DeliveryState::waitsForSignIn)
                .extracting(DeliveryState::state)
                .containsOnly(State.PENDING);
        LaunchSession again = signedIn(EHR, "p2", "e2");
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        assertThat(delivery.states(again)).isEmpty();
        assertThat(notes(EHR, note))
                .singleElement()
                .satisfies(
                        filed -> assertThat(filed.getSubject().getReference()).isEqualTo("Patient/p1"));
        assertThat(RECORD.shelf().all(AuditEvent.class))
                .filteredOn(event -> event.getType().getCode().equals("110106"))
                .as("what left concerns the patient of the note, not of the launch that let it go on")
                .hasSize(2)
                .flatExtracting(AuditEvent::getEntity)
                .extracting(entity -> entity.getWhat().getReference())
                .filteredOn(what -> what != null && what.startsWith("Patient/"))
                .containsOnly("Patient/" + session.record().patient().orElseThrow());
    }

    @Test
    void aClaimThatRanOutSettlesNothingForTheNextOne() {
        LaunchSession session = signedIn(ASKING);
        enqueued(session);
        UUID id = claim("asking").id();
        CLOCK.forward(Duration.ofMinutes(6));
        ledger.recover();
        Ledger.Claim late = claimOf(id);
        CLOCK.forward(Duration.ofMinutes(6));
        ledger.recover();
        Ledger.Claim current = claimOf(id);
        ledger.settle(late, new Attempt.Absent(), java.util.Optional.empty());
        assertThat(state(session, id)).isEqualTo(State.UNKNOWN);
        ledger.settle(current, new Attempt.Done("DocumentReference/1"), java.util.Optional.empty());
        assertThat(state(session, id)).isEqualTo(State.WRITTEN);
    }

    private Ledger.Claim claimOf(UUID id) {
        return java.util.stream.Stream.generate(() -> claim("asking"))
                .filter(claim -> claim.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** As rows were sealed before there were several kinds of content. */
    @Test
    void aWriteThatWasSealedByAnEarlierVersionIsRead() {
        WriteText read = tools.jackson.databind.json.JsonMapper.builder()
                .build()
                .readValue(
                        "{\"what\":\"Note\",\"resource\":\"{\\\"resourceType\\\":\\\"DocumentReference\\\"}\","
                                + "\"identifierSystem\":\"s\",\"identifierValue\":\"v\",\"conditional\":false,"
                                + "\"searchable\":true}",
                        WriteText.class);
        PlannedWrite write = read.write(ca.uhn.fhir.context.FhirContext.forR4Cached());
        assertThat(write.content()).isInstanceOf(PlannedWrite.Content.Create.class);
        assertThat(write.repeat()).isEqualTo(PlannedWrite.Repeat.ASK_FIRST);
        assertThat(write.refusal()).isEmpty();
        assertThat(read.about().patient()).isEmpty();
    }

    @Test
    void aProcessThatDiesWhileSendingLeavesTheWriteUnknown() {
        LaunchSession session = signedIn(EHR);
        enqueued(session);
        Ledger.Claim claim = claim("hospital");
        CLOCK.forward(Duration.ofMinutes(4));
        ledger.recover();
        assertThat(state(session, claim.id())).isEqualTo(State.PENDING);
        CLOCK.forward(Duration.ofMinutes(2));
        worker.deliverDue();
        assertThat(state(session, claim.id())).isEqualTo(State.UNKNOWN);
        ledger.settle(claim, new Attempt.Done("DocumentReference/late"), java.util.Optional.empty());
        assertThat(state(session, claim.id()))
                .as("a dead claim settles nothing")
                .isEqualTo(State.UNKNOWN);
    }

    @Test
    void anotherVisitsWritesCannotBeDecided() {
        LaunchSession session = signedIn(EHR);
        EHR.fault(new Fault("/DocumentReference", "POST", 422, OUTCOME, false));
        enqueued(session);
        worker.deliverDue();
        UUID id = delivery.states(session).get(0).id();
        LaunchSession other = signedIn(EHR, "p2", "e2");
        assertThat(delivery.retry(other, id)).isFalse();
        assertThat(delivery.confirm(other, id)).isFalse();
    }

    @Test
    void aDocumentOfAnotherPatientIsNotTaken() {
        LaunchSession one = signedIn(EHR);
        LaunchSession two = signedIn(EHR, "p2", "e2");
        assertThatThrownBy(() -> delivery.enqueue(two, SignedVisit.of(one, "n-" + UUID.randomUUID())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * Whatever goes wrong in whatever order: an EHR never has the note twice, what is WRITTEN is there, and where the EHR
     * can be asked all of it arrives in the end.
     */
    @ParameterizedTest
    @ValueSource(strings = {"hospital", "asking", "conditional"})
    void underRandomFaultsNothingIsWrittenTwiceOrLost(String site) {
        SmartServer ehr = site.equals("hospital") ? EHR : site.equals("asking") ? ASKING : CONDITIONAL;
        Random random = new Random(20261122 + site.hashCode());
        LaunchSession session = signedIn(ehr);
        List<String> notes = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            for (int fault = random.nextInt(4); fault > 0; fault--) {
                String type = random.nextBoolean() ? "/DocumentReference" : "/Condition";
                int status = List.of(0, 0, 500, 503, 429).get(random.nextInt(5));
                boolean afterDoing = status != 503 && status != 429 && random.nextBoolean();
                String method = random.nextInt(3) == 0 ? "GET" : "POST";
                ehr.fault(new Fault(type, method, status, "", afterDoing));
            }
            notes.add(enqueued(session));
            worker.deliverDue();
            CLOCK.forward(Duration.ofSeconds(random.nextInt(60)));
            worker.deliverDue();
        }
        for (int turn = 0; turn < 20; turn++) {
            CLOCK.forward(Duration.ofMinutes(1));
            worker.deliverDue();
        }
        notes.forEach(note -> assertThat(notes(ehr, note)).as(note).hasSizeLessThanOrEqualTo(1));
        List<DeliveryState> states = delivery.states(session);
        long written = states.stream()
                .filter(state -> state.what().equals("Note") && state.state() == State.WRITTEN)
                .count();
        long filed = notes.stream().filter(note -> !notes(ehr, note).isEmpty()).count();
        assertThat(filed).isGreaterThanOrEqualTo(written);
        if (!site.equals("hospital")) {
            assertThat(states).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        } else {
            assertThat(states).extracting(DeliveryState::state).doesNotContain(State.PENDING, State.REFUSED);
        }
    }

    private String enqueued(LaunchSession session) {
        String note = "n-" + UUID.randomUUID();
        delivery.enqueue(session, SignedVisit.of(session, note));
        return note;
    }

    private State state(LaunchSession session, UUID id) {
        return delivery.states(session).stream()
                .filter(state -> state.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static List<DocumentReference> notes(SmartServer server, String note) {
        return server.shelf().all(DocumentReference.class).stream()
                .filter(filed -> note.equals(filed.getIdentifierFirstRep().getValue()))
                .toList();
    }
}
