package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh tokens: replaced at every use, never wider, bound to their client (ASVS 10.4.5). */
class RefreshTest extends LaunchedAppTest {
    @Test
    void refresh_rotates_andKeepsContext_andUsedTokenBroughtAgainEndsAll() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        Map<String, Object> first = json(launch.token(launch.authorize(browser).get("code")));
        String firstRefresh = (String) first.get("refresh_token");

        Map<String, Object> second = json(refresh(launch, firstRefresh));
        assertThat(second).containsEntry("patient", "patient-1").containsKeys("expires_in", "id_token");
        assertThat(second.get("refresh_token")).isNotEqualTo(firstRefresh);

        assertThat(json(refresh(launch, firstRefresh))).containsEntry("error", "invalid_grant");
        assertThat(json(refresh(launch, (String) second.get("refresh_token")))).containsEntry("error", "invalid_grant");
        assertThat(getWithToken(BASE + "/Patient/1", (String) second.get("access_token"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void refresh_mayNarrowButNotWidenScopes() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        Map<String, Object> first = json(launch.token(launch.authorize(browser).get("code")));

        HttpResponse<String> wider = post(
                BASE + "/oauth/token",
                launch.authenticated(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", (String) first.get("refresh_token"),
                        "scope", "user/*.cruds")));
        assertThat(json(wider)).containsEntry("error", "invalid_scope");
        HttpResponse<String> narrower = post(
                BASE + "/oauth/token",
                launch.authenticated(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", (String) first.get("refresh_token"),
                        "scope", "user/Patient.rs")));
        assertThat(json(narrower)).containsEntry("scope", "user/Patient.rs");
    }

    @Test
    void refreshTokenOfAnotherClient_isRefused() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        Map<String, Object> first = json(launch.token(launch.authorize(browser).get("code")));

        HttpResponse<String> response =
                refresh(new Launch("asks-consent", APP_KEY, null), (String) first.get("refresh_token"));

        assertThat(json(response)).containsEntry("error", "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch openid user/Patient.rs", "launch user/*.read user/Patient.write"})
    void scopesOfVersionOne_andWithoutRefresh_areReturnedAsAsked(String scopes) {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app().asking("scope", scopes);

        Map<String, Object> body = json(launch.token(launch.authorize(browser).get("code")));

        assertThat(((String) body.get("scope")).split(" ")).containsExactlyInAnyOrder(scopes.split(" "));
        assertThat(body).doesNotContainKey("refresh_token");
    }

    private Map<String, Object> online() {
        Launch launch = app();
        return json(launch.token(launch.authorize(browser).get("code")));
    }

    private static boolean refreshes(Map<String, Object> tokens) {
        return refresh(new Launch("app", APP_KEY, null), (String) tokens.get("refresh_token"))
                        .statusCode()
                == 200;
    }

    /** By a client whose clock goes with the server's. */
    private HttpResponse<String> refreshAhead(String refreshToken) {
        Map<String, String> form = new LinkedHashMap<>(
                new Launch("app", APP_KEY, null).authenticated(Map.of("grant_type", "refresh_token")));
        form.put("refresh_token", refreshToken);
        form.put(
                "client_assertion",
                assertion(
                        "app",
                        APP_KEY,
                        header -> {},
                        claims ->
                                claims.expirationTime(Date.from(clock.instant().plusSeconds(200)))));
        return post(BASE + "/oauth/token", form);
    }

    @Test
    void onlineAccess_endsWithTheSignOut() {
        browser.signIn("Practitioner/dr-one");
        Map<String, Object> tokens = online();

        browser.submit(BASE + "/oauth/sign-out", "", SERVER);

        assertThat(refreshes(tokens)).isFalse();
    }

    @Test
    void onlineAccess_goesOnWhenTheSamePersonSignsInAgain_andEndsWhenAnotherDoes() {
        browser.signIn("Practitioner/dr-one");
        Map<String, Object> first = online();
        browser.signIn("Practitioner/dr-one");
        Map<String, Object> second = online();

        assertThat(refreshes(first)).isTrue();
        browser.signIn("Practitioner/dr-two");
        assertThat(refreshes(second)).isFalse();
    }

    @Test
    void onlineAccess_endsWithTheLongestLifeOfTheSignIn_howeverOftenItIsRefreshed() {
        browser.signIn("Practitioner/dr-one");
        Map<String, Object> tokens = online();
        clock.ahead(Duration.ofHours(11).plusMinutes(59));
        Map<String, Object> refreshed = json(refreshAhead((String) tokens.get("refresh_token")));
        assertThat(refreshed).containsKey("refresh_token");

        clock.ahead(Duration.ofHours(12).plusMinutes(1));

        assertThat(json(refreshAhead((String) refreshed.get("refresh_token")))).containsEntry("error", "invalid_grant");
    }

    @Test
    void offlineAccess_outlivesTheSignIn() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app().asking("scope", Launch.SCOPES + " offline_access");
        Map<String, Object> tokens = json(launch.token(launch.authorize(browser).get("code")));

        browser.submit(BASE + "/oauth/sign-out", "", SERVER);
        clock.ahead(Duration.ofHours(13));

        assertThat(json(refreshAhead((String) tokens.get("refresh_token")))).containsKey("refresh_token");
    }

    @Test
    void userToken_livesTenMinutes() {
        browser.signIn("Practitioner/dr-one");

        assertThat((Integer) online().get("expires_in")).isBetween(590, 600);
    }
}
