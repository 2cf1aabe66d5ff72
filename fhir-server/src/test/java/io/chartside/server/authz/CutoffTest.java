package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.store.Database;
import io.chartside.server.store.RightsChanges;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MM26: a person, a client or a tenant is cut off, and what they hold is dead within five seconds. */
class CutoffTest extends LaunchedAppTest {
    private static final String DR_ONE = "Practitioner/dr-one";

    @Autowired
    Cutoffs cutoffs;

    @Autowired
    TenantSql sql;

    @Autowired
    People people;

    @Autowired
    AccessTokens accessTokens;

    @Autowired
    Database database;

    @AfterEach
    void lift() {
        cutoffs.liftUser(DEMO, DR_ONE);
        cutoffs.liftClient(DEMO, "app");
        cutoffs.liftClient(DEMO, "back-end");
        cutoffs.liftTenant(DEMO);
    }

    private Map<String, Object> launched(Launch launch) {
        browser.signIn(DR_ONE);
        return json(launch.token(launch.authorize(browser).get("code")));
    }

    private static int status(Object token) {
        return getWithToken(BASE + "/Patient/1", (String) token).statusCode();
    }

    /** As after a start with a file that does not name him any more: nothing cuts him off, and who has no role is a clinician. */
    @Test
    void personWhoIsNobodyOfTheTenantAnyMore_losesHisTokens() {
        Launch launch = app();
        Map<String, Object> tokens = launched(launch);
        assertThat(status(tokens.get("access_token"))).isEqualTo(200);
        int changed = sql.in(
                DEMO,
                client -> client.sql(
                                "update oauth_authorization set fhir_user = 'Practitioner/gone' where tenant = ? and id ="
                                        + " (select authorization_id from oauth_token where tenant = ? and hash = ?)")
                        .params(
                                DEMO.value(),
                                DEMO.value(),
                                TokenHash.of((String) tokens.get("access_token"))
                                        .bytes())
                        .update());
        assertThat(changed).isEqualTo(1);
        accessTokens.forgetAll();

        assertThat(status(tokens.get("access_token"))).isEqualTo(401);
        HttpResponse<String> refreshed = refresh(launch, (String) tokens.get("refresh_token"));
        assertThat(refreshed.statusCode()).isEqualTo(400);
        assertThat(refreshed.body()).contains("invalid_grant");
    }

    @Test
    void userCutOff_losesAccessTokenRefreshTokenCodeAndSignIn_andLiftedKeepsThemDead() {
        Launch launch = app();
        Map<String, Object> tokens = launched(launch);
        Launch half = app();
        String code = half.authorize(browser).get("code");
        assertThat(status(tokens.get("access_token"))).isEqualTo(200);

        assertThat(cutoffs.user(DEMO, DR_ONE)).isTrue();

        assertThat(cutoffs.user(DEMO, DR_ONE)).isFalse();
        assertThat(cutoffs.standing(DEMO)).extracting(Cutoff::name).containsOnlyOnce(DR_ONE);
        assertThat(status(tokens.get("access_token"))).isEqualTo(401);
        assertThat(json(refresh(launch, (String) tokens.get("refresh_token")))).containsEntry("error", "invalid_grant");
        assertThat(json(half.token(code))).containsEntry("error", "invalid_grant");
        assertThat(Browser.location(browser.open(app().authorizeUrl()))).contains("/oauth/sign-in");
        browser.signIn(DR_ONE);
        assertThat(Browser.location(browser.open(app().authorizeUrl()))).contains("/oauth/sign-in");

        assertThat(cutoffs.liftUser(DEMO, DR_ONE)).isTrue();

        assertThat(status(tokens.get("access_token"))).isEqualTo(401);
        assertThat(json(refresh(launch, (String) tokens.get("refresh_token")))).containsEntry("error", "invalid_grant");
        assertThat(Browser.location(browser.open(app().authorizeUrl()))).contains("/oauth/sign-in");
        assertThat(status(launched(app()).get("access_token"))).isEqualTo(200);
    }

    @Test
    void userCutOff_leavesOthersAlone() {
        browser.signIn("Practitioner/dr-two");
        Launch launch = new Launch(
                "app",
                APP_KEY,
                launches.issue(DEMO, "Practitioner/dr-two", LaunchContext.of("patient-1", "encounter-1", true)));
        Map<String, Object> tokens = json(launch.token(launch.authorize(browser).get("code")));

        cutoffs.user(DEMO, DR_ONE);

        assertThat(status(tokens.get("access_token"))).isEqualTo(200);
        assertThat(refresh(launch, (String) tokens.get("refresh_token")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void clientCutOff_losesItsTokens_andGetsNoNewOne() {
        String token = tokenOf(backEndToken("system/Patient.rs"));
        assertThat(status(token)).isEqualTo(200);

        cutoffs.client(DEMO, "back-end");

        assertThat(status(token)).isEqualTo(401);
        HttpResponse<String> refused = backEndToken("system/Patient.rs");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(json(refused)).containsEntry("error", "invalid_client");
        cutoffs.liftClient(DEMO, "back-end");
        assertThat(status(token)).isEqualTo(401);
        assertThat(status(tokenOf(backEndToken("system/Patient.rs")))).isEqualTo(200);
    }

    @Test
    void appCutOff_getsNoCode() {
        browser.signIn(DR_ONE);
        cutoffs.client(DEMO, "app");

        assertThat(app().authorize(browser))
                .containsEntry("error", "access_denied")
                .doesNotContainKey("code");
    }

    @Test
    void tenantCutOff_losesEverything() {
        Map<String, Object> tokens = launched(app());
        String backEnd = tokenOf(backEndToken("system/Patient.rs"));

        cutoffs.tenant(DEMO);

        assertThat(status(tokens.get("access_token"))).isEqualTo(401);
        assertThat(status(backEnd)).isEqualTo(401);
        assertThat(backEndToken("system/Patient.rs").statusCode()).isEqualTo(401);
        assertThat(Browser.location(browser.open(app().authorizeUrl()))).contains("/oauth/sign-in");
    }

    @Test
    void otherProcess_knowsWithinFiveSeconds() {
        AtomicLong nanos = new AtomicLong();
        AccessTokens otherProcess =
                new AccessTokens(sql, people, new RightsChanges(database, nanos::get), clock, nanos::get);
        String token = tokenOf(backEndToken("system/Patient.rs"));
        assertThat(otherProcess.caller(DEMO, token, Optional.empty())).isPresent();

        cutoffs.client(DEMO, "back-end");
        nanos.set(Duration.ofMillis(4_999).toNanos());

        assertThat(otherProcess.caller(DEMO, token, Optional.empty())).isEmpty();
    }
}
