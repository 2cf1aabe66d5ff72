package io.chartside.app.handover;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.launch.LaunchKey;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.LaunchSessions;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.Delivery;
import io.chartside.app.writeback.DeliveryState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is signed and not in the ledger: it goes in the name of who signed it, or waits for them. */
class HandOverTest extends PluginTest {
    private static final Intent NOTE = Intent.note("c-n-1");

    @Autowired
    private IntentStore intents;

    @Autowired
    private LeftOver leftOver;

    @Autowired
    private HandOver handOver;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private Delivery delivery;

    @Autowired
    private LaunchSessions sessions;

    @Autowired
    private JdbcClient database;

    private Browser browser;
    private LaunchSession session;

    @BeforeEach
    void launched() {
        database.sql("delete from delivery").update();
        database.sql("delete from hand_over").update();
        session = launched("dr-1");
    }

    private LaunchSession launched(String clinician) {
        return launched(clinician, "p1", "e1");
    }

    private LaunchSession launched(String clinician, String patient, String encounter) {
        browser = browser();
        if (!clinician.equals("dr-1")) {
            org.hl7.fhir.r4.model.Practitioner other = new org.hl7.fhir.r4.model.Practitioner();
            other.setId(clinician);
            other.addName().setFamily("Other");
            EHR.shelf().put(other);
            EHR.changeClaims(claims -> claims.claim("fhirUser", EHR.base() + "/Practitioner/" + clinician));
            RECORD.context("fhirUser", "\"Practitioner/record-" + clinician + "\"");
        }
        return sessions.find(LaunchKey.ofId(launch(browser, patient, encounter)))
                .orElseThrow();
    }

    private Composition note(CompositionStatus status) {
        Composition note =
                (Composition) WholeVisit.of(session, "n-1").getEntryFirstRep().getResource();
        note.setStatus(status);
        RECORD.shelf().put(note);
        return note;
    }

    private List<String> entered() {
        return delivery.states(session).stream().map(DeliveryState::what).toList();
    }

    private long left() {
        return database.sql("select count(*) from hand_over").query(Long.class).single();
    }

    private void look() {
        CLOCK.forward(Duration.ofSeconds(31));
        leftOver.run();
    }

    @Test
    void whatWasSignedAndNotEntered_isEnteredAtTheNextTurn() {
        intents.put(session, NOTE);
        note(CompositionStatus.FINAL);
        look();
        assertThat(entered()).containsExactly("Note");
        assertThat(left()).isZero();
    }

    @Test
    void addendumThatWasSigned_isEnteredToo() {
        delivery.enqueue(session, WholeVisit.of(session, "n-1"));
        note(CompositionStatus.FINAL);
        RECORD.shelf()
                .put(WholeVisit.addendum(session, "n-1", 1).getEntryFirstRep().getResource());
        intents.put(session, Intent.addendum("c-n-1", "n-1-a1"));
        look();
        assertThat(entered()).contains("Addendum");
        assertThat(left()).isZero();
    }

    /** Letters and instructions relate to the note as well, and each time they are made anew there is one more. */
    @Test
    void addendumBehindManyOtherDocumentsOfTheNote_isEntered() {
        delivery.enqueue(session, WholeVisit.of(session, "n-1"));
        note(CompositionStatus.FINAL);
        for (int i = 0; i < 120; i++) {
            Composition letter = (Composition)
                    WholeVisit.addendum(session, "n-1", 1).getEntryFirstRep().getResource();
            letter.setId("a-letter-" + i);
            letter.getRelatesToFirstRep().setCode(Composition.DocumentRelationshipType.TRANSFORMS);
            RECORD.shelf().put(letter);
        }
        RECORD.shelf()
                .put(WholeVisit.addendum(session, "n-1", 1).getEntryFirstRep().getResource());
        intents.put(session, Intent.addendum("c-n-1", "n-1-a1"));
        look();
        assertThat(entered()).contains("Addendum");
    }

    @Test
    void whatIsNotSignedYet_isLookedAtAgain_andGivenUpAfterTenMinutes() {
        intents.put(session, NOTE);
        note(CompositionStatus.PRELIMINARY);
        look();
        assertThat(entered()).isEmpty();
        assertThat(left()).isOne();
        CLOCK.forward(Duration.ofMinutes(10));
        look();
        assertThat(left()).isZero();
    }

    @Test
    void recordThatDoesNotAnswer_isAskedAgain() {
        intents.put(session, NOTE);
        note(CompositionStatus.FINAL);
        RECORD.fault(new Fault("$document", "GET", 503, "", false));
        look();
        assertThat(left()).isOne();
        look();
        assertThat(entered()).containsExactly("Note");
    }

    /** What was meant to be signed as its answer was lost may never have been: nobody is told that it is. */
    @Test
    void recordThatDoesNotAnswer_isNoFailure_andIsAskedAsOftenAsBefore() {
        intents.put(session, NOTE);
        note(CompositionStatus.PRELIMINARY);
        for (int outage = 0; outage < 5; outage++) {
            RECORD.fault(new Fault("$document", "GET", 503, "", false));
            look();
            assertThat(handOver.stuck(session)).isEmpty();
        }
        note(CompositionStatus.FINAL);
        look();
        assertThat(entered()).containsExactly("Note");
    }

    /** As a record of a version that nobody knows would answer: a document that begins with no Composition. */
    @Test
    void oneThatFailsInAnUnexpectedWay_holdsUpNoOther_andIsTriedAgain() {
        intents.put(session, Intent.note("c-n-2"));
        CLOCK.forward(Duration.ofSeconds(1));
        intents.put(session, NOTE);
        note(CompositionStatus.FINAL);
        for (int look = 0; look < 2; look++) {
            RECORD.fault(new Fault(
                    "c-n-2/$document",
                    "GET",
                    200,
                    "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[{\"resource\":{\"resourceType\":\"Basic\"}}]}",
                    false));
            look();
            assertThat(entered()).containsExactly("Note");
            assertThat(left()).isOne();
        }
        assertThat(RECORD.requests("c-n-2/$document")).hasSize(2);
    }

    /** A note of another patient's under this one's number: an error of the program, or of the record. */
    private Composition unfit() {
        Composition note = note(CompositionStatus.FINAL);
        note.setSubject(new Reference("Patient/another"));
        RECORD.shelf().put(note);
        return note;
    }

    @Test
    void oneThatKeepsFailing_isTriedEverMoreRarely_thenRestsUntilTheNextLaunch_andIsTold() {
        intents.put(session, NOTE);
        unfit();
        for (int look = 0; look < 30; look++) {
            look();
        }
        assertThat(RECORD.requests("c-n-1/$document"))
                .as("in the first quarter of an hour")
                .hasSizeBetween(4, 6);
        assertThat(handOver.stuck(session)).singleElement().satisfies(stuck -> {
            assertThat(stuck.what()).isEqualTo("note");
            assertThat(stuck.rests()).isFalse();
        });
        database.sql("update hand_over set failures = 7, due_at = ?")
                .param(OffsetDateTime.ofInstant(CLOCK.instant(), ZoneOffset.UTC))
                .update();
        long before = RECORD.requests("c-n-1/$document").size();
        for (int look = 0; look < 5; look++) {
            look();
        }
        assertThat(RECORD.requests("c-n-1/$document")).hasSize((int) before + 1);
        assertThat(handOver.stuck(session))
                .singleElement()
                .satisfies(stuck -> assertThat(stuck.rests()).isTrue());
        assertThat(meters.get("chartside.hand.over.failing").gauge().value()).isEqualTo(1);

        note(CompositionStatus.FINAL);
        session = launched("dr-1");
        look();
        assertThat(entered()).containsExactly("Note");
        assertThat(left()).isZero();
        assertThat(meters.get("chartside.hand.over.failing").gauge().value()).isZero();
    }

    @Test
    void noteThatCannotBeHandedOver_isShownAllTheSame_withTheNumberOfWhatFailed() {
        unfit();
        Browser.Page page = browser.get(session.path());
        assertThat(page.status()).isEqualTo(200);
        String number = handOver.stuck(session).get(0).number();
        assertThat(page.text()).contains("could not prepare it for the EHR", number);
        assertThat(browser.get(session.path()).text()).contains(number);
        assertThat(left()).as("one, however often the page is opened").isOne();
        note(CompositionStatus.FINAL);
        assertThat(browser.get(session.path()).text()).doesNotContain("could not prepare");
        assertThat(left()).isZero();
        assertThat(entered()).containsExactly("Note");
    }

    @Test
    void noteThatWasSignedAndCannotBeHandedOver_isSigned_andNoError() {
        handOver.note(session, "c-n-1", this::unfit);
        assertThat(handOver.stuck(session)).hasSize(1);
        note(CompositionStatus.FINAL);
        look();
        assertThat(entered()).containsExactly("Note");
        assertThat(handOver.stuck(session)).isEmpty();
    }

    /** The hand-over has read the note in force; before it is entered, a withdrawal is made and finds nothing to take back. */
    @Test
    void noteThatBecomesVoidWhileItIsEntered_isNotSent() {
        intents.put(session, NOTE);
        Bundle before = new Bundle().setType(Bundle.BundleType.DOCUMENT);
        before.addEntry().setResource(note(CompositionStatus.FINAL).copy());
        note(CompositionStatus.ENTEREDINERROR);
        RECORD.fault(new Fault(
                "c-n-1/$document",
                "GET",
                200,
                FhirContext.forR4Cached().newJsonParser().encodeResourceToString(before),
                false));
        look();
        assertThat(delivery.states(session)).singleElement().satisfies(state -> {
            assertThat(state.state()).isEqualTo(DeliveryState.State.REFUSED);
            assertThat(state.withdrawn()).isTrue();
        });
    }

    @Test
    void signersLaunchHasEnded_itWaitsForTheirNextOne_ofThatVisit() {
        intents.put(session, NOTE);
        note(CompositionStatus.FINAL);
        sessions.end(session);
        look();
        assertThat(left()).isOne();
        launched("dr-2");
        look();
        assertThat(entered())
                .as("another clinician's launch is none of the signer's")
                .isEmpty();
        RECORD.context("fhirUser", "\"Practitioner/record-dr-1\"");
        EHR.changeClaims(claims -> {});
        launched("dr-1", "p2", "e2");
        CLOCK.forward(Duration.ofMinutes(11));
        look();
        assertThat(left())
                .as("what another patient's launch cannot hand over is kept")
                .isOne();
        launched("dr-1");
        look();
        assertThat(entered()).containsExactly("Note");
        assertThat(left()).isZero();
    }

    @Test
    void whoOpensTheVisit_filesNothingOfAnotherInTheirOwnName() {
        note(CompositionStatus.FINAL);
        LaunchSession other = launched("dr-2");
        Browser.Page page = browser.get(other.path());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("in the name of Dr. Maya Okafor", "data-state=\"pending\"");
        assertThat(page.text())
                .as("the page does not ask for what it cannot learn, and goes on saying it")
                .containsPattern("id=\"delivery\"[^>]* data-state=\"none\"");
        assertThat(entered()).isEmpty();
    }
}
