package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and the EHR's window around it, in a real Chromium (SMART Web Messaging 1.0.0). */
class WebMessagingTest extends PluginTest {

    private static final String HANDLE = "handle-of-this-launch";

    /** An EHR that keeps what it hears and answers as it is told. */
    private static final String EHR_PAGE = """
            <!doctype html><title>EHR</title><body><script>
            const heard = [], pad = new Map();
            let silent = %s, next = 1, base = "";
            const answers = {
              "status.handshake": () => ({}),
              "scratchpad.read": () => ({status: "200 OK", scratchpad: {resourceType: "Bundle", type: "collection",
                 entry: [...pad.values()].map(resource => ({resource}))}}),
              "scratchpad.create": ({resource}) => { const id = String(next++), location = base + resource.resourceType + "/" + id;
                 pad.set(location, {...resource, id}); return {status: "201 Created", location}; },
              "scratchpad.update": ({location, resource}) => { pad.set(location, resource); return {status: "200 OK"}; },
              "scratchpad.delete": ({location}) => { pad.delete(location); return {status: "200 OK"}; },
              "ui.launchActivity": () => ({status: "success"}),
              "ui.done": () => ({status: "error", statusDetail: {text: "Finish the timer first."}}),
            };
            addEventListener("message", ({data, source, origin}) => {
              heard.push(data.messageType ?? "other");
              if (silent) return foreign.contentWindow.postMessage({to: data.messageId}, "*");
              if (data.messagingHandle !== "%s") return;
              source.postMessage({messageId: "r" + next++, responseToMessageId: data.messageId,
                 payload: answers[data.messageType](data.payload)}, origin);
            });
            const foreign = Object.assign(document.createElement("iframe"), {src: "http://127.0.0.1:%s/foreign.html"});
            const app = Object.assign(document.createElement("iframe"), {src: "%s", name: "app"});
            document.body.append(foreign, app);
            </script>""";

    /** Another origin that knows the message's id and answers in the EHR's place. */
    private static final String FOREIGN_PAGE = """
            <!doctype html><script>addEventListener("message", ({data}) =>
              parent.frames[1].postMessage({messageId: "f", responseToMessageId: data.to, payload: {}}, "*"));</script>""";

    private static Chromium chromium;
    private static BrowserContext context;

    private String launchId;

    @BeforeAll
    static void open() throws IOException {
        chromium = new Chromium();
        context = chromium.profile(ColorScheme.LIGHT, false);
    }

    @AfterAll
    static void close() {
        if (context != null) {
            context.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void launched() {
        ASKING.context("smart_web_messaging_handle", "\"" + HANDLE + "\"");
        ASKING.context("smart_web_messaging_origin", "\"" + HOOKS.pageOrigin() + "\"");
        launch();
    }

    private void launch() {
        Browser browser = browser();
        launchId = launch(ASKING, browser, "p1", "e1");
        takeOver(browser, context);
    }

    /** Chromium goes on with the launches of a client that has no pages. */
    static void takeOver(Browser browser, BrowserContext context) {
        context.clearCookies();
        for (String cookie : browser.allCookies().split("; ")) {
            String[] parts = cookie.split("=", 2);
            context.addCookies(List.of(new Cookie(parts[0], parts[1])
                    .setDomain("localhost")
                    .setPath("/")
                    .setSecure(true)
                    .setSameSite(SameSiteAttribute.NONE)));
        }
    }

    private Page ehr(boolean silent) {
        String port = HOOKS.pageOrigin().replaceFirst(".*:", "");
        HOOKS.page("/foreign.html", FOREIGN_PAGE);
        HOOKS.page(
                "/ehr.html",
                EHR_PAGE.formatted(silent, HANDLE, port, "http://localhost:" + this.port + "/v/" + launchId + "/"));
        Page page = context.newPage();
        page.navigate(HOOKS.pageOrigin() + "/ehr.html");
        return page;
    }

    private static FrameLocator app(Page page) {
        return page.frameLocator("iframe[name=app]");
    }

    /** The visit's newest draft holds these codes, accepted, and nothing else. */
    private static void accepted(String... codes) {
        StringBuilder entries = new StringBuilder("{\"resource\":{\"resourceType\":\"Composition\",\"id\":\"c1\","
                + "\"meta\":{\"versionId\":\"1\"},\"status\":\"preliminary\"}}");
        for (String code : codes) {
            entries.append(",{\"resource\":{\"resourceType\":\"Condition\",\"id\":\"")
                    .append(code.substring(0, 1))
                    .append(
                            "\",\"identifier\":[{\"system\":\"https://chartside.io/fhir/identifier/condition\",\"value\":\"")
                    .append(code, 0, 1)
                    .append("\"}],\"extension\":[{\"url\":\"https://chartside.io/fhir/StructureDefinition/decision\","
                            + "\"extension\":[{\"url\":\"state\",\"valueCode\":\"accepted\"}]}],\"code\":{\"coding\":[{"
                            + "\"system\":\"http://hl7.org/fhir/sid/icd-10-cm\",\"code\":\"")
                    .append(code)
                    .append("\"}]}}}");
        }
        RECORD.fault(new SmartServer.Fault(
                "/Composition",
                "GET",
                200,
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":"
                        + "{\"resourceType\":\"Composition\",\"id\":\"c1\"}}]}",
                false));
        RECORD.fault(new SmartServer.Fault(
                "$document",
                "GET",
                200,
                "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[" + entries + "]}",
                false));
    }

    /** Locations may be relative or absolute (RFC 9110, 10.2.2). */
    @ParameterizedTest
    @ValueSource(strings = {"", "https://ehr.example.org/fhir/"})
    void acceptedCodes_areBroughtToTheScratchpad_asTheyAreNow_andTheEhrsScreenOpens(String base) {
        Page page = ehr(false);
        page.evaluate("given => { base = given; }", base);
        FrameLocator app = app(page);
        assertThat(app.getByTestId("done")).isVisible();

        accepted("A01", "B02");
        app.getByTestId("review-problems").click();
        page.waitForFunction("heard.at(-1) === 'ui.launchActivity'");
        assertThat(page.evaluate("[...pad.values()].map(one => one.code.coding[0].code).join()"))
                .isEqualTo("A01,B02");
        assertThat((String) page.evaluate("JSON.stringify([...pad.values()][0])"))
                .contains("provisional", "Patient/p1", "Encounter/e1", "AIAST")
                .doesNotContain("decision");

        accepted("A03");
        app.getByTestId("review-problems").click();
        page.waitForFunction("heard.filter(one => one === 'ui.launchActivity').length === 2");
        assertThat(page.evaluate("[...pad.values()].map(one => one.code.coding[0].code).join()"))
                .as("one updated, one taken away")
                .isEqualTo("A03");
        assertThat(page.evaluate("[...pad].map(([location, one]) => location === base + 'Condition/' + one.id).join()"))
                .isEqualTo("true");
        assertThat(page.evaluate("heard.join()"))
                .isEqualTo("status.handshake,scratchpad.read,scratchpad.create,scratchpad.create,ui.launchActivity,"
                        + "scratchpad.update,scratchpad.delete,ui.launchActivity");

        app.getByTestId("done").click();
        assertThat(app.getByTestId("error")).containsText("Finish the timer first.");
        page.close();
    }

    /** What opens the EHR's screen needs the scope to open it, and to write on the scratchpad. */
    @ParameterizedTest
    @CsvSource({
        "messaging/ui.done messaging/scratchpad, 0, 1",
        "messaging/ui.launchActivity messaging/scratchpad.read, 0, 0",
        "messaging/ui.launchActivity messaging/scratchpad.create messaging/scratchpad.read messaging/scratchpad.update"
                + " messaging/scratchpad.delete, 1, 0",
        "messaging/ui messaging/scratchpad, 1, 1"
    })
    void buttonsAreThoseOfTheScopesGranted(String scopes, int reviews, int closes) {
        ASKING.grants("openid fhirUser " + scopes);
        launch();
        Page page = ehr(false);
        assertThat(app(page).getByTestId("ehr-bar")).isAttached();
        assertThat(app(page).getByTestId("review-problems")).hasCount(reviews);
        assertThat(app(page).getByTestId("done")).hasCount(closes);
        page.close();
    }

    @Test
    void answerOfAnotherOrigin_isNone() {
        Page page = ehr(true);
        assertThat(app(page).getByTestId("ready")).isVisible();
        page.waitForFunction("heard.includes('status.handshake')");
        page.waitForTimeout(300);
        assertThat(app(page).getByTestId("done")).hasCount(0);
        page.close();
    }

    @Test
    void windowOfAnotherOriginThanTheLaunchNames_hearsNothing() {
        ASKING.context("smart_web_messaging_origin", "\"https://other.ehr.example\"");
        launch();
        quiet();
    }

    @Test
    void ehrThatOffersNothing_seesAPageWithoutButtons() {
        ASKING.calm();
        launch();
        quiet();
    }

    private void quiet() {
        Page page = ehr(false);
        assertThat(app(page).getByTestId("ready")).isVisible();
        page.waitForTimeout(300);
        assertThat(page.evaluate("heard.length")).isEqualTo(0);
        assertThat(app(page).getByTestId("done")).hasCount(0);
        page.close();
    }
}
