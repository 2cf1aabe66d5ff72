package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import io.chartside.app.web.Axe;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What goes on while a visit lasts: it is recorded in the EHR's frame, beside it and without a network, sealed between two
 * browsers, and at last everything is restarted.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveVisitEndToEndIT extends EndToEndTest {
    /** In the EHR's frame, with a microphone that beeps and a service that takes each beep for a sentence (MH1, MH21). */
    @Test
    void recordedVisit_isWrittenDownInThePage_andBecomesTheTranscript() {
        DemoEhr.Visit visit = ehr.visitWithoutTranscript(1);
        Page page = browser.newPage();
        FrameLocator app = ehr.launchInFrame(page, visit);
        assertThat(app.getByTestId("ready")).isVisible();
        if (!app.getByTestId("record-consent").isVisible()) {
            app.locator("#recorder summary").click();
        }
        assertThat(app.getByTestId("record")).isDisabled();
        app.getByTestId("record-consent").check();
        app.getByTestId("record").press("Enter");
        assertThat(app.getByTestId("record-state")).containsText(Pattern.compile("Recording · 0:0[2-9]"));
        app.getByTestId("record-pause").click();
        assertThat(app.getByTestId("live")).containsText(SpeechService.SENTENCE);
        assertThat(app.getByTestId("growing")).containsText(Pattern.compile("knee"));
        assertThat(record.search("Composition?encounter=Encounter/" + visit.encounter()))
                .isEmpty();
        app.getByTestId("growing").getByTestId("statement").first().fill("Written while the visit was recorded.");
        app.getByTestId("record-finish").click();

        String transcripts = "DocumentReference?encounter=Encounter/" + visit.encounter()
                + "&type=https://chartside.io/fhir/CodeSystem/document-type%7Cvisit-transcript&_sort=-date";
        for (int looks = 0; looks < 100 && !described(record.search(transcripts)); looks++) {
            page.waitForTimeout(200);
        }
        assertThat(described(record.search(transcripts))).isTrue();
        assertThat(record.search("Consent?patient=Patient/" + visit.patient())).hasSize(1);
        assertThat(record.search("Media?encounter=Encounter/" + visit.encounter()))
                .hasSize(1);
        assertThat(app.locator("body.drafted")).isVisible();
        assertThat(app.getByTestId("note")).containsText("Written while the visit was recorded.");
        assertThat(app.getByTestId("record-pause")).isHidden();
        assertThat(app.getByTestId("error")).hasCount(0);
    }

    /** A window of its own is the microphone of the visit that the EHR's frame shows. */
    @Test
    void recordedInAWindowOfItsOwn_becomesTheTranscriptOfTheFramesVisit() {
        DemoEhr.Visit visit = ehr.visitWithTranscript(3);
        FrameLocator app = ehr.launchInFrame(browser.newPage(), visit);
        assertThat(app.getByTestId("ready")).isVisible();
        if (!app.getByTestId("elsewhere").isVisible()) {
            app.locator("#recorder summary").click();
        }
        app.getByTestId("elsewhere").click();
        Page own = browser.waitForPage(() -> app.getByTestId("elsewhere-window").click());
        own.getByTestId("open-link").click();
        assertThat(own.getByTestId("patient")).containsText(visit.patientName());
        own.getByTestId("record-consent").check();
        own.getByTestId("record").click();
        assertThat(own.getByTestId("record-state")).containsText(Pattern.compile("Recording · 0:0[2-9]"));
        own.getByTestId("record-pause").click();
        assertThat(own.getByTestId("live")).containsText(SpeechService.SENTENCE);
        own.getByTestId("record-finish").click();
        assertThat(own.getByTestId("written")).isVisible();
        assertThat(app.getByTestId("error")).containsText("The recording is written down");
        assertThat(record.search("Consent?patient=Patient/" + visit.patient())).isNotEmpty();
    }

    /** MH1, MM9: ten minutes without a network, in the middle of a recording and of an edit. */
    @Test
    void networkLostForTenMinutes_losesNoFrameAndNoEdit_andThePageSaysSoMeanwhile() {
        DemoEhr.Visit visit = ehr.visitWithTranscript(2);
        OutageSteps outage = new OutageSteps(browser, ehr, visit);
        outage.record();
        outage.loseTheNetwork();
        outage.assertThatThePageSaysSo();
        outage.getItBack();
        outage.assertEveryEditIsInTheRecord();
        OutageSteps.assertEveryFrameIsInTheRecord(record, visit);
    }

    /** MM1, MM3, MM4, MM27: what two browsers say to one another is nowhere else until it is released. */
    @Test
    void sealedVisit_staysBetweenItsDevices_andOnlyWhatIsReleasedIsInTheChart() throws Exception {
        DemoEhr.Visit visit = ehr.visitWithTranscript(3);
        try (SealedVisitSteps sealed = new SealedVisitSteps(chartside, chromium, ehr, visit)) {
            Page guest = sealed.talkOnTwoDevices();
            sealed.assertNothingOfItInRequests();
            sealed.assertNothingOfItStored();
            sealed.assertNothingOfItInHeaps();
            sealed.draftAndRelease();
            assertThat(guest.getByTestId("state")).containsText("over");
            Page page = sealed.clinician();
            assertThat(page.getByTestId("note")).containsText("Edited before the release.");
            assertThat(page.getByTestId("transcript")).not().containsText(SealedVisitSteps.NOT_RELEASED);
            assertThat(page.getByTestId("charge")).isVisible();
            page.getByTestId("order-accept").first().click();
            assertThat(page.getByTestId("order").first()).hasAttribute("data-decision", "accepted");
            page.getByTestId("sign").click();
            assertThat(page.getByTestId("signed")).isVisible();
            assertThat(record.search("MedicationRequest?encounter=Encounter/" + visit.encounter() + "&status=active"))
                    .singleElement()
                    .satisfies(
                            order -> assertThat(order.at("/requester/reference").asText())
                                    .startsWith("Practitioner/"));
            Axe.assertAccessible(guest, "joined");
            page.navigate(page.url().replaceAll("[?#].*", "") + "sealed");
            Axe.assertAccessible(page, "sealed");
            sealed.assertNothingOfItInTheBrowsers();
        }
    }

    /** ADR 0058: the clinician's page comes back by a passkey, and nothing that opens the visit is anywhere but in it. */
    @Test
    void sealedVisitKeptByAPasskey_goesOnAfterAReload_andItsKeyIsNowhereElse() throws Exception {
        try (SealedVisitSteps sealed = new SealedVisitSteps(chartside, chromium, ehr, ehr.visitWithTranscript(1))) {
            sealed.keepByAPasskey();
            Page guest = sealed.talkOnTwoDevices();
            sealed.goOnAfterAReload(guest);
            sealed.assertNothingOfItInRequests();
            sealed.assertNothingOfItStored();
            sealed.assertNothingOfItInHeaps();
            sealed.end();
            assertThat(guest.getByTestId("state")).containsText("over");
            sealed.assertNothingOfItInTheBrowsers();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void everythingRestarted_inTheMiddleOfAReview_showsTheSameDraft() throws IOException {
        Page page = ehr.launchInTab(browser, ehr.visitWithTranscript(4));
        VisitSteps.draftUnlessDrafted(page);
        VisitSteps.rewrite(page, 0, "Written before the restart.");
        String rejected = VisitSteps.rejectFirstCode(page);
        chartside.restart();
        page.reload();
        assertThat(page.getByTestId("note")).containsText("Written before the restart.");
        assertThat(page.locator("[data-testid=code][data-code='" + rejected + "']"))
                .hasAttribute("data-decision", "rejected");
        VisitSteps.rewrite(page, 1, "Written after the restart.");
    }

    private static boolean described(List<JsonNode> transcripts) {
        return transcripts.stream()
                .anyMatch(transcript -> transcript.path("description").asText().contains("Transcriptions whisper-1"));
    }
}
