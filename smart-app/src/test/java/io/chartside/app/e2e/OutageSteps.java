package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A visit with a draft that is recorded on and edited while the browser's network is gone, by the page's own clock. */
final class OutageSteps {
    private static final int BEFORE_SECONDS = 3;
    private static final int GONE_SECONDS = 600;
    private static final List<String> WRITTEN = List.of("Written without a network.", "And this one, too.");

    private final BrowserContext browser;
    private final Page page;
    private final Locator state;
    private String decided;
    private String decision;

    /** @param browser of which no page is open yet */
    OutageSteps(BrowserContext browser, DemoEhr ehr, DemoEhr.Visit visit) {
        this.browser = browser;
        browser.clock().install();
        browser.addInitScript(FakeMicrophone.SCRIPT + FakeMicrophone.NOISE);
        page = ehr.launchInTab(browser, visit);
        state = page.getByTestId("record-state");
    }

    void record() {
        VisitSteps.draftUnlessDrafted(page);
        page.locator("#recorder summary").click();
        page.getByTestId("record-consent").check();
        page.getByTestId("record").click();
        assertThat(state).containsText("Recording");
        say(BEFORE_SECONDS);
        assertThat(state).hasText("Recording · 0:03");
    }

    void loseTheNetwork() {
        browser.setOffline(true);
        say(GONE_SECONDS);
        for (int at = 0; at < WRITTEN.size(); at++) {
            page.locator(".statement").nth(at).fill(WRITTEN.get(at));
        }
        Locator code = page.getByTestId("code").first();
        decided = code.getAttribute("data-code");
        // Pressed once more, what was accepted is open again.
        decision = code.getAttribute("data-decision").equals("accepted") ? "pending" : "accepted";
        code.getByTestId("code-accept").click();
        page.clock().runFor(GONE_SECONDS * 1_000L);
    }

    /** What is the matter, that nothing is lost, and that nothing can be signed. */
    void assertThatThePageSaysSo() {
        assertThat(state).containsText("Connection lost; the recording goes on");
        assertThat(page.getByTestId("saving")).containsText("Not saved");
        assertThat(page.locator("[data-kind=unreachable]")).containsText("Your changes are kept in this page");
        page.getByTestId("sign").click();
        assertThat(page.locator("[data-kind=notice]")).containsText("Some edits are not saved yet.");
    }

    void getItBack() {
        browser.setOffline(false);
        assertThat(page.getByTestId("saving")).hasText("Saved");
        assertThat(page.locator(".alert:not([data-kind=notice])")).hasCount(0);
        assertThat(page.locator("[data-code='" + decided + "']")).hasAttribute("data-decision", decision);
        assertThat(state).containsText(Pattern.compile("Recording · 10:03"));
    }

    void assertEveryEditIsInTheRecord() {
        page.getByTestId("record-finish").click();
        assertThat(state).hasText("");
        page.reload();
        for (int at = 0; at < WRITTEN.size(); at++) {
            assertThat(page.locator(".statement").nth(at)).hasText(WRITTEN.get(at));
        }
        assertThat(page.locator("[data-testid=code][data-code='" + decided + "']"))
                .hasAttribute("data-decision", decision);
    }

    static void assertEveryFrameIsInTheRecord(Fhir record, DemoEhr.Visit visit) {
        JsonNode recording =
                record.search("Media?encounter=Encounter/" + visit.encounter()).get(0);
        byte[] wave = record.bytes(recording.at("/content/url").asText().replaceFirst(".*(Binary/)", "$1"));
        byte[] said = FakeMicrophone.noise(BEFORE_SECONDS + GONE_SECONDS);
        byte[] kept = Arrays.copyOfRange(wave, wave.length - said.length, wave.length);
        assertThat(wave.length - said.length).as("header of the file").isEqualTo(44);
        assertThat(Arrays.mismatch(kept, said))
                .as("first byte that is another one")
                .isEqualTo(-1);
    }

    private void say(int seconds) {
        page.evaluate("seconds => say(seconds)", seconds);
    }
}
