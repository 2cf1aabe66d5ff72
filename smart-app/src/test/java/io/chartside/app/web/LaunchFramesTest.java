package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.chartside.app.e2e.Chromium;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer.Fault;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hl7.fhir.r4.model.Consent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Launches in frames of an EHR of another site, in a real Chromium. */
class LaunchFramesTest extends PluginTest {
    private static Chromium chromium;

    @BeforeAll
    static void browser_isThere() {
        // A busy machine needs its time.
        PlaywrightAssertions.setDefaultAssertionTimeout(45_000);
        chromium = new Chromium();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    /** The app's public address leads to this test's port; the EHR is at 127.0.0.1, which is another site than localhost. */
    private BrowserContext profile(boolean blockThirdPartyCookies) throws IOException {
        return chromium.profile(
                ColorScheme.LIGHT,
                blockThirdPartyCookies,
                "--host-resolver-rules=MAP localhost:8081 127.0.0.1:" + port);
    }

    private static Page ehrPage(BrowserContext browser, String... frames) {
        Page page = browser.newPage();
        page.navigate(EHR.base() + "/metadata");
        page.setContent("<!doctype html><title>EHR</title>" + String.join("", frames));
        return page;
    }

    private static String frame(String launch, String attributes) {
        return "<iframe name=\"" + launch + "\" " + attributes + " width=\"640\" height=\"600\" src=\"" + APP
                + "/launch?iss=" + EHR.base() + "&launch=" + launch + "\"></iframe>";
    }

    private static FrameLocator in(Page page, String launch) {
        return page.frameLocator("iframe[name='" + launch + "']");
    }

    @Test
    void twoPatientsInTwoFrames_neverMix_withThirdPartyCookiesOrWithout() throws IOException {
        for (boolean blocked : List.of(false, true)) {
            try (BrowserContext browser = profile(blocked)) {
                List<Request> requests = new CopyOnWriteArrayList<>();
                browser.onRequest(requests::add);
                Page page = ehrPage(browser, frame("p1.e1", ""), frame("p2.e2", "allow=\"microphone\""));
                for (int round = 0; round < 2; round++) {
                    assertThat(in(page, "p1.e1").getByTestId("ready")).isVisible();
                    assertThat(in(page, "p2.e2").getByTestId("ready")).isVisible();
                    assertThat(in(page, "p1.e1").getByTestId("patient")).containsText("Ada Quill");
                    assertThat(in(page, "p2.e2").getByTestId("patient")).containsText("Ben Moss");
                    for (String launch : List.of("p1.e1", "p2.e2")) {
                        page.frame(launch).evaluate("location.reload()");
                    }
                }
                assertThat(in(page, "p2.e2").getByTestId("elsewhere")).hasText("Record elsewhere");
                String one = launchId(page.frame("p1.e1").url()).orElseThrow();
                String two = launchId(page.frame("p2.e2").url()).orElseThrow();
                assertThat(one).isNotEqualTo(two);
                assertThat(requests)
                        .filteredOn(request -> launchId(request.url()).isPresent())
                        .hasSizeGreaterThan(3)
                        .allSatisfy(request -> assertThat(launchId(request.url()))
                                .as(request.url())
                                .contains(ofFrame(request.frame(), one, two)));
            }
        }
    }

    private static String ofFrame(Frame frame, String one, String two) {
        return frame.name().equals("p1.e1") ? one : two;
    }

    private static Optional<String> launchId(String url) {
        return Optional.of(URI.create(url))
                .filter(address -> url.startsWith(APP + "/v/"))
                .map(address -> address.getPath().split("/")[2]);
    }

    @Test
    void strangersFrame_showsNothing() throws IOException {
        try (BrowserContext browser = profile(false)) {
            Page page = browser.newPage();
            page.navigate(RECORD.base() + "/metadata");
            page.waitForConsoleMessage(
                    new Page.WaitForConsoleMessageOptions()
                            .setPredicate(message -> message.text().contains("frame-ancestors")),
                    () -> page.setContent(frame("p1.e1", "")));
            assertThat(in(page, "p1.e1").getByTestId("patient")).hasCount(0);
        }
    }

    @Test
    void frameWithoutAMicrophone_offersAWindowOfItsOwn_whichRecordsAndDoesNothingElse() throws IOException {
        try (BrowserContext browser = profile(true)) {
            Page page = ehrPage(browser, frame("p1.e1", ""));
            FrameLocator app = in(page, "p1.e1");
            assertThat(app.getByTestId("elsewhere")).hasText("Record on a phone or in a window of its own");
            app.getByTestId("elsewhere").click();
            assertThat(app.getByTestId("elsewhere-state")).containsText("works once");

            Page own = browser.waitForPage(
                    () -> app.getByTestId("elsewhere-window").click());
            assertThat(own.getByTestId("open-link")).isEnabled();
            assertAccessible(own);
            own.getByTestId("open-link").click();
            assertThat(own.getByTestId("patient")).hasText("Ada Quill");
            assertAccessible(own);
            assertThat(own.url()).startsWith(APP + "/c/");
            assertThat(app.getByTestId("elsewhere-state")).containsText("ready to record");

            assertThat(own.getByTestId("record")).isDisabled();
            RECORD.fault(new Fault("/ticket", "POST", 200, """
                    {"resourceType":"Parameters","parameter":[{"name":"ticket","valueString":"t"},
                     {"name":"service","valueString":"s"}]}""", false));
            own.getByTestId("record-consent").check();
            own.getByTestId("record").click();
            assertThat(own.getByTestId("record-pause")).isVisible();
            assertThat(RECORD.shelf().all(Consent.class)).hasSize(1);
            assertThat(RECORD.requests("/ticket")).isNotEmpty();
            assertThat(RECORD.requests("/audio/").get(0).path()).endsWith("/ticket");
        }
    }

    private static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                        .analyze()
                        .getViolations())
                .extracting(violation ->
                        violation.getId() + " " + violation.getNodes().get(0).getHtml())
                .isEmpty();
    }
}
