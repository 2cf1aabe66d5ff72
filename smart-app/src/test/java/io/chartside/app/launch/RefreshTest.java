package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.testing.SmartServer.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Access tokens that end while the clinician works, renewed as each vendor does it, and EHRs that lie meanwhile. */
class RefreshTest extends PluginTest {

    @Autowired
    private JdbcClient database;

    private Browser browser;
    private String path;

    @BeforeEach
    void open() {
        EHR.tokensLast(60, true);
        browser = browser();
        path = "/v/" + launch(browser, "p1", "e1") + "/probe/ehr";
    }

    @AfterEach
    void rotateAgain() {
        EHR.rotatesRefreshTokens();
    }

    private Browser.Page afterAMinute() {
        CLOCK.forward(Duration.ofSeconds(61));
        return browser.get(path);
    }

    private List<String> used() {
        return EHR.requests("/oauth/token").stream()
                .map(Request::form)
                .filter(form -> "refresh_token".equals(form.get("grant_type")))
                .map(form -> form.get("refresh_token"))
                .toList();
    }

    @Test
    void refreshTokenThatIsNotReplaced_isKeptAndUsedAgain() {
        EHR.keepsRefreshTokens();
        for (int i = 0; i < 3; i++) {
            assertThat(afterAMinute().text()).isEqualTo("Quill");
        }
        assertThat(used()).hasSize(3);
        assertThat(used().stream().distinct())
                .as("Oracle: one for the whole session")
                .hasSize(1);
    }

    @Test
    void refreshTokenThatIsReplaced_isUsedOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(afterAMinute().text()).isEqualTo("Quill");
        }
        assertThat(used()).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void refreshIsAuthenticatedAsTheClientIs_andSaysNothingElse() {
        afterAMinute();
        Request request = EHR.requests("/oauth/token").get(1);
        assertThat(request.form())
                .containsOnlyKeys("grant_type", "refresh_token", "client_assertion_type", "client_assertion");

        ASKING.tokensLast(60, true);
        Browser other = browser();
        String visit = "/v/" + launch(ASKING, other, "p1", "e1") + "/probe/ehr";
        CLOCK.forward(Duration.ofSeconds(61));
        assertThat(other.get(visit).text()).isEqualTo("Quill");
        assertThat(ASKING.requests("/oauth/token").get(1).form())
                .containsOnlyKeys("grant_type", "refresh_token", "client_id");
    }

    @Test
    void busyTokenEndpoint_isNoEnd() {
        for (int status : new int[] {429, 503, 0}) {
            EHR.fault(new Fault("/oauth/token", "POST", status, "", false));
            assertThat(afterAMinute().problem()).as("HTTP " + status).isEqualTo("unavailable");
            assertThat(browser.get(path).text()).as("after HTTP " + status).isEqualTo("Quill");
        }
    }

    @Test
    void refreshTokenThatIsNotTaken_asksForANewLaunch() {
        EHR.endAllTokens();
        Browser.Page page = afterAMinute();
        assertThat(page.status()).isEqualTo(401);
        assertThat(page.problem()).isEqualTo("sign-in-again");
        assertThat(page.text()).contains("The draft is kept");
    }

    @Test
    void tokenForAnotherPatient_isNeverUsed() {
        EHR.context("patient", "\"p2\"");
        assertThat(afterAMinute().problem()).isEqualTo("sign-in-again");
        assertThat(EHR.requests("/Patient/p1")).hasSize(1);
    }

    @Test
    void idTokenOfAnotherPerson_isRefused_oneOfTheSameIsTaken() {
        EHR.identifiesOnRefresh();
        assertThat(afterAMinute().text()).isEqualTo("Quill");
        EHR.changeClaims(claims -> claims.subject("user-2"));
        assertThat(afterAMinute().problem()).isEqualTo("sign-in-again");
    }

    /** The refresh token that was spent is not asked for again: what came for it is kept although nobody can tell yet for whom it is. */
    @Test
    void keysThatCannotBeHad_areNoEnd_andLoseNoRefreshToken() {
        EHR.identifiesOnRefresh();
        EHR.changeIdToken(token -> Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"ES384\",\"kid\":\"rolled\"}".getBytes(StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.')));
        EHR.fault(new Fault("/oauth/jwks", "GET", 503, "", false));
        assertThat(afterAMinute().problem()).isEqualTo("unavailable");
        EHR.changeIdToken(token -> token);
        assertThat(afterAMinute().text()).isEqualTo("Quill");
        assertThat(used()).doesNotHaveDuplicates().hasSize(2);
    }

    /** More than the plugin has connections to its database. */
    @Test
    void slowTokenEndpoint_holdsUpNobodyElse_norTheClinicianWhereItsTokenIsNotNeeded() throws Exception {
        int slow = 9;
        Map<String, Browser> visits = new LinkedHashMap<>();
        for (int i = 0; i < slow; i++) {
            Browser one = browser();
            visits.put("/v/" + launch(one, "p1", "e1"), one);
        }
        Browser other = browser();
        String another = "/v/" + launch(CONDITIONAL, other, "p1", "e1");
        CLOCK.forward(Duration.ofSeconds(61));
        for (int i = 0; i < slow; i++) {
            EHR.fault(new Fault("/oauth/token", "POST", Fault.LATE, "", true));
        }
        int before = used().size();
        ExecutorService threads = Executors.newFixedThreadPool(slow);
        try {
            List<Future<Browser.Page>> waiting = new ArrayList<>();
            visits.forEach((visit, one) -> waiting.add(threads.submit(() -> one.get(visit + "/probe/ehr"))));
            await().atMost(Duration.ofSeconds(8)).until(() -> used().size() == before + slow);
            assertThat(other.get(another + "/probe/ehr").text()).isEqualTo("Quill");
            visits.forEach((visit, one) ->
                    assertThat(one.get(visit + "/probe").status()).isEqualTo(200));
            assertThat(waiting).noneMatch(Future::isDone);
            EHR.calm();
            for (Future<Browser.Page> page : waiting) {
                assertThat(page.get(20, TimeUnit.SECONDS).text()).isEqualTo("Quill");
            }
        } finally {
            EHR.calm();
            threads.shutdownNow();
        }
    }

    @Test
    void whoeverComesWhileTokensAreRenewed_waitsForThem_andSpendsNoRefreshToken() throws Exception {
        CLOCK.forward(Duration.ofSeconds(61));
        EHR.fault(new Fault("/oauth/token", "POST", Fault.LATE, "", true));
        int before = used().size();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Browser.Page>> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(threads.submit(() -> browser.get(path)));
            }
            await().atMost(Duration.ofSeconds(8)).until(() -> used().size() == before + 1);
            EHR.calm();
            for (Future<Browser.Page> page : waiting) {
                assertThat(page.get(20, TimeUnit.SECONDS).text()).isEqualTo("Quill");
            }
            assertThat(used()).as("but for what calm has forgotten").isEmpty();
        } finally {
            EHR.calm();
            threads.shutdownNow();
        }
    }

    /** A process that died while it renewed them. */
    @Test
    void leaseThatNobodyGaveBack_ends() {
        database.sql("update launch set renewing = gen_random_uuid(), renewing_until = ?")
                .param(OffsetDateTime.ofInstant(CLOCK.instant().plusSeconds(60), ZoneOffset.UTC))
                .update();
        assertThat(afterAMinute().text()).isEqualTo("Quill");
    }

    /** Epic's access tokens are no JWT; what looks like one is as opaque. */
    @Test
    void accessTokensAreSentAsTheyCame() {
        SmartServer.Request read = EHR.requests("/Patient/p1").get(0);
        assertThat(read.headers().get("authorization")).matches("Bearer access-[0-9a-f-]{36}");
    }

    /** What the EHR takes away in the middle of a visit is told in its own words, and what is left goes on. */
    @Test
    void scopesThatShrink_endNothing_andWhatTheEhrThenRefusesIsTold() {
        EHR.grants("openid");
        EHR.fault(new Fault(
                "/Patient/p1",
                "GET",
                403,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"forbidden\","
                        + "\"diagnostics\":\"The scope user/Patient.rs was revoked\"}]}",
                false));
        Browser.Page refused = afterAMinute();
        assertThat(refused.problem()).isEqualTo("ehr-refused");
        assertThat(refused.text()).contains("The scope user/Patient.rs was revoked");
        assertThat(browser.get(path).text()).isEqualTo("Quill");
    }
}
