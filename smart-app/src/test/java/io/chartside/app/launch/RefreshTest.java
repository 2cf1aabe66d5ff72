package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.testing.SmartServer.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens that end while the clinician works, renewed as each vendor does it, and EHRs that lie meanwhile. */
class RefreshTest extends PluginTest {

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
