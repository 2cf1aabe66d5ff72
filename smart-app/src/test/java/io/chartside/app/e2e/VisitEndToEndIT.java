package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.chartside.app.web.Axe;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** From the demo EHR to the signed note in the chart (MH5, MH26, MA18, MS18). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VisitEndToEndIT extends EndToEndTest {
    private static final String COLLEAGUE = "Practitioner/demo-practitioner-2";

    @Test
    @Order(1)
    void launchedInAFrame_draftEditRejectSign_landsInTheChartAndInTheRecord() {
        DemoEhr.Visit visit = ehr.visitWithTranscript(0);
        List<String> strangers = new ArrayList<>();
        browser.onRequest(request -> {
            if (!request.url().startsWith(chartside.serverUrl())
                    && !request.url().startsWith(chartside.appUrl())
                    && request.url().startsWith("http")) {
                strangers.add(request.url());
            }
        });
        Page page = browser.newPage();
        FrameLocator app = ehr.launchInFrame(page, visit);
        assertThat(app.getByTestId("ready")).isVisible();
        assertThat(app.getByTestId("patient")).containsText(visit.patientName());

        VisitSteps.draft(app);
        assertThat(app.getByTestId("ai-label")).containsText("Draft by AI");
        VisitSteps.rewrite(app, 0, "Edited by the clinician in the browser.");
        String rejected = VisitSteps.rejectFirstCode(app);
        List<String> accepted = VisitSteps.acceptOpenCodes(app);
        String composition = app.locator("main").getAttribute("data-composition");

        app.getByTestId("sign").click();

        assertThat(app.getByTestId("signed")).isVisible();
        assertThat(app.locator("[data-testid=delivery][data-state=written]")).isVisible();
        assertThat(app.getByTestId("note")).containsText("Edited by the clinician in the browser.");

        VisitSteps.add(app, "The X-ray is clear.");
        assertThat(app.getByTestId("addendum-signed")).containsText("The X-ray is clear.");
        assertThat(app.locator("[data-testid=delivery][data-state=written]")).containsText("Addendum");

        ehr.openChart(page, visit);
        assertThat(page.getByTestId("chart-view")).containsText("Edited by the clinician in the browser.");

        List<JsonNode> added = record.search("Composition?related-ref=Composition/" + composition);
        assertThat(added).hasSize(1);
        assertThat(record.get("Composition/" + added.get(0).path("id").asText() + "/$verify")
                        .toString())
                .contains("\"name\":\"valid\",\"valueBoolean\":true");
        JsonNode document = record.get("Composition/" + composition + "/$document");
        assertThat(document.path("type").asText()).isEqualTo("document");
        assertThat(document.at("/entry/0/resource/status").asText()).isEqualTo("final");
        assertThat(document.at("/entry/0/resource/attester").isEmpty()).isFalse();
        List<String> codes = codes(document);
        assertThat(codes).containsAll(accepted).doesNotContain(rejected);
        assertThat(record.search("AuditEvent?entity=Composition/" + composition))
                .isNotEmpty();
        assertThat(strangers).as("requests to other origins").isEmpty();
        nextVisit_showsWhatCameIntoTheChartSince(visit);
    }

    private void nextVisit_showsWhatCameIntoTheChartSince(DemoEhr.Visit visit) {
        String patient = "\"subject\":{\"reference\":\"Patient/" + visit.patient() + "\"}";
        String result = "{\"resourceType\":\"Observation\",\"status\":\"%s\",\"category\":[{\"coding\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\"}]}],"
                + "\"code\":{\"text\":\"%s\"},\"valueQuantity\":{\"value\":5.9,\"unit\":\"mmol/L\"},"
                + "\"effectiveDateTime\":\"%s\"," + patient + "}";
        String now = Instant.now().toString();
        record.create(result.formatted("final", "Potassium", now));
        record.create(result.formatted("entered-in-error", "Sodium", now));
        record.create(result.formatted("final", "Chloride", "2020-01-01T10:00:00Z"));
        String encounter = record.create("{\"resourceType\":\"Encounter\",\"status\":\"in-progress\","
                + "\"class\":{\"code\":\"AMB\"},\"period\":{\"start\":\"" + now + "\"}," + patient + "}");

        Page page = ehr.launchInTab(browser, new DemoEhr.Visit(visit.patient(), visit.patientName(), encounter));

        Locator since = page.getByTestId("since");
        assertThat(since.locator("summary")).containsText("Since the note of");
        since.locator("summary").click();
        assertThat(since.locator("[data-sort=results]")).containsText("Potassium 5.9 mmol/L");
        assertThat(since.locator("[data-sort=results] li")).hasCount(1);
        assertThat(since.locator("[data-sort=problems]")).hasCount(0);
        assertThat(since).containsText("Plan of that note");
        Axe.assertAccessible(page, "since the last visit");
        page.close();
    }

    @Test
    @Order(2)
    void chartOpened_showsACard_whoseLinkStartsTheScribe_whichClosesItselfAgain() {
        Page page = browser.newPage();
        page.navigate(chartside.serverUrl() + "/demo-ehr");
        DemoEhr.Visit visit = ehr.visitWithoutTranscript(0);
        ehr.openChart(page, visit);
        awaitCards(page);
        assertThat(page.getByTestId("cds-card")).containsText("Chartside can write the note of this visit");

        page.getByTestId("cds-link").click();
        FrameLocator app = page.frameLocator("iframe[data-testid=app-frame]");
        assertThat(app.getByTestId("ready")).isVisible();
        assertThat(app.getByTestId("patient")).containsText(visit.patientName());
        app.getByTestId("done").click();
        assertThat(page.getByTestId("app-frame")).isHidden();

        page.getByTestId("discharge").click();
        page.waitForURL("**hook=encounter-discharge");
        awaitCards(page);
        assertThat(page.getByTestId("cds-card")).containsText("This visit has no note in Chartside");
        page.getByTestId("cds-dismiss").first().click();
        assertThat(page.getByTestId("cds-card")).hasCount(0);
        page.waitForCondition(
                () -> !record.search("AuditEvent?subtype=feedback").isEmpty());
    }

    /** What comes late is no card, and the first answers of cold processes may: then the chart is opened again. */
    private static void awaitCards(Page page) {
        page.getByTestId("chart-view").waitFor();
        for (int again = 0; again < 20 && page.getByTestId("cds-card").count() == 0; again++) {
            page.reload();
        }
    }

    @Test
    @Order(2)
    void evidence_lightsBothWays() {
        Page page = ehr.launchInTab(browser, ehr.visitWithTranscript(1));
        VisitSteps.draft(page);
        Locator statement = page.locator(".statement[data-evidence]").first();
        statement.click();
        Locator lit = page.locator(".utterance.lit").first();
        assertThat(lit).isVisible();
        page.locator("h1").click();
        lit = page.locator(".utterance")
                .nth(Integer.parseInt(statement.getAttribute("data-evidence").split(":")[0]));
        lit.focus();
        assertThat(statement).hasClass(Pattern.compile("\\blit\\b"));
    }

    @Test
    @Order(3)
    void twoPatientsInTwoTabs_neverMix() {
        DemoEhr.Visit first = ehr.visitWithTranscript(2);
        DemoEhr.Visit second = ehr.visitWithTranscript(3);
        Page one = ehr.launchInTab(browser, first);
        Page two = ehr.launchInTab(browser, second);
        VisitSteps.draft(two);
        VisitSteps.draft(one);
        VisitSteps.rewrite(one, 0, "Only about " + first.patientName() + ".");
        VisitSteps.rewrite(two, 0, "Only about " + second.patientName() + ".");
        one.reload();
        two.reload();
        assertThat(one.getByTestId("patient")).containsText(first.patientName());
        assertThat(one.getByTestId("note")).containsText("Only about " + first.patientName());
        assertThat(one.getByTestId("note")).not().containsText("Only about " + second.patientName());
        assertThat(two.getByTestId("patient")).containsText(second.patientName());
        assertThat(two.getByTestId("note")).containsText("Only about " + second.patientName());
        for (DemoEhr.Visit visit : List.of(first, second)) {
            assertThat(record.search("Composition?encounter=Encounter/" + visit.encounter()))
                    .allSatisfy(note ->
                            assertThat(note.at("/subject/reference").asText()).isEqualTo("Patient/" + visit.patient()));
        }
    }

    @Test
    @Order(4)
    void thirdPartyCookiesBlocked_theFrameStillWorks() throws IOException {
        try (BrowserContext strict = chromium.profile(ColorScheme.LIGHT, true)) {
            FrameLocator app = ehr.launchInFrame(strict.newPage(), ehr.visitWithTranscript(4));
            assertThat(app.getByTestId("ready")).isVisible();
            VisitSteps.draft(app);
            VisitSteps.rewrite(app, 0, "Saved without third-party cookies.");
        }
    }

    /** A colleague, without a licence: what both write is kept, and only one of them can sign. */
    @Test
    @Order(5)
    void twoCliniciansOnOneDraft_seeTheConflict_loseNothing_andWhoHasNoLicenceCannotSign() throws IOException {
        DemoEhr.Visit visit = ehr.visitWithTranscript(1);
        record.change(COLLEAGUE, person -> person.remove("qualification"));
        try (BrowserContext elsewhere = chromium.profile(ColorScheme.LIGHT, false)) {
            Page one = ehr.launchInTab(browser, visit);
            VisitSteps.draftUnlessDrafted(one);
            ehr.signIn(elsewhere, COLLEAGUE);
            Page two = ehr.launchInTab(elsewhere, visit);
            assertThat(two.getByTestId("user")).containsText("Lindqvist");
            assertThat(two.getByTestId("sign")).isDisabled();
            assertThat(two.getByTestId("sign-blocked")).containsText("no licence of yours");
            VisitSteps.rewrite(one, 0, "From the one clinician.");
            Locator mine = two.locator(".statement").first();
            mine.fill("From the colleague.");
            two.locator("h1").click();
            assertThat(two.getByTestId("conflict")).containsText("From the one clinician.");
            assertThat(mine).hasText("From the colleague.");
            two.getByText("Keep mine").click();
            assertThat(two.getByTestId("saving")).hasText("Saved");
            one.reload();
            assertThat(one.locator(".statement").first()).hasText("From the colleague.");

            VisitSteps.rewrite(one, 1, "Another statement, one clinician.");
            VisitSteps.rewrite(two, 2, "Yet another, the colleague.");
            assertThat(two.getByTestId("error")).containsText("also changed in another window");
            one.reload();
            assertThat(one.getByTestId("note")).containsText("Another statement, one clinician.");
            assertThat(one.getByTestId("note")).containsText("Yet another, the colleague.");
        }
    }

    @Test
    @Order(6)
    void closedMeanwhile_isToldBeforeTheSignature_isSignedAllTheSame_andSigningTwiceIsToldSo() {
        DemoEhr.Visit visit = ehr.visitWithTranscript(5);
        Page one = ehr.launchInTab(browser, visit);
        VisitSteps.draft(one);
        Page two = ehr.launchInTab(browser, visit);
        record.change("Encounter/" + visit.encounter(), encounter -> encounter.put("status", "finished"));
        for (Page page : List.of(one, two)) {
            assertThat(page.getByTestId("ended")).isHidden();
            page.getByTestId("sign").click();
            assertThat(page.getByTestId("ended")).containsText("closed in the EHR");
            assertThat(page.getByTestId("sign-ended")).containsText("It may refuse the note");
            assertThat(page.getByTestId("sign")).isEnabled();
        }
        one.getByTestId("sign").click();
        assertThat(one.getByTestId("signed")).isVisible();
        two.getByTestId("sign").click();
        assertThat(two.getByTestId("error").last()).containsText("already signed");
        assertThat(record.search("Composition?encounter=Encounter/" + visit.encounter() + "&status=final"))
                .hasSize(1);
    }

    @Test
    @Order(7)
    void instructionsOfASignedVisit_areChangedAndSigned_andTheStatisticsCountTheNote() {
        Page page = ehr.launchInTab(browser, ehr.visitWithTranscript(5));
        page.getByTestId("instructions-link").click();
        page.getByTestId("make").click();
        assertThat(page.getByTestId("grade")).containsText("Reading grade");
        VisitSteps.rewrite(page, 0, "Please come back if it does not get better.");
        page.getByTestId("sign").click();
        assertThat(page.getByTestId("signed")).isVisible();
        assertThat(page.getByTestId("document")).containsText("Please come back if it does not get better.");
        page.navigate(page.url().replaceFirst("document/.*", "statistics"));
        assertThat(page.getByTestId("plot")).hasCount(5);
        assertThat(page.getByTestId("statistics")).containsText(Pattern.compile("in [1-9]\\d* signed note"));
    }

    @Test
    @Order(7)
    void appUnreachable_editsStayInThePage_andAreSentWhenItAnswers() {
        Page page = ehr.launchInTab(browser, ehr.visitWithTranscript(2));
        VisitSteps.draftUnlessDrafted(page);
        page.route("**/statement", route -> route.abort());
        page.locator(".statement").nth(1).fill("Written while nothing answered.");
        page.locator("h1").click();
        assertThat(page.getByTestId("saving")).containsText("Not saved");
        page.unroute("**/statement");
        page.getByText("Try now").click();
        assertThat(page.getByTestId("saving")).hasText("Saved");
        page.reload();
        assertThat(page.getByTestId("note")).containsText("Written while nothing answered.");
    }

    @Test
    @Order(7)
    void decidedByKeyboardFasterThanItIsSaved_isNoConflictWithOneself() {
        Page page = ehr.launchInTab(browser, ehr.visitWithTranscript(2));
        VisitSteps.draftUnlessDrafted(page);
        Locator first = page.getByTestId("code").first();
        String code = first.getAttribute("data-code");
        page.keyboard().press("Alt+3");
        for (String key : List.of("a", "x", "Enter", "a", "a", "a")) {
            page.keyboard().press(key);
        }
        assertThat(page.getByTestId("saving")).hasText("Saved");
        assertThat(page.locator("[data-testid=code][data-code='" + code + "']"))
                .hasAttribute("data-decision", "accepted");
        assertThat(page.getByTestId("error")).hasCount(0);
    }

    @Test
    @Order(8)
    void sessionEnded_saysToLaunchAgain_andTheNextLaunchFindsTheDraft() {
        DemoEhr.Visit visit = ehr.visitWithTranscript(3);
        Page page = ehr.launchInTab(browser, visit);
        VisitSteps.draftUnlessDrafted(page);
        VisitSteps.rewrite(page, 0, "Saved before the session ended.");
        browser.clearCookies(new BrowserContext.ClearCookiesOptions().setDomain("localhost"));
        page.locator(".statement").nth(1).fill("Not saved any more.");
        page.locator("h1").click();
        assertThat(page.getByTestId("error")).containsText("Open Chartside again");
        assertThat(page.locator(".statement").nth(1)).hasText("Not saved any more.");
        page.onDialog(dialog -> dialog.accept());
        Page again = ehr.launchInTab(browser, visit);
        assertThat(again.getByTestId("note")).containsText("Saved before the session ended.");
    }

    @Test
    @Order(9)
    void badTranscripts_areToldInThePage_andLoseNothing() {
        Page page = ehr.launchInTab(browser, ehr.visitWithoutTranscript(0));
        page.getByTestId("draft").click();
        assertThat(page.getByTestId("error")).containsText("no transcript yet");
        for (BadTranscript bad : BadTranscript.values()) {
            page.getByTestId("transcript-file").setInputFiles(bad.file());
            assertThat(page.getByTestId("error")).containsText(bad.told());
        }
        page.getByTestId("transcript-text")
                .fill("Doctor: What brings you in?\nPatient: My left knee hurts since Monday.\n");
        page.getByTestId("draft").click();
        assertThat(page.locator(".statement").first()).isVisible();
        assertThat(page.getByTestId("transcript")).containsText("My left knee hurts since Monday.");
    }

    /** MM5: pasted, drafted, edited, approved, signed and added to, without a pointer. */
    @Test
    @Order(10)
    void wholeVisit_byKeyboardAlone() {
        Page page = ehr.launchInTab(browser, ehr.visitWithoutTranscript(0));
        KeyboardSteps keys = new KeyboardSteps(page);
        keys.tabTo("a.skip");
        page.keyboard().press("Alt+1");
        keys.draftFrom("Doctor: What brings you in?\nPatient: My left knee has hurt for three days.\n"
                + "Doctor: So for your first problem, your knee pain, I am going to start you on ibuprofen 600 mg by mouth"
                + " three times a day.");
        page.keyboard().press("Alt+2");
        page.keyboard().press("End");
        page.keyboard().type(" Written with the keys.");
        assertThat(page.getByTestId("saving")).hasText("Saved");
        keys.accept("Alt+3", "code");
        keys.accept("Alt+4", "order");
        page.keyboard().press("Alt+5");
        page.keyboard().press("Enter");
        assertThat(page.getByTestId("signed")).isVisible();
        assertThat(page.getByTestId("note")).containsText("Written with the keys.");
        keys.add("Added with the keys.");
        assertThat(page.getByTestId("addendum-signed")).containsText("Added with the keys.");
    }

    @Test
    @Order(10)
    void page_hasNoAccessibilityViolations_lightOrDark() throws IOException {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (BrowserContext context = chromium.profile(scheme, false)) {
                Page drafted = ehr.launchInTab(context, ehr.visitWithTranscript(2));
                VisitSteps.draftUnlessDrafted(drafted);
                drafted.locator(".statement").nth(2).click();
                Axe.assertAccessible(drafted, scheme + " drafted");
                drafted.getByTestId("today-link").click();
                assertThat(drafted.getByTestId("today")).isVisible();
                Axe.assertAccessible(drafted, scheme + " today");
                Axe.assertAccessible(ehr.launchInTab(context, ehr.visitWithTranscript(0)), scheme + " signed");
            }
        }
    }

    @Test
    @Order(11)
    void page_isLight_andLooksAsTheReadmeShowsIt() throws IOException {
        DemoEhr.Visit visit = ehr.visitOf("Delgado");
        VisitSteps.draftUnlessDrafted(ehr.launchInTab(browser, visit));
        try (BrowserContext first = chromium.profile(ColorScheme.LIGHT, false)) {
            VisitPageLoad.measure(chartside, ehr, first, visit);
        }
    }

    private static List<String> codes(JsonNode document) {
        List<String> codes = new ArrayList<>();
        document.path("entry").forEach(entry -> {
            if (entry.at("/resource/resourceType").asText().equals("Condition")) {
                codes.add(entry.at("/resource/code/coding/0/code").asText());
            }
        });
        return codes;
    }
}
