package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class SessionTest extends PluginTest {

    private final JdbcClient database;
    private final Housekeeping housekeeping;

    @Autowired
    SessionTest(JdbcClient database, Housekeeping housekeeping) {
        this.database = database;
        this.housekeeping = housekeeping;
    }

    @Test
    void theCookieIsOfTheOnlyKindThatWorksInAForeignFrame() {
        Browser browser = browser();
        browser.get("/launch?iss=" + EHR.base() + "&launch=x");
        assertThat(browser.setCookie().split("; "))
                .contains("Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned")
                .noneMatch(part -> part.startsWith("Domain"));
        assertThat(browser.cookie()).matches("chartside=[A-Za-z0-9_-]{32}");
    }

    @Test
    void twoLaunchesInOneBrowserNeverMixTheirPatients() {
        Browser browser = browser();
        String ada = launch(browser, "p1", "e1");
        String ben = launch(browser, "p2", "e2");
        for (int round = 0; round < 3; round++) {
            assertThat(browser.get("/v/" + ada + "/probe").text())
                    .contains("Ada Quill")
                    .doesNotContain("Ben");
            assertThat(browser.get("/v/" + ben + "/probe").text())
                    .contains("Ben Moss")
                    .doesNotContain("Ada");
        }
        assertThat(browser.get("/v/" + ada + "/probe/ehr").text()).isEqualTo("Quill");
        assertThat(browser.get("/v/" + ben + "/probe/record").text()).isEqualTo("Moss");
    }

    /** Frames of one page begin at once: each launch's answer brings a cookie, and the browser keeps the later one. */
    @Test
    void launchesThatBeginAtOnceInABrowserWithoutACookie_allOpen() {
        Browser first = browser();
        Browser second = browser();
        URI ada = first.get("/launch?iss=" + EHR.base() + "&launch=p1.e1")
                .location()
                .orElseThrow();
        URI ben = second.get("/launch?iss=" + EHR.base() + "&launch=p2.e2")
                .location()
                .orElseThrow();
        Browser both = first.withCookie(ticketsOf(first) + "; " + ticketsOf(second) + "; " + second.cookie());
        Browser.Page one = back(both, ada);
        Browser.Page two = back(both, ben);
        assertThat(List.of(one.status(), two.status())).containsOnly(302);

        // Each callback's answer may have been on its way when the other's cookie came.
        Browser late = browser();
        late.get("/launch?iss=" + EHR.base() + "&launch=x");
        String path = one.location().orElseThrow().getPath() + "probe";
        Browser overwritten = first.withCookie(ticketsOf(both) + "; " + late.cookie());
        assertThat(overwritten.get(path).text()).contains("Ada Quill");
        assertThat(first.withCookie(late.cookie()).get(path).text())
                .as("from then on by the cookie that is there")
                .contains("Ada Quill");
        assertThat(first.withCookie(second.cookie()).get(path).problem()).isEqualTo("no-session");
        assertThat(first.withCookie(ticketsOf(both))
                        .get(two.location().orElseThrow().getPath() + "probe")
                        .text())
                .contains("Ben Moss");
    }

    private static String ticketsOf(Browser browser) {
        return Stream.of(browser.allCookies().split("; "))
                .filter(cookie -> cookie.startsWith("chartside-"))
                .collect(Collectors.joining("; "));
    }

    private static Browser.Page back(Browser browser, URI request) {
        return browser.get("/callback?code=" + EHR.authorize(request) + "&state="
                + SmartServer.parameters(request.getRawQuery()).get("state"));
    }

    @Test
    void ticketsOfLaunches_areOfTheSameKindAsTheCookie_andDoNotStay() {
        Browser browser = browser();
        launch(browser, "p1", "e1");
        launch(browser, "p2", "e2");
        assertThat(browser.allCookies().split("; ")).hasSize(3);
        assertThat(browser.allCookies()).matches("chartside=[\\w-]{32}(; chartside-[\\w-]{10}=[\\w-]{32}){2}");
        Browser other = browser();
        assertThat(other.get("/launch?iss=" + EHR.base() + "&launch=x")
                        .headers()
                        .get("set-cookie"))
                .contains("HttpOnly", "Secure", "SameSite=None", "Partitioned");
    }

    @Test
    void pathAndCookieMustBelongTogether() {
        Browser one = browser();
        String launchOne = launch(one, "p1", "e1");
        Browser two = browser();
        String launchTwo = launch(two, "p2", "e2");
        assertThat(one.get("/v/" + launchTwo + "/probe").problem()).isEqualTo("no-session");
        assertThat(two.get("/v/" + launchOne + "/probe").problem()).isEqualTo("no-session");
        assertThat(browser().get("/v/" + launchOne + "/probe").problem()).isEqualTo("no-session");
        assertThat(one.withCookie(one.cookie() + "; " + two.cookie())
                        .get("/v/" + launchOne + "/probe")
                        .problem())
                .isEqualTo("no-session");
        assertThat(one.get("/v/" + "A".repeat(32) + "/probe").problem()).isEqualTo("no-session");
        assertThat(one.get("/v/" + launchOne + "/probe").status()).isEqualTo(200);
    }

    @Test
    void onlyTheEhrOfTheLaunchMayFrameItsPages() {
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        Browser.Page page = browser.get("/v/" + launch + "/probe");
        assertThat(page.headers().get("content-security-policy"))
                .endsWith("frame-ancestors 'self' " + FRAME + " " + EHR.origin());
        assertThat(page.headers()).containsEntry("cache-control", "no-store");
    }

    @Test
    void aChangeNeedsOurOwnOriginAndTheToken() {
        Browser browser = browser();
        String path = "/v/" + launch(browser, "p1", "e1") + "/probe";
        String csrf = value(browser.get(path).text(), "csrf");
        assertThat(browser.post(path, csrf).status()).isEqualTo(200);
        assertThat(browser.send(
                                "POST",
                                path,
                                "_csrf=" + csrf,
                                Map.of("Origin", APP, "Content-Type", "application/x-www-form-urlencoded"))
                        .status())
                .isEqualTo(200);
        for (Map<String, String> forged : List.of(
                Map.<String, String>of(),
                Map.of("Origin", APP),
                Map.of("X-Chartside-Csrf", csrf),
                Map.of("X-Chartside-Csrf", csrf, "Origin", "null"),
                Map.of("X-Chartside-Csrf", csrf, "Origin", "https://evil.example"),
                Map.of("X-Chartside-Csrf", csrf, "Origin", APP + ".evil.example"),
                Map.of("X-Chartside-Csrf", "x".repeat(32), "Origin", APP))) {
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
                Browser.Page page = browser.send(method, path, "", forged);
                // Methods the page does not have never reach a handler; none may change anything.
                assertThat(page.status()).as(method + forged.keySet()).isIn(403, 405);
            }
        }
    }

    @Test
    void theTokenOfOneLaunchIsNoGoodForAnother() {
        Browser browser = browser();
        String one = launch(browser, "p1", "e1");
        String two = launch(browser, "p2", "e2");
        String csrf = value(browser.get("/v/" + one + "/probe").text(), "csrf");
        assertThat(browser.post("/v/" + two + "/probe", csrf).problem()).isEqualTo("forged-request");
    }

    @Test
    void anIdleSessionEndsAndPollingDoesNotKeepItAlive() {
        Browser browser = browser();
        String path = "/v/" + launch(browser, "p1", "e1") + "/probe";
        for (int i = 0; i < 3; i++) {
            CLOCK.forward(Duration.ofMinutes(20));
            assertThat(browser.get(path).status()).isEqualTo(200);
        }
        for (int i = 0; i < 2; i++) {
            CLOCK.forward(Duration.ofMinutes(14));
            assertThat(browser.get(path, Map.of("X-Chartside-Background", "1")).status())
                    .isEqualTo(200);
        }
        CLOCK.forward(Duration.ofMinutes(3));
        assertThat(browser.get(path).problem()).isEqualTo("no-session");
    }

    @Test
    void noSessionOutlivesTheAbsoluteTimeout() {
        Browser browser = browser();
        String path = "/v/" + launch(browser, "p1", "e1") + "/probe";
        for (int i = 0; i < 36; i++) {
            CLOCK.forward(Duration.ofMinutes(20));
            browser.get(path);
        }
        assertThat(browser.get(path).problem()).isEqualTo("no-session");
    }

    @Test
    void anEndedLaunchForgetsItsTokensAndLeavesTheOtherOpen() {
        Browser browser = browser();
        String one = launch(browser, "p1", "e1");
        String two = launch(browser, "p2", "e2");
        String csrf = value(browser.get("/v/" + one + "/probe").text(), "csrf");
        assertThat(browser.post("/v/" + one + "/end", csrf).status()).isEqualTo(204);
        assertThat(browser.get("/v/" + one + "/probe").problem()).isEqualTo("no-session");
        assertThat(browser.get("/v/" + two + "/probe").status()).isEqualTo(200);
    }

    @Test
    void anExpiredTokenIsRenewedOnceAndTheNewRefreshTokenIsKept() {
        EHR.tokensLast(60, true);
        RECORD.tokensLast(60, true);
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        for (int i = 0; i < 3; i++) {
            CLOCK.forward(Duration.ofSeconds(61));
            // The server's refresh tokens work once each: a third renewal proves that each new one was kept.
            assertThat(browser.get("/v/" + launch + "/probe/ehr").status()).isEqualTo(200);
            assertThat(browser.get("/v/" + launch + "/probe/record").status()).isEqualTo(200);
        }
    }

    @Test
    void aRejectedTokenIsRenewedAndTheInteractionRepeated() {
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        EHR.fault(new Fault("/Patient/p1", "GET", 401, "", false));
        assertThat(browser.get("/v/" + launch + "/probe/ehr").text()).isEqualTo("Quill");
    }

    @Test
    void aTokenThatCannotBeRenewedAsksForANewLaunch() {
        EHR.tokensLast(60, false);
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        CLOCK.forward(Duration.ofSeconds(61));
        Browser.Page page = browser.get("/v/" + launch + "/probe/ehr");
        assertThat(page.status()).isEqualTo(401);
        assertThat(page.problem()).isEqualTo("sign-in-again");
        Browser.Page json = browser.get("/v/" + launch + "/probe/ehr", Map.of("Accept", "application/json"));
        assertThat(json.text()).contains("\"code\":\"sign-in-again\"").contains("correlationId");
    }

    @Test
    void theRecordsTokenIsHadAgainByTheIdTokenOrByARefreshAtTheEhr() {
        RECORD.tokensLast(60, false);
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        CLOCK.forward(Duration.ofSeconds(61));
        assertThat(browser.get("/v/" + launch + "/probe/record").status()).isEqualTo(200);
        CLOCK.forward(Duration.ofMinutes(10));
        assertThat(browser.get("/v/" + launch + "/probe/record").status()).isIn(200, 401);
    }

    @Test
    void nothingInTheDatabaseOpensADoorOrNamesAPatient() {
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        String everything =
                String.join("\n", database.sql("""
                                select row_to_json(l)::text from launch l union all
                                select row_to_json(p)::text from pending_launch p union all
                                select row_to_json(k)::text from client_key k union all
                                select row_to_json(b)::text from browser_session b""").query(String.class).list());
        List<String> secrets = List.of(
                launch, browser.cookie().substring("chartside=".length()), "Quill", "access-", "refresh-", "\"d\":");
        for (String secret : secrets) {
            String hex = java.util.HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
            assertThat(everything).as(secret).doesNotContain(secret).doesNotContain(hex);
        }
    }

    @Test
    void whatTheRecordRefuses_isShownInItsWords() {
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        RECORD.fault(new Fault("/Patient/", "GET", 422, """
                {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden",
                 "diagnostics":"Your licence has ended."}]}""", false));
        Browser.Page page = browser.get("/v/" + launch + "/probe/record");
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.problem()).isEqualTo("refused");
        assertThat(page.text()).contains("Your licence has ended.");
        assertThat(browser.get("/nothing-here").problem()).isEqualTo("not-found");
    }

    @Test
    void damagedSession_opensNothing_andTellsNothing() {
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        database.sql("update launch set sealed_session = sealed_tokens").update();
        Browser.Page page = browser.get("/v/" + launch + "/probe");
        assertThat(page.status()).isEqualTo(500);
        assertThat(page.problem()).isEqualTo("internal");
        assertThat(page.text()).doesNotContain("Quill", "Seal", "Exception").contains("number below");
        database.sql("delete from launch").update();
    }

    @Test
    void whatNobodyCanUseIsDeleted() {
        launch(browser(), "p1", "e1");
        CLOCK.forward(Duration.ofDays(2));
        assertThat(housekeeping.clean()).isPositive();
        assertThat(database.sql("select count(*) from launch").query(Long.class).single())
                .isZero();
        assertThat(database.sql("select count(*) from pending_launch")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static String value(String json, String key) {
        int start = json.indexOf("\"" + key + "\":\"") + key.length() + 4;
        return json.substring(start, json.indexOf('"', start));
    }
}
