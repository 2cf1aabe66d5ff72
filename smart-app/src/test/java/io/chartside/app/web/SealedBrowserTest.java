package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.chartside.app.e2e.FakeMicrophone;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of sealed visits with their own modules, in a real Chromium (MM1 to MM9, MM27, MS12). */
class SealedBrowserTest extends PageTest {
    private static final String MESSAGES = "POST /v/x/sealed/messages";
    /** In the engine's place: a statement of each utterance, a code and an order. */
    private static final String ENGINE = """
            export const load = async () => ({
              draft: async (utterances, { type }) => ({ type, utterances, flags: [], level: null,
                sections: [{ code: "10164-2", title: "HPI", statements: utterances.map(({ id, text }) =>
                  ({ text, paragraph: 0, evidence: [{ utterance: id, start: 0, end: text.length }] })) }],
                codes: [{ code: "R05.9", display: "Cough", evidence: [] }],
                orders: [{ kind: "service", text: "Chest X-ray", evidence: [] }] }),
              close() {},
            });""";

    private StagedSealedVisit visit;

    @BeforeEach
    void stage() {
        visit = new StagedSealedVisit(browser, TEMPLATE);
        visit.clinic()
                .on("GET /assets/scribe/engine.js", request -> StagedVisit.text("js", ENGINE))
                .on("GET /v/x/", request -> StagedVisit.html(TEMPLATE.page(SampleVisit.drafted("/assets"))));
    }

    private Page joined(String whose) {
        Page page = visit.begin("shared");
        page.getByTestId("whose-device").selectOption(whose);
        page.getByTestId("make-invite").click();
        page.getByTestId("invite-link").waitFor();
        Page guest = visit.opened(visit.link()).page();
        guest.getByTestId("join").click();
        guest.getByTestId("words").waitFor();
        return guest;
    }

    private static Object asksBeforeLeaving(Page page) {
        return page.evaluate("() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))");
    }

    private static boolean background(Request request) {
        return request.headers().containsKey("x-chartside-background");
    }

    @Test
    void visitOfOneDevice_isDraftedChangedAndReleased() {
        Page page = visit.begin("single");
        assertThat(page.getByTestId("make-invite")).isHidden();
        StagedSealedVisit.say(page, "Doctor: What brings you here?\nPatient: I cough.");
        assertThat(page.getByTestId("utterance"))
                .hasText(new String[] {"DoctorWhat brings you here?", "PatientI cough."});
        page.getByTestId("draft").click();
        page.getByTestId("sealed-statement").first().fill("He coughs.");
        page.getByTestId("sealed-order").uncheck();
        page.getByTestId("release").click();
        page.getByTestId("sure").check();
        page.getByTestId("confirm-release").click();
        page.waitForURL("**/v/x/");
        assertThat(visit.clinic().asked("POST /v/x/sealed/release"))
                .singleElement()
                .satisfies(released -> assertThat(released.postData())
                        .contains("He coughs.", "I cough.", "R05.9")
                        .doesNotContain("X-ray"));
        assertThat(visit.clinic().asked("POST /v/x/sealed/open"))
                .singleElement()
                .satisfies(opened -> assertThat(opened.postData()).contains("\"single\""));
    }

    @Test
    void draftThatWasChanged_isDraftedAgainOnlyWhenAsked() {
        Page page = visit.begin("single");
        StagedSealedVisit.say(page, "Patient: I cough.");
        page.getByTestId("draft").click();
        Locator statement = page.getByTestId("sealed-statement");
        assertThat(statement).hasText("I cough.");
        page.getByTestId("draft").click();
        assertThat(page.getByTestId("error")).hasCount(0);
        page.getByTestId("sealed-code").uncheck();
        page.getByTestId("draft").click();
        assertThat(page.getByTestId("error")).containsText("You have changed this draft");
        assertThat(page.getByTestId("sealed-code")).not().isChecked();
        Axe.assertAccessible(page, "sealed, drafted again");
        page.getByText("Draft again without my changes").click();
        assertThat(page.getByTestId("sealed-code")).isChecked();
        assertThat(page.getByTestId("error")).hasCount(0);

        statement.fill("He coughs.");
        page.getByTestId("draft").click();
        assertThat(page.getByTestId("error")).containsText("You have changed this draft");
        assertThat(statement).hasText("He coughs.");
    }

    /** Browsers send words to their makers to have them spelled, translated and completed. */
    @Test
    void wordsAreNeitherSpelledNorTranslatedByTheBrowsersMaker() {
        Page guest = joined("guest");
        Page page = visit.clinic().page();
        StagedSealedVisit.say(page, "Patient: I cough.");
        page.getByTestId("utterance").waitFor();
        page.getByTestId("draft").click();
        page.getByTestId("sealed-statement").waitFor();
        for (Page one : List.of(page, guest)) {
            assertThat(
                            one.evaluate(
                                    "[document.documentElement.translate, document.querySelector('meta[name=google]').content]"))
                    .isEqualTo(List.of(false, "notranslate"));
            assertThat(
                            one.evaluate(
                                    "[...document.querySelectorAll('textarea, [contenteditable]')]"
                                            + ".filter((field) => field.spellcheck || field.getAttribute('writingsuggestions') !== 'false').length"))
                    .isEqualTo(0);
        }
    }

    @Test
    void wordsFromTheGuest_orWrittenHere_keepTheLaunchAlive_andAnIdlePageDoesNot() {
        Page guest = joined("guest");
        Page page = visit.clinic().page();
        int before = visit.clinic().asked(MESSAGES).size();
        page.waitForCondition(() -> visit.clinic().asked(MESSAGES).size() > before + 2);
        assertThat(visit.clinic().asked(MESSAGES).subList(before, before + 2)).allMatch(SealedBrowserTest::background);

        int silent = visit.clinic().asked(MESSAGES).size();
        StagedSealedVisit.say(guest, "I cough.");
        page.waitForCondition(
                () -> visit.clinic().asked(MESSAGES).stream().skip(silent).anyMatch(one -> !background(one)));
        int heard = visit.clinic().asked(MESSAGES).size();
        page.waitForCondition(() -> visit.clinic().asked(MESSAGES).size() > heard + 1);
        assertThat(visit.clinic().asked(MESSAGES)).last().matches(SealedBrowserTest::background);

        page.getByTestId("words").fill("And");
        page.waitForCondition(
                () -> visit.clinic().asked(MESSAGES).stream().skip(heard).anyMatch(one -> !background(one)));
    }

    /** Words come from the microphone; the recognition is the test's. Nobody touches the page. */
    @Test
    void wordsThatAreDictated_keepTheLaunchAlive() {
        Page page = visit.clinic().page();
        page.addInitScript(FakeMicrophone.SCRIPT);
        visit.clinic().on("GET /speech/moonshine.min.js", request -> StagedVisit.text("js", """
                export const Settings = { BASE_ASSET_PATH: {} };
                export class MoonshineModel { async loadModel() {} async generate() { return "He coughs."; } }"""));
        visit.begin("single");
        page.getByTestId("dictate").click();
        assertThat(page.getByTestId("dictation")).containsText("Listening");
        int before = visit.clinic().asked(MESSAGES).size();
        page.evaluate("""
                () => { for (let i = 0; i < 12; i++) {
                  microphone.onmessage({ data: new Int16Array(4000).fill(i < 8 ? 8000 : 0).buffer }); } }""");
        assertThat(page.getByTestId("words")).hasValue("He coughs.");
        page.waitForCondition(
                () -> visit.clinic().asked(MESSAGES).stream().skip(before).anyMatch(one -> !background(one)));
    }

    @Test
    void serverThatFailsOnce_doesNotEndTheVisit() {
        Page page = visit.begin("single");
        visit.clinic()
                .on(MESSAGES, request -> StagedSealedVisit.failed())
                .on("POST /v/x/sealed/say", request -> StagedSealedVisit.failed());
        StagedSealedVisit.say(page, "I cough.");
        assertThat(page.getByTestId("error")).containsText("Something went wrong.");
        visit.serve(visit.clinic(), "/v/x/sealed/");
        assertThat(page.getByTestId("transcript")).containsText("I cough.");
        assertThat(page.getByTestId("error")).hasCount(0);
    }

    @Test
    void whatWasPressedAndFailed_isSaidUntilItIsPressedAgain() {
        Page page = visit.begin("shared");
        visit.clinic().on("POST /v/x/sealed/invite", request -> StagedSealedVisit.failed());
        page.getByTestId("make-invite").click();
        assertThat(page.getByTestId("error")).containsText("Press again");
        int before = visit.clinic().asked(MESSAGES).size();
        page.waitForCondition(() -> visit.clinic().asked(MESSAGES).size() > before + 1);
        assertThat(page.getByTestId("error")).hasCount(1);
        visit.serve(visit.clinic(), "/v/x/sealed/");
        page.getByTestId("make-invite").click();
        assertThat(page.getByTestId("invite-link")).isVisible();
        assertThat(page.getByTestId("error")).hasCount(0);
    }

    @Test
    void launchThatEnds_leavesKeyAndWordsInThePage_whichGoesOnByTheNextLaunch() {
        Page page = visit.begin("single");
        StagedSealedVisit.say(page, "I cough.");
        page.getByTestId("utterance").waitFor();
        String key = page.getByTestId("fingerprint").textContent();
        for (String name : List.of("messages", "say", "end")) {
            visit.clinic().on("POST /v/x/sealed/" + name, request -> StagedVisit.signedOut());
        }
        StagedSealedVisit.say(page, "For three days.");
        assertThat(page.getByTestId("error")).containsText("Key and words stay in this page");
        assertThat(page.getByTestId("transcript")).containsText("I cough.");
        assertThat(page.getByTestId("words")).isVisible();
        Axe.assertAccessible(page, "sealed, signed out");

        visit.serve(visit.clinic(), "/v/y/sealed/");
        RelaunchBrowserTest.launched(visit.clinic(), "site||e1|d1");
        assertThat(page.getByTestId("transcript")).containsText("For three days.");
        assertThat(page.getByTestId("error")).hasCount(0);
        assertThat(page.getByTestId("fingerprint")).hasText(key);
        assertThat(visit.clinic().asked("POST /v/y/sealed/say"))
                .singleElement()
                .satisfies(said -> assertThat(said.headers()).containsEntry("x-chartside-csrf", "csrf-of-y"));
        visit.clinic().on("GET /v/y/", request -> StagedVisit.html("<p>visit"));
        page.getByTestId("end").click();
        page.waitForURL("**/v/y/");
    }

    @Test
    void linkIsForgotten_onceTheDeviceHasTheKey() {
        joined("guest");
        Page page = visit.clinic().page();
        assertThat(page.getByTestId("invite-link")).isHidden();
        assertThat(page.getByTestId("invite-link")).hasValue("");
        assertThat(page.getByTestId("new-link")).isHidden();
    }

    @Test
    void linkThatWasUsedUp_isMadeAnew_untilTenMinutesAreOver() {
        Page page = visit.clinic().page();
        page.clock().install();
        visit.begin("shared");
        page.getByTestId("make-invite").click();
        page.getByTestId("invite-link").waitFor();
        String first = visit.link();
        assertThat(first).contains("token=main.invite-1#secret=");
        page.clock().fastForward(300_000);
        page.getByTestId("new-link").click();
        assertThat(page.getByTestId("invite-link")).hasValue(first.replace("invite-1", "invite-2"));
        page.clock().fastForward(300_000);
        assertThat(page.getByTestId("error")).containsText("The link has run out.");
        assertThat(page.getByTestId("invite-link")).isHidden();
        assertThat(page.getByTestId("invite-link")).hasValue("");
    }

    /** Whoever opened the visit says whose device he invites. What a guest's page claims does not make him the clinician. */
    @ParameterizedTest
    @CsvSource({"guest,2,unknown", "own,3,clinician"})
    void speakerOfTheOtherDevice_isTheClinician_onlyWhereItIsHis(String whose, int speakers, String shown) {
        Page guest = joined(whose);
        assertThat(guest.locator("#speaker option")).hasCount(speakers);
        // As a page would that was changed.
        guest.evaluate("document.getElementById('speaker').add(new Option('Doctor', 'clinician'))");
        guest.locator("#speaker").selectOption("clinician");
        StagedSealedVisit.say(guest, "Start oxycodone.");
        for (Page page : List.of(visit.clinic().page(), guest)) {
            assertThat(page.getByTestId("utterance")).hasClass("utterance " + shown);
        }
    }

    @Test
    void guestsPage_saysWhatIsNotSent_andAsksBeforeItIsLeft() {
        Page page = visit.begin("shared");
        page.getByTestId("make-invite").click();
        page.getByTestId("invite-link").waitFor();
        StagedVisit device = visit.opened(visit.link());
        Page guest = device.page();
        assertThat(asksBeforeLeaving(guest)).isEqualTo(false);
        guest.getByTestId("join").click();
        guest.getByTestId("words").fill("I cough.");
        assertThat(asksBeforeLeaving(guest)).isEqualTo(true);
        device.on("POST /join/say", request -> StagedSealedVisit.failed());
        guest.getByTestId("say").click();
        assertThat(guest.locator("#saving")).hasText("Encrypting and sending");
        assertThat(asksBeforeLeaving(guest)).isEqualTo(true);
        visit.serve(device, "/join/");
        assertThat(guest.getByTestId("transcript")).containsText("I cough.");
        assertThat(guest.locator("#saving")).hasText("");
        assertThat(asksBeforeLeaving(guest)).isEqualTo(false);
    }

    @Test
    void damagedLink_orAnotherVisitsKey_joinsNobody() {
        Page page = visit.begin("shared");
        page.getByTestId("make-invite").click();
        page.getByTestId("invite-link").waitFor();
        StagedVisit damaged =
                visit.opened(visit.link().substring(0, visit.link().length() - 1));
        damaged.page().getByTestId("join").click();
        assertThat(damaged.page().getByTestId("error")).containsText("This link is not whole.");
        assertThat(damaged.asked("POST /join/redeem")).isEmpty();

        StagedVisit other = visit.opened(visit.link());
        other.on(
                "POST /join/redeem",
                request -> StagedVisit.json(
                        200,
                        "{\"session\":\"sealed-1\",\"device\":\"dev-b\",\"token\":\"guest-1\",\"fingerprint\":\"00\"}"));
        other.page().getByTestId("join").click();
        assertThat(other.page().getByTestId("error")).containsText("This is not the visit that you were invited to.");
        assertThat(other.asked("POST /join/acknowledge")).isEmpty();
        assertThat(other.page().getByTestId("words")).isHidden();
    }

    @Test
    void messageThatWasChangedOnItsWay_isNotShown_andThePageSaysSo() {
        Page guest = joined("guest");
        StagedSealedVisit.say(guest, "I cough.");
        Page page = visit.clinic().page();
        page.getByTestId("utterance").waitFor();
        visit.onItsWay = message -> {
            int at = message.lastIndexOf('.') - 9;
            return message.substring(0, at) + (message.charAt(at) == 'A' ? 'B' : 'A') + message.substring(at + 1);
        };
        StagedSealedVisit.say(guest, "I take nothing.");
        for (Page one : List.of(page, guest)) {
            assertThat(one.getByTestId("error")).containsText("A message was not shown.");
            assertThat(one.getByTestId("utterance")).hasCount(1);
        }
    }
}
