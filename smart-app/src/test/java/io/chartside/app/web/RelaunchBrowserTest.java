package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The launch ends while the page holds sound that nobody else has (MH1, MS12): nothing of it goes without the clinician's word. */
class RelaunchBrowserTest extends PageTest {
    private static final String TICKET = "{\"url\":\"ws://localhost:5/a\",\"ticket\":\"t2\",\"service\":\"s\"}";

    /** Ten minutes of sound are in the page, and its launch is over. */
    private static StagedVisit signedOut() {
        StagedVisit visit = RecordingBrowserTest.recording();
        RecordingBrowserTest.begin(visit);
        Page page = visit.page();
        page.evaluate("speak(2.5); sockets[0].tell({ type: 'ack', next: 10 }); sockets[0].drop(1006); speak(600)");
        visit.on("POST /v/x/recording/ticket", request -> StagedVisit.signedOut());
        visit.on("GET /v/x/whose", request -> StagedVisit.signedOut());
        assertThat(page.getByTestId("error")).containsText("is kept in this page");
        assertThat(page.getByTestId("record-state")).containsText("the recording goes on");
        return visit;
    }

    /** Another launch in this browser, at {@code /v/y/}; {@code whose} it is, its page and the app say alike. */
    static void launched(StagedVisit ended, String whose) {
        StagedVisit other = new StagedVisit(
                browser, TEMPLATE.page(SampleVisit.withoutTranscript("/assets")).replace("site||e1|d1", whose));
        String html = TEMPLATE.page(SampleVisit.withoutTranscript("/assets")).replace("site||e1|d1", whose);
        other.on("GET /v/y/", request -> StagedVisit.html(html))
                .on("GET /v/y/style.css", request -> StagedVisit.text("css", ""));
        ended.on(
                        "GET /v/y/whose",
                        request -> StagedVisit.json(200, "{\"whose\":\"" + whose + "\",\"csrf\":\"csrf-of-y\"}"))
                .on("POST /v/y/recording/ticket", request -> StagedVisit.json(200, TICKET));
        other.page().navigate(StagedVisit.ORIGIN + "/v/y/");
        assertThat(other.page().getByTestId("ready")).isVisible();
    }

    @Test
    void soundOfAPageWhoseLaunchHasEnded_isSentByTheNextLaunchOfTheVisit() {
        StagedVisit visit = signedOut();
        Page page = visit.page();
        page.evaluate("speak(60)");
        Axe.assertAccessible(page, "signed out while recording");
        launched(visit, "site||e1|d1");
        RecordingBrowserTest.connect(page, 2, 10);
        assertThat(page.evaluate("[sockets[1].first, sockets[1].last, sockets[1].inOrder]"))
                .isEqualTo(List.of(10, 2649, true));
        assertThat(page.getByTestId("record-state")).containsText("Recording · 11:02");
        assertThat(page.getByTestId("error")).hasCount(0);
        assertThat(visit.asked("POST /v/y/recording/ticket"))
                .first()
                .satisfies(asked -> assertThat(asked.headers()).containsEntry("x-chartside-csrf", "csrf-of-y"));

        visit.on("GET /v/y/", request -> StagedVisit.html(TEMPLATE.page(SampleVisit.drafted("/assets"))))
                .on("GET /v/y/style.css", request -> StagedVisit.text("css", ""));
        page.evaluate("sockets[1].tell({ type: 'finished', transcript: 'DocumentReference/1' })");
        page.waitForURL("**/v/y/");
    }

    @Test
    void launchOfAnotherVisitOrClinician_getsNothing_andTheSoundIsDiscardedByHandAlone() {
        StagedVisit visit = signedOut();
        Page page = visit.page();
        launched(visit, "site||e2|d1");
        launched(visit, "site||e1|d2");
        page.evaluate("() => new Promise((heard) => new BroadcastChannel('chartside-launches')"
                + ".addEventListener('message', heard, { once: true }))");
        assertThat(visit.asked("POST /v/y/recording/ticket")).isEmpty();
        assertThat(page.evaluate("sockets.length")).isEqualTo(1);
        assertThat(page.getByTestId("record-finish")).isVisible();

        page.onceDialog(Dialog::accept);
        page.getByTestId("record-discard").click();
        assertThat(page.getByTestId("record")).isVisible();
        assertThat(page.getByTestId("record-state")).hasText("");
    }

    /** A device that records for the launch is told by another code that it is over. */
    @Test
    void deviceThatRecords_keepsItsSoundAsWell() {
        String html = TEMPLATE.page(
                "companion",
                Map.of(
                        "assets", "/assets",
                        "csrf", "c",
                        "print", "p",
                        "whose", "site||e1|d1",
                        "patient", "Ada Quill",
                        "visit", "Office visit",
                        "user", "Dr. Moreno"));
        StagedVisit device = RecordingBrowserTest.recording().on("GET /v/x/", request -> StagedVisit.html(html));
        RecordingBrowserTest.begin(device);
        Page page = device.page();
        device.on(
                "POST /v/x/recording/ticket",
                request -> StagedVisit.json(410, "{\"code\":\"link-used\",\"title\":\"This link was used.\"}"));
        page.evaluate("sockets[0].drop(1006); speak(600)");
        assertThat(page.getByTestId("error")).containsText("is kept in this page");
        launched(device, "site||e1|d1");
        RecordingBrowserTest.connect(page, 2, 0);
        assertThat(page.evaluate("[sockets[1].first, sockets[1].last]")).isEqualTo(List.of(0, 2399));
    }
}
