package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "Entered in error" on the visit page. */
class WithdrawalPageTest extends SignedPageTest {

    @BeforeEach
    void signed() {
        put(note());
    }

    private Composition note() {
        Composition note =
                (Composition) WholeVisit.of(session, "n-1").getEntryFirstRep().getResource();
        note.getMeta().setVersionId("2");
        return note;
    }

    private static void put(Composition note) {
        RECORD.shelf().put(note);
    }

    private static Composition stored() {
        return RECORD.shelf().all(Composition.class).get(0);
    }

    private List<String> entered() {
        return delivery.states(session).stream().map(DeliveryState::what).toList();
    }

    private Browser.Page withdraw(String note, String reason, String accept) {
        return post(
                "withdraw", "note=" + note + "&reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8), accept);
    }

    @Test
    void signerWithdrawsTheNote_withAReason_andTheEhrIsTold() {
        assertThat(browser.get(session.path()).text()).contains("data-testid=\"withdraw\"");
        assertThat(entered()).containsExactly("Note");
        for (int click = 0; click < 2; click++) {
            assertThat(withdraw("c-n-1", "Wrong <b>chart</b>.", "text/html").status())
                    .isEqualTo(303);
        }
        assertThat(stored().getStatus()).isEqualTo(CompositionStatus.ENTEREDINERROR);
        assertThat(RECORD.shelf().all(Provenance.class)).singleElement().satisfies(told -> {
            assertThat(told.getActivity().getCodingFirstRep().getCode()).isEqualTo("NULLIFY");
            assertThat(told.getReasonFirstRep().getText()).isEqualTo("Wrong <b>chart</b>.");
            assertThat(told.getAgentFirstRep().getWho().getReference()).isEqualTo("Practitioner/record-dr-1");
        });
        Browser.Page page = browser.get(session.path());
        assertThat(page.text())
                .contains("Entered in error: withdrawn by", "Wrong &lt;b&gt;chart&lt;/b&gt;.", "Draft a new note")
                .doesNotContain("data-testid=\"withdraw\"", "addendum-words");
        assertThat(delivery.states(session))
                .as("it had not left yet, and does not any more")
                .singleElement()
                .satisfies(note -> assertThat(note.reasons().get(0)).contains("withdrawn before it reached"));
    }

    @Test
    void lookingAtAWithdrawnNote_changesNoTime_andNothingIsAddedToIt() {
        browser.get(session.path());
        database.sql("update delivery set state = 'written', changed_at = '2026-11-22T10:00:00Z'")
                .update();
        withdraw("c-n-1", "Wrong chart.", "text/html");
        browser.get(session.path());
        assertThat(delivery.states(session).get(0).changedAt())
                .as("when it was written in the EHR")
                .isEqualTo(java.time.Instant.parse("2026-11-22T10:00:00Z"));
        Browser.Page added = browser.send(
                "POST",
                session.path() + "addendum",
                "note=c-n-1&words=More.&name=" + java.util.UUID.randomUUID(),
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Accept",
                        "application/json",
                        "Origin",
                        APP,
                        "X-Chartside-Csrf",
                        session.csrfToken()));
        assertThat(added.text()).contains("\"code\":\"note-withdrawn\"");
    }

    /** The record refuses a withdrawal that leaves out an addendum which was signed meanwhile. */
    @Test
    void addendumThatIsSignedMeanwhile_isWithdrawnWithItsNote() {
        RECORD.fault(new Fault(
                "/fhir/main",
                "POST",
                409,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":"
                        + "\"error\",\"code\":\"conflict\",\"diagnostics\":\"An addendum was signed meanwhile\"}]}",
                false));
        assertThat(withdraw("c-n-1", "Wrong chart.", "text/html").status()).isEqualTo(303);
        assertThat(stored().getStatus()).isEqualTo(CompositionStatus.ENTEREDINERROR);
    }

    @Test
    void withoutAReason_orAnothersNote_nothingIsWithdrawn() {
        assertThat(withdraw("c-n-1", "  ", "application/json").text()).contains("\"code\":\"withdrawal-reason\"");
        assertThat(withdraw("c-n-1", "x".repeat(501), "application/json").text())
                .contains("withdrawal-reason");
        assertThat(withdraw("c-n-0", "why", "application/json").text()).contains("\"code\":\"draft-replaced\"");
        Composition anothers = note();
        anothers.getAttesterFirstRep().setParty(new Reference("Practitioner/other").setDisplay("Dr. Other"));
        put(anothers);
        assertThat(browser.get(session.path()).text()).doesNotContain("data-testid=\"withdraw\"");
        assertThat(withdraw("c-n-1", "why", "application/json").text()).contains("\"code\":\"not-the-signer\"");
        assertThat(stored().getStatus()).isEqualTo(CompositionStatus.FINAL);
        assertThat(RECORD.shelf().all(Provenance.class)).isEmpty();
    }

    /** By another client, through the record's own API. */
    @Test
    void noteThatWasMadeVoidElsewhere_isTakenBackWhenItsSignerOpensTheVisit() {
        browser.get(session.path());
        database.sql("update delivery set state = 'written'").update();
        Composition gone = note();
        gone.setStatus(CompositionStatus.ENTEREDINERROR);
        put(gone);
        assertThat(browser.get(session.path()).text()).contains("withdrawn outside of Chartside");
        assertThat(entered()).containsExactly("Note", "Withdrawal of the note");
    }
}
