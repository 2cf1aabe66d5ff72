package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.chartside.app.e2e.FakeMicrophone;
import io.chartside.app.visit.VisitPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recording in the page's own modules, in a real Chromium (MH1, MM1). */
class RecordingBrowserTest extends PageTest {
    private static final VisitPage EMPTY = SampleVisit.withoutTranscript("/assets");

    /** A microphone and a socket that do what the test says; frames are counted, not kept. */
    private static final String SOUND = FakeMicrophone.SCRIPT + """
            window.sockets = [];
            window.WebSocket = class extends EventTarget {
              static OPEN = 1; readyState = 0; said = []; frames = 0; first = -1; last = -1; inOrder = true;
              constructor() { super(); sockets.push(this); }
              send(data) {
                if (typeof data === "string") { this.said.push(JSON.parse(data)); return; }
                const number = new DataView(data.buffer).getUint32(0);
                if (this.first < 0) this.first = number; else if (number !== this.last + 1) this.inOrder = false;
                this.last = number; this.frames++;
              }
              open() { this.readyState = 1; this.dispatchEvent(new Event("open")); }
              tell(message) { this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) })); }
              close() { this.readyState = 2; this.closedByPage = true; }
              drop(code) { this.readyState = 3; this.dispatchEvent(new CloseEvent("close", { code, reason: "gone" })); }
            };
            window.speak = (seconds, ackEvery = 0) => {
              const sound = new ArrayBuffer(8000);
              for (let i = 1; i <= seconds * 4; i++) {
                microphone.onmessage({ data: sound });
                if (ackEvery && i % ackEvery === 0) sockets.at(-1).tell({ type: "ack", next: sockets.at(-1).last + 1 });
              }
            };""";

    static StagedVisit recording() {
        return recording(EMPTY);
    }

    private static StagedVisit recording(VisitPage shown) {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(shown))
                .on("POST /v/x/recording/consent", request -> StagedVisit.nothing());
        visit.page().addInitScript(SOUND);
        return withTicket(visit);
    }

    private static StagedVisit withTicket(StagedVisit visit) {
        return visit.on(
                "POST /v/x/recording/ticket",
                request -> new Route.FulfillOptions()
                        .setStatus(200)
                        .setContentType("application/json")
                        .setBody("{\"url\":\"ws://localhost:5/a\",\"ticket\":\"t\",\"service\":\"s\"}"));
    }

    static void begin(StagedVisit visit) {
        visit.open();
        visit.page().evaluate("document.querySelector('#recorder details')?.setAttribute('open', '')");
        visit.page().getByTestId("record-consent").check();
        visit.page().getByTestId("record").click();
        connect(visit.page(), 1, 0);
        assertThat(visit.page().getByTestId("record-state")).containsText("Recording");
    }

    static void connect(Page page, int sockets, int next) {
        page.waitForFunction("count => sockets.length === count", sockets);
        page.evaluate(
                "next => { sockets.at(-1).open(); sockets.at(-1).tell({ type: 'ready', session: 's', next, words: [] }); }",
                next);
    }

    @Test
    void tenMinutesWithoutANetwork_loseNoSound_andHalfAnHourPausesWithWords() {
        StagedVisit visit = recording();
        begin(visit);
        Page page = visit.page();
        page.evaluate("speak(2.5); sockets[0].tell({ type: 'ack', next: 10 }); sockets[0].drop(1006)");
        page.evaluate("speak(600)");
        assertThat(page.getByTestId("record-state")).containsText("the recording goes on");
        connect(page, 2, 10);
        assertThat(page.evaluate("[sockets[1].first, sockets[1].last, sockets[1].frames, sockets[1].inOrder]"))
                .isEqualTo(List.of(10, 2409, 2400, true));
        assertThat(page.getByTestId("record-state")).containsText("10:02");

        page.evaluate("sockets[1].drop(1006); speak(40 * 60)");
        assertThat(page.getByTestId("error")).containsText("lost for half an hour");
        assertThat(page.getByTestId("record-pause")).hasText("Go on");
        connect(page, 3, 10);
        assertThat(page.evaluate("[sockets[2].first, sockets[2].last, sockets[2].inOrder]"))
                .isEqualTo(List.of(10, 7209, true));
    }

    /** The browser says when its network is back: nobody waits for the next try then. */
    @Test
    void networkThatIsBack_isUsedAtOnce_howeverLongItWasGone() {
        StagedVisit visit = recording();
        Page page = visit.page();
        page.clock().install();
        begin(visit);
        visit.on("POST /v/x/recording/ticket", request -> StagedVisit.nothing().setStatus(503));
        page.evaluate("speak(1); sockets[0].drop(1006)");
        page.clock().runFor(60_000);
        assertThat(page.getByTestId("record-state")).containsText("the recording goes on");
        page.clock().pauseAt(((Number) page.evaluate("Date.now()")).longValue() + 60_000);
        // Once this is answered, so is the last try that was on its way.
        page.evaluate("fetch('/v/x/recording/ticket', { method: 'POST' })");
        withTicket(visit);
        try {
            page.waitForFunction("() => { dispatchEvent(new Event('online')); return sockets.length === 2; }");
        } finally {
            page.clock().resume(); // The clock is the browser's, for all its pages.
        }
        connect(page, 2, 0);
        assertThat(page.evaluate("[sockets[1].first, sockets[1].last, sockets[1].inOrder]"))
                .isEqualTo(List.of(0, 3, true));
    }

    /** The network swallows the try to connect until the test lets go of it: then it is answered, or fails. */
    @Test
    void recordingThatIsDiscardedWithoutANetwork_isOver_howeverItsLastTryEnds() {
        for (String ending : List.of("answered()", "broken()")) {
            StagedVisit visit = recording();
            Page page = visit.page();
            begin(visit);
            page.evaluate("() => { window.usual = fetch; window.fetch = (...asked) => new Promise((answer, fail) => {"
                    + " window.answered = () => usual(...asked).then(answer);"
                    + " window.broken = () => fail(new TypeError()); }); }");
            page.evaluate("sockets[0].drop(1006); dispatchEvent(new Event('online'))");
            page.waitForFunction("() => Boolean(window.answered)");
            page.onceDialog(Dialog::accept);
            page.getByTestId("record-discard").click();
            assertThat(page.getByTestId("error")).containsText("not discarded yet");
            page.evaluate("async () => { await " + ending + "; await (await usual('/v/x/style.css')).text(); }");
            assertThat(page.getByTestId("record")).isVisible();
            assertThat(page.getByTestId("record-state")).hasText("");
            assertThat(page.evaluate("sockets.length")).isEqualTo(1);
            page.close();
        }
    }

    /** What is acknowledged is let go: eight hours hold no more than a few seconds of sound. */
    @Test
    void eightHours_areSentInOrder_whileAcknowledgedSoundIsLetGo() {
        StagedVisit visit = recording();
        begin(visit);
        visit.page().evaluate("speak(8 * 3600, 40)");
        assertThat(visit.page().evaluate("[sockets[0].frames, sockets[0].inOrder]"))
                .isEqualTo(List.of(8 * 3600 * 4, true));
        visit.page().evaluate("sockets[0].drop(1006)");
        connect(visit.page(), 2, 8 * 3600 * 4);
        assertThat(visit.page().evaluate("sockets[1].frames")).isEqualTo(0);
        assertThat(visit.page().getByTestId("record-state")).containsText("480:00");
    }

    @Test
    void eightHours_areAnnounced_andThenFinishedByThemselves() {
        StagedVisit visit = recording();
        visit.open();
        Page page = visit.page();
        page.getByTestId("record-consent").check();
        page.getByTestId("record").click();
        page.waitForFunction("sockets.length === 1");
        // Another page has recorded all but a quarter of an hour.
        page.evaluate("sockets[0].open(); sockets[0].tell({ type: 'ready', session: 's', next: 4 * (28800 - 900),"
                + " seconds: 28800, words: [] }); speak(295, 40)");
        assertThat(page.getByTestId("error")).hasCount(0);
        page.evaluate("speak(5, 1)");
        assertThat(page.getByTestId("error")).containsText("Ten minutes of this recording are left");
        page.evaluate("speak(600, 1)");
        assertThat(page.getByTestId("error")).containsText("eight hours long");
        assertThat(page.getByTestId("record-state")).containsText("Writing down the rest");
        page.waitForFunction("sockets[0].said.some(({ type }) => type === 'finish')");
        assertThat((int) page.evaluate("sockets[0].last")).isLessThan(4 * 28800);
        Axe.assertAccessible(page, "eight hours");
    }

    /** A network that swallows everything: no close comes, and no acknowledgement. */
    @Test
    void connectionThatAcknowledgesNothing_isReplaced_andNoSoundIsLost() {
        StagedVisit visit = recording();
        begin(visit);
        Page page = visit.page();
        page.evaluate("speak(10, 4); speak(20)");
        assertThat(page.getByTestId("record-state")).containsText("the recording goes on");
        assertThat(page.evaluate("sockets[0].closedByPage")).isEqualTo(true);
        connect(page, 2, 40);
        assertThat(page.evaluate("[sockets[1].first, sockets[1].last, sockets[1].inOrder]"))
                .isEqualTo(List.of(40, 119, true));
    }

    @Test
    void serviceThatDoesNotAnswer_isSaid_andTheRecordingGoesOn() {
        StagedVisit visit = recording();
        begin(visit);
        Page page = visit.page();
        page.evaluate("sockets[0].tell({ type: 'service', state: 'reconnecting' }); speak(600, 40)");
        assertThat(page.getByTestId("record-state"))
                .containsText("The speech service does not answer; what is said is kept");
        assertThat(page.evaluate("[sockets[0].frames, sockets[0].inOrder]")).isEqualTo(List.of(2400, true));
        page.evaluate("sockets[0].tell({ type: 'service', state: 'connected' })");
        assertThat(page.getByTestId("record-state")).hasText("Recording · 10:00");
    }

    private static String grown(String first) {
        return TEMPLATE.part("growing", SampleVisit.saying("/assets", first));
    }

    private static void say(Page page, int start) {
        page.evaluate(
                "start => sockets.at(-1).tell({ type: 'final', id: 'u', text: 'It hurts.', start, voice: 0 })", start);
    }

    @Test
    void note_growsWhileTheVisitIsSpoken_andKeepsWhatIsWrittenIntoIt() {
        StagedVisit visit = recording();
        Page page = visit.page();
        page.clock().install();
        List<String> previews =
                new ArrayList<>(List.of(grown("He has a cough."), grown("He has had a cough for a week.")));
        visit.on("POST /v/x/draft/preview", request -> StagedVisit.html(previews.remove(0)));
        begin(visit);
        say(page, 1_000);
        page.clock().runFor(100);
        Locator note = page.getByTestId("growing");
        assertThat(note).containsText("He has a cough.");
        assertThat(page.getByTestId("live").locator(".speaker").first()).hasText("Clinician");

        Locator denial = note.getByTestId("statement").filter(new Locator.FilterOptions().setHasText("denies"));
        StagedVisit.writeAtItsEnd(denial);
        page.keyboard().type(" Nor palpitations.");
        Object before = page.evaluate("Math.round(document.activeElement.getBoundingClientRect().top)");
        for (int second = 0; second < 10; second++) {
            say(page, 61_000 + second);
            page.clock().runFor(1_000);
        }
        assertThat(visit.asked("POST /v/x/draft/preview")).hasSize(1);
        page.clock().runFor(10_000);
        assertThat(note).containsText("He has had a cough for a week.");
        assertThat(visit.asked("POST /v/x/draft/preview")).hasSize(2);
        assertThat(note).containsText("He denies chest pain. Nor palpitations.");
        assertThat(page.evaluate("document.activeElement.textContent"))
                .isEqualTo("He denies chest pain. Nor palpitations.");
        assertThat(page.evaluate("Math.round(document.activeElement.getBoundingClientRect().top)"))
                .isEqualTo(before);
        page.clock().runFor(60_000);
        assertThat(visit.asked("POST /v/x/draft/preview"))
                .as("nothing was said since")
                .hasSize(2);
        Axe.assertAccessible(page, "growing");

        VisitPage drafted = SampleVisit.drafted("/assets");
        visit.on("POST /v/x/draft", request -> StagedVisit.nothing());
        visit.on("GET /v/x/", request -> StagedVisit.html(TEMPLATE.page(drafted)));
        visit.on("POST /v/x/statement", request -> StagedVisit.html(TEMPLATE.part("review", drafted)));
        page.evaluate("""
                () => { const real = fetch; window.fetch = (...asked) => {
                  if (String(asked[0]).endsWith("statement")) window.name = "inert " + document.getElementById("growing").inert;
                  return real(...asked); }; }""");
        page.evaluate("sockets.at(-1).tell({ type: 'finished', transcript: 'DocumentReference/1' })");
        page.locator("body.drafted").waitFor();
        assertThat(page.evaluate("window.name"))
                .as("nothing is typed that no request holds")
                .isEqualTo("inert true");
        assertThat(visit.asked("POST /v/x/statement"))
                .singleElement()
                .satisfies(edit -> assertThat(edit.postData())
                        .contains("statement=s4", "draft=c1", "before=He+denies+chest+pain.", "Nor+palpitations."));
    }

    /** A draft that is there is the clinician's: what is recorded later is proposed beside it, and put into it by hand. */
    @Test
    void draftThatIsThere_staysAsItIs_andWhatTheRecordingAddsIsProposedBesideIt() {
        VisitPage drafted = SampleVisit.drafted("/assets");
        List<String> previews =
                new ArrayList<>(List.of(grown("He has a new cough."), grown("He has had a new cough for a week.")));
        StagedVisit visit = recording(drafted)
                .on(
                        "POST /v/x/draft/preview",
                        request -> StagedVisit.html(previews.size() > 1 ? previews.remove(0) : previews.get(0)))
                .on("POST /v/x/statement", request -> StagedVisit.html(TEMPLATE.part("review", drafted)))
                .on(
                        "POST /v/x/statement/new",
                        request -> StagedVisit.html(TEMPLATE.part("review", drafted))
                                .setHeaders(Map.of("Draft-Statement", "s99")));
        Page page = visit.page();
        page.clock().install();
        begin(visit);
        List<String> before = page.getByTestId("statement").allTextContents();
        Locator writing = page.getByTestId("statement").nth(3);
        StagedVisit.writeAtItsEnd(writing);
        page.keyboard().type(" And I am writing");
        say(page, 1_000);
        page.clock().runFor(100);
        Locator proposed = page.getByTestId("proposed");
        assertThat(proposed).hasCount(1);
        assertThat(proposed).containsText("He has a new cough.");
        assertThat(page.getByTestId("live").locator("[id]")).hasCount(0);
        assertThat(writing).hasText("He denies chest pain. And I am writing");
        assertThat(writing).isFocused();
        Axe.assertAccessible(page, "proposed");

        say(page, 61_000);
        page.clock().runFor(21_000);
        assertThat(proposed).hasCount(1);
        assertThat(proposed).containsText("He has had a new cough for a week.");
        assertThat(writing).hasText("He denies chest pain. And I am writing");

        proposed.locator(".take").press("Enter");
        page.clock().runFor(1_000);
        assertThat(page.getByTestId("saving")).hasText("Saved");
        assertThat(page.getByTestId("proposal")).isHidden();
        assertThat(visit.asked("POST /v/x/statement/new"))
                .singleElement()
                .satisfies(added ->
                        assertThat(added.postData()).contains("draft=c1", "text=He+has+had+a+new+cough+for+a+week."));
        assertThat(page.getByTestId("statement")).hasCount(before.size() + 1);
        assertThat(page.getByTestId("note")).containsText("He has had a new cough for a week.");
        page.keyboard().press("Alt+z");
        page.clock().runFor(1_000);
        assertThat(page.getByTestId("statement")).hasCount(before.size());
        assertThat(visit.asked("POST /v/x/draft")).as("nothing is drafted anew").isEmpty();
    }

    @Test
    void recordingThatEndsBesideADraft_leavesItsProposalsInThePage() {
        StagedVisit visit = recording(SampleVisit.drafted("/assets"))
                .on("POST /v/x/draft/preview", request -> StagedVisit.html(grown("He has a new cough.")));
        Page page = visit.page();
        page.clock().install();
        begin(visit);
        say(page, 1_000);
        page.clock().runFor(100);
        assertThat(page.getByTestId("proposed")).hasCount(1);
        page.evaluate("sockets.at(-1).tell({ type: 'finished', transcript: 'DocumentReference/1' })");
        assertThat(page.getByTestId("error")).containsText("Your draft stays as it is");
        assertThat(page.getByTestId("proposed")).hasCount(1);
        page.clock().runFor(25_000);
        assertThat(page.getByTestId("proposed")).hasCount(1);
        // Once more at the end.
        page.waitForCondition(() -> visit.asked("POST /v/x/draft/preview").size() == 2);
        page.getByTestId("proposed").locator(".leave").press("Enter");
        assertThat(page.getByTestId("proposal")).isHidden();
    }

    /**
     * What other clients may send, and why a line that begins anew is given WebM from its first byte: the header comes once, with
     * the first piece.
     */
    @Test
    void webmOfThisBrowser_hasItsHeaderInTheFirstPieceAlone() {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(EMPTY));
        visit.open();
        Object begins = visit.page().evaluate("""
                async () => {
                  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
                  const recorder = new MediaRecorder(stream, { mimeType: "audio/webm;codecs=opus" });
                  const pieces = [];
                  let short = new Blob([]);
                  await new Promise((done) => {
                    recorder.ondataavailable = ({ data }) => {
                      short = new Blob([short, data]);
                      if (short.size > 8) {
                        pieces.push(short);
                        short = new Blob([]);
                      }
                      if (pieces.length === 3) done();
                    };
                    recorder.start(250);
                  });
                  recorder.stop();
                  stream.getTracks().forEach((track) => track.stop());
                  return Promise.all(pieces.map(async (piece) => new DataView(await piece.arrayBuffer()).getUint32(0) === 0x1A45DFA3));
                }""");
        assertThat(begins).isEqualTo(List.of(true, false, false));
    }
}
