package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Consent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A visit recorded on another device: one link, one use, one right. */
class CompanionTest extends PluginTest {

    private final JdbcClient database;
    private Browser desk;
    private String visit;
    private String csrf;
    private Browser phone;

    @Autowired
    CompanionTest(JdbcClient database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        desk = browser();
        visit = "/v/" + launch(desk, "p1", "e1") + "/";
        csrf = found("\"csrf\":\"([^\"]+)\"", desk.get(visit + "probe").text());
        phone = browser();
    }

    private String secret() {
        Browser.Page link = desk.post(visit + "companion", csrf);
        assertThat(link.status()).as(link.text()).isEqualTo(200);
        return found("\"address\":\"" + APP + "/companion#([A-Za-z0-9_-]{32})\"", link.text());
    }

    private Browser.Page opened(Browser device, String secret) {
        return device.send(
                "POST",
                "/companion",
                "secret=" + secret,
                Map.of(
                        "Origin", APP,
                        "Content-Type", "application/x-www-form-urlencoded",
                        "Accept", "application/json"));
    }

    private String path(Browser.Page opened) {
        return found("\"path\":\"(/c/[A-Za-z0-9_-]{32}/)\"", opened.text());
    }

    private String path() {
        return path(opened(phone, secret()));
    }

    private String csrf(String path) {
        return found("data-csrf=\"([^\"]+)\"", phone.get(path).text());
    }

    private static String code(Browser.Page page) {
        return found("\"code\":\"([^\"]+)\"", page.text());
    }

    private String state() {
        return found("\"state\":\"([^\"]+)\"", desk.get(visit + "companion").text());
    }

    @Test
    void link_opensARecordingPageOfTheSameVisit_andTheDeskSeesIt() {
        assertThat(state()).isEqualTo("none");
        String secret = secret();
        assertThat(state()).isEqualTo("waiting");
        Browser.Page landing = phone.get("/companion");
        assertThat(landing.text()).doesNotContain("Ada", secret);
        assertThat(state()).as("looking at the link opens nothing").isEqualTo("waiting");

        String path = path(opened(phone, secret));

        assertThat(state()).isEqualTo("open");
        Browser.Page page = phone.get(path);
        assertThat(page.text())
                .contains("data-testid=\"companion\"", "Ada Quill")
                .doesNotContain("Ben");
        assertThat(page.headers().get("content-security-policy")).contains("frame-ancestors 'none'");
        assertThat(page.headers().get("cache-control")).contains("no-store");
    }

    @Test
    void link_worksOnce_forMinutes_andForNobodyWhoGuesses() {
        String secret = secret();
        opened(phone, secret);
        assertThat(code(opened(browser(), secret))).isEqualTo("link-used");
        String late = secret();
        CLOCK.forward(Duration.ofMinutes(6));
        assertThat(state()).isEqualTo("none");
        assertThat(code(opened(browser(), late))).isEqualTo("link-used");
        String first = secret();
        String second = secret();
        assertThat(code(opened(browser(), first)))
                .as("a new link ends the one before")
                .isEqualTo("link-used");
        assertThat(opened(browser(), second).status()).isEqualTo(200);
        for (String guess : List.of("", "x".repeat(32), "%00")) {
            assertThat(code(opened(browser(), guess))).isEqualTo("link-used");
        }
        Browser.Page forged = browser()
                .send(
                        "POST",
                        "/companion",
                        "secret=" + secret(),
                        Map.of(
                                "Origin", "https://evil.example",
                                "Content-Type", "application/x-www-form-urlencoded",
                                "Accept", "application/json"));
        assertThat(code(forged)).isEqualTo("forged-request");
    }

    @Test
    void device_mayRecord_afterTheAgreementIsOnRecord() {
        String path = path();
        String token = csrf(path);
        assertThat(phone.post(path + "recording/consent", token).status()).isEqualTo(204);
        assertThat(RECORD.shelf().all(Consent.class)).hasSize(1);
        phone.post(path + "recording/ticket", token);
        String encounter = RECORD.shelf()
                .all(org.hl7.fhir.r4.model.Encounter.class)
                .get(0)
                .getIdElement()
                .getIdPart();
        assertThat(RECORD.requests("/audio/" + encounter + "/ticket")).hasSize(1);
    }

    @Test
    void device_mayDoNothingElse() {
        String path = path();
        String id = path.split("/")[2];
        String token = csrf(path);
        assertThat(phone.get(visit).problem()).isEqualTo("no-session");
        for (String other : List.of("", "draft", "sign", "today", "probe", "style.css", "visits", "companion", "end")) {
            assertThat(phone.get("/v/" + id + "/" + other).status()).as(other).isIn(401, 405);
            assertThat(phone.post("/v/" + id + "/" + other, token).status())
                    .as(other)
                    .isIn(401, 405);
        }
        for (String other : List.of("draft", "sign", "today", "probe", "withhold", "recording/file", "statement")) {
            assertThat(phone.get(path + other).status()).as(other).isEqualTo(404);
            assertThat(phone.post(path + other, token).status()).as(other).isEqualTo(404);
        }
        assertThat(phone.get(path + "recording/ticket").status()).isEqualTo(405);
    }

    @Test
    void changeNeedsOurPage_andItsCookie() {
        String path = path();
        String token = csrf(path);
        assertThat(phone.post(path + "recording/consent", "x".repeat(32)).problem())
                .isEqualTo("forged-request");
        assertThat(phone.send("POST", path + "recording/consent", "", Map.of("X-Chartside-Csrf", token))
                        .problem())
                .isEqualTo("forged-request");
        assertThat(browser().get(path).problem()).isEqualTo("link-used");
        assertThat(desk.get(path).problem()).isEqualTo("link-used");
        assertThat(RECORD.shelf().all(Consent.class)).isEmpty();
    }

    @Test
    void deviceEndsWithTheLaunch_andKeepsItFromEndingForWantOfClicks() {
        String path = path();
        for (int i = 0; i < 3; i++) {
            CLOCK.forward(Duration.ofMinutes(20));
            assertThat(phone.get(path).status()).isEqualTo(200);
        }
        assertThat(desk.get(visit + "probe").status()).as("recording is work").isEqualTo(200);
        desk.post(visit + "end", csrf);
        assertThat(phone.get(path).problem()).isEqualTo("link-used");

        open();
        path = path();
        CLOCK.forward(Duration.ofMinutes(31));
        assertThat(phone.get(path).problem()).isEqualTo("link-used");
        open();
        String waiting = secret();
        desk.post(visit + "end", csrf);
        assertThat(code(opened(browser(), waiting))).isEqualTo("link-used");
    }

    @Test
    void nothingInTheDatabaseOpensTheDoor() {
        String secret = secret();
        String path = path(opened(phone, secret));
        String everything = String.join(
                "\n",
                database.sql("select row_to_json(c)::text from companion c")
                        .query(String.class)
                        .list());
        for (String opener : List.of(secret, path.split("/")[2], phone.cookie().split("=")[1])) {
            assertThat(everything)
                    .doesNotContain(opener)
                    .doesNotContain(HexFormat.of().formatHex(opener.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in\n" + text);
        }
        return matcher.group(1);
    }
}
