package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.StrictEhr;
import io.chartside.app.simulator.VendorRule;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import io.chartside.mappings.ehr.EhrNote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;

/** The shipped profiles against EHRs that are as strict as their vendors. */
class StrictEhrTest extends VendorTest {

    @Test
    void epic_getsOnePlainNoteWithItsCodesInTheText_andProvisionalProblems() {
        LaunchSession session = signedIn(EPIC);
        delivered(session);
        assertThat(whats(session)).containsExactly("Note", "Diagnosis: Acute bronchitis");
        assertThat(only(EPIC, Condition.class).getNoteFirstRep().getText())
                .endsWith("…")
                .hasSizeBetween(400, 450);
        assertThat(states(session)).containsOnly(State.WRITTEN);
        DocumentReference note = only(EPIC, DocumentReference.class);
        assertThat(text(note))
                .contains(
                        "Cough for two weeks. 37,8 °C, naïve to β-blockers.",
                        "J20.9  Acute bronchitis",
                        "99213  Office")
                .contains("Electronically signed by Dr. Maya Okafor, 2026-11-22 15:04 UTC");
        assertThat(delivery.states(session).get(0).reference())
                .hasValueSatisfying(reference -> assertThat(reference)
                        .isEqualTo("DocumentReference/" + note.getIdElement().getIdPart()));
    }

    @Test
    void oracle_getsNoteDiagnosisAndCharge() {
        LaunchSession session = signedIn(ORACLE);
        delivered(session);
        assertThat(whats(session)).containsExactly("Note", "Diagnosis: Acute bronchitis", "Service: Office visit, low");
        assertThat(delivery.states(session))
                .allSatisfy(state -> assertThat(state.state())
                        .as(state.what() + " " + state.reasons())
                        .isEqualTo(State.WRITTEN));
        assertThat(only(ORACLE, ChargeItem.class).getCode().getCodingFirstRep().getExtension())
                .hasSize(1);
        assertThat(only(ORACLE, Condition.class).getNote()).isEmpty();
        assertThat(text(only(ORACLE, DocumentReference.class))).doesNotContain("DIAGNOSES", "SERVICE");
    }

    @Test
    void plainServer_getsEveryKind_conditionally() {
        LaunchSession session = signedIn(MEDPLUM);
        delivered(session);
        assertThat(delivery.states(session))
                .allSatisfy(state -> assertThat(state.state())
                        .as(state.what() + " " + state.reasons())
                        .isEqualTo(State.WRITTEN));
        for (Class<? extends Resource> type : List.of(
                DocumentReference.class,
                Condition.class,
                ChargeItem.class,
                MedicationRequest.class,
                ServiceRequest.class)) {
            assertThat(MEDPLUM.server().shelf().all(type))
                    .as(type.getSimpleName())
                    .hasSize(1);
        }
    }

    /** What our plans send is taken; the same with one rule broken is refused, by that rule's status. */
    @Test
    void everyRuleOfEveryVendor_refusesWhatBreaksIt() {
        for (StrictEhr ehr : List.of(EPIC, ORACLE, MEDPLUM, ECLINICALWORKS)) {
            LaunchSession session = signedIn(ehr);
            String note = delivered(session);
            delivery.enqueueAddendum(
                    session, WholeVisit.of(session, note), List.of(WholeVisit.addendum(session, note, 1)));
            worker.deliverDue();
            List<SmartServer.Request> writes = ehr.server().requests().stream()
                    .filter(request -> request.headers().containsKey("prefer"))
                    .toList();
            Set<String> shown = new TreeSet<>();
            for (VendorRule rule : ehr.rules()) {
                SmartServer.Request good = writes.stream()
                        .filter(request -> target(ehr, request).equals(rule.target()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(ehr + " got nothing for " + rule));
                VendorRule.Sent sent = new VendorRule.Sent(good.headers(), (Resource)
                        FhirContext.forR4Cached().newJsonParser().parseResource(good.body()));
                assertThat(status(ehr, good, rule.breaks().apply(sent)))
                        .as(ehr + " " + rule)
                        .isEqualTo(rule.status());
                shown.add(rule.toString());
            }
            assertThat(shown).hasSameSizeAs(ehr.rules());
        }
    }

    @Test
    void everyForm_isTakenByOracle() {
        LaunchSession session = signedIn(ORACLE);
        String id = delivered(session);
        SmartServer.Request good = ORACLE.server().requests("/DocumentReference").stream()
                .filter(request -> request.method().equals("POST"))
                .findFirst()
                .orElseThrow();
        SignedWork work = SignedWork.of(session, WholeVisit.of(session, id), List.of());
        for (String form : List.of("application/xhtml+xml;charset=utf-8", "application/pdf")) {
            DocumentReference note =
                    EhrNote.of(work.note(), List.of(), work.place(), new EhrNote.Style(form, false, false, true));
            assertThat(status(ORACLE, good, new VendorRule.Sent(good.headers(), note)))
                    .as(form)
                    .isEqualTo(201);
        }
    }

    @Test
    void aClosedOrLostEncounter_isRefusedInWordsThatSayWhatToDo() {
        LaunchSession session = signedIn(EPIC);
        EPIC.server().shelf().remove(Encounter.class, "e1");
        delivered(session);
        DeliveryState refused = delivery.states(session).get(0);
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        assertThat(refused.reasons())
                .hasSize(2)
                .anySatisfy(words -> assertThat(words).contains("Open it there again"))
                .contains("Valid encounter required");
    }

    @Test
    void scopesTakenAway_areRefusedInWords() {
        LaunchSession session = signedIn(ORACLE);
        ORACLE.server().fault(new Fault("/Condition", "POST", 403, "", false));
        delivered(session);
        DeliveryState refused = delivery.states(session).get(1);
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        assertThat(refused.reasons().get(0)).contains("rights or scopes");
    }

    @Test
    void retryAfter_isWaitedFor() {
        LaunchSession session = signedIn(EPIC);
        for (int status : List.of(429, 503)) {
            EPIC.server()
                    .fault(new Fault("/DocumentReference", "POST", status, "", false, Map.of("Retry-After", "120")));
        }
        delivered(session);
        for (int minute = 0; minute < 2; minute++) {
            CLOCK.forward(Duration.ofSeconds(100));
            worker.deliverDue();
            CLOCK.forward(Duration.ofSeconds(21));
            worker.deliverDue();
        }
        assertThat(states(session)).containsOnly(State.WRITTEN);
        assertThat(EPIC.server().requests("/DocumentReference").stream()
                        .filter(request -> request.method().equals("POST")))
                .as("once an interval that it asked for")
                .hasSize(3);
    }

    @Test
    void oraclesToken_endsAfter570Seconds_andItsOldRefreshTokenStaysGood() {
        LaunchSession session = signedIn(ORACLE);
        for (int visit = 0; visit < 3; visit++) {
            CLOCK.forward(Duration.ofSeconds(560));
            delivery.enqueue(session, WholeVisit.of(session, "n-" + UUID.randomUUID()));
            worker.deliverDue();
        }
        assertThat(states(session)).hasSize(9).containsOnly(State.WRITTEN);
        assertThat(ORACLE.server().requests("/oauth/token").stream()
                        .map(request -> request.form().get("refresh_token"))
                        .filter(token -> token != null)
                        .collect(Collectors.toSet()))
                .hasSize(1);
    }

    /** Epic files whatever arrives, so only the person may send it again. */
    @Test
    void epic_afterALostAnswer_isAskedNothingAndSentNothing_untilTheClinicianDecides() {
        LaunchSession session = signedIn(EPIC);
        EPIC.server().fault(new Fault("/DocumentReference", "POST", 0, "", true));
        delivered(session);
        CLOCK.forward(Duration.ofHours(1));
        worker.deliverDue();
        assertThat(states(session)).containsExactly(State.UNKNOWN, State.WRITTEN);
        assertThat(EPIC.server().shelf().all(DocumentReference.class)).hasSize(1);
        delivery.retry(session, delivery.states(session).get(0).id());
        worker.deliverDue();
        assertThat(states(session)).containsOnly(State.WRITTEN);
        assertThat(EPIC.server().shelf().all(DocumentReference.class))
                .as("a second one, as the clinician chose")
                .hasSize(2);
    }

    @Test
    void aNoteThatTheEhrNeverTakes_isRefusedUnsent_alsoWhenTriedAgain() {
        LaunchSession session = signedIn(EPIC);
        Bundle summary = WholeVisit.of(session, "n-" + UUID.randomUUID());
        ((org.hl7.fhir.r4.model.Composition) summary.getEntryFirstRep().getResource())
                .getType()
                .getCodingFirstRep()
                .setCode("18842-5");
        delivery.enqueue(session, summary);
        worker.deliverDue();
        delivery.retry(session, delivery.states(session).get(0).id());
        worker.deliverDue();
        assertThat(states(session)).startsWith(State.REFUSED);
        assertThat(delivery.states(session).get(0).reasons().get(0)).contains("18842-5");
        assertThat(EPIC.server().requests("/DocumentReference").stream()
                        .filter(request -> request.method().equals("POST")))
                .isEmpty();
    }

    private static String target(StrictEhr ehr, SmartServer.Request request) {
        String path = request.path().substring(ehr.server().base().getPath().length() + 1);
        return request.method() + " " + path.replaceFirst("/[A-Za-z0-9.-]{8,64}$", "");
    }

    private static int status(StrictEhr ehr, SmartServer.Request good, VendorRule.Sent broken) {
        Map<String, String> headers = new HashMap<>(broken.headers());
        headers.keySet().retainAll(Set.of("authorization", "prefer", "accept", "content-type", "if-match"));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(ehr.server().origin() + good.path()))
                .method(
                        good.method(),
                        HttpRequest.BodyPublishers.ofString(
                                FhirContext.forR4Cached().newJsonParser().encodeResourceToString(broken.resource())));
        headers.forEach(request::header);
        try {
            return HttpClient.newHttpClient()
                    .send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
