package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Public, secret-holding and confidential apps in a launch, and what those get whose users are asked. */
class ClientKindsTest extends LaunchedAppTest {
    @Test
    void publicApp_withItsNameAndVerifier_getsTokenAndRefreshes() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("public-app", null, launch());
        String code = launch.authorize(browser).get("code");

        Map<String, Object> body = json(launch.token(code));
        HttpResponse<String> refreshed = refresh(launch, (String) body.get("refresh_token"));

        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
        assertThat(json(refreshed)).containsEntry("patient", "patient-1");
    }

    @Test
    void confidentialApp_namingItselfAsIfPublic_isRefused() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        String code = launch.authorize(browser).get("code");

        HttpResponse<String> response = new Launch("app", null, null).token(code);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response)).containsEntry("error", "invalid_client");
    }

    @ParameterizedTest
    @CsvSource({"a-secret-of-a-test-client, 200", "wrong, 401"})
    void secretApp_isKnownByBasicAuthentication(String secret, int status) {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("secret-app", APP_KEY, launch());
        Map<String, String> form = new LinkedHashMap<>(launch.exchange);
        form.put("code", launch.authorize(browser).get("code"));
        String basic = Base64.getEncoder().encodeToString(("secret-app:" + secret).getBytes());

        HttpResponse<String> response =
                send(postRequest(BASE + "/oauth/token", form).header("Authorization", "Basic " + basic));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    }

    @Test
    void appThatNeedsConsent_getsOnlyWhatIsTicked() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("asks-consent", APP_KEY, launch());

        String consent = Browser.location(browser.open(launch.authorizeUrl()));
        assertThat(consent).startsWith(BASE + "/oauth/consent?");
        HttpResponse<String> page = browser.open(consent);
        assertThat(page.body())
                .contains("user/Condition.crs")
                .contains("Read, search and create conditions")
                .contains("Know who you are");
        String state = Browser.query(consent).get("state");
        HttpResponse<String> agreed = browser.submit(
                BASE + "/oauth/authorize",
                "client_id=asks-consent&state=" + encode(state) + "&scope=launch&scope=user%2FPatient.rs",
                SERVER);
        Map<String, Object> token =
                json(launch.token(Browser.query(Browser.location(agreed)).get("code")));

        assertThat(((String) token.get("scope")).split(" "))
                .containsExactlyInAnyOrder("launch", "openid", "user/Patient.rs");
        assertThat(token).containsEntry("patient", "patient-1").doesNotContainKey("refresh_token");
    }

    @Test
    void consentRefused_comesBackAsAccessDenied() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("asks-consent", APP_KEY, launch());
        String state = Browser.query(Browser.location(browser.open(launch.authorizeUrl())))
                .get("state");

        HttpResponse<String> refused =
                browser.submit(BASE + "/oauth/authorize", Map.of("client_id", "asks-consent", "state", state));

        assertThat(Browser.query(Browser.location(refused)))
                .containsEntry("error", "access_denied")
                .containsEntry("error_description", "The user did not allow the access.");
    }

    @Test
    void consentSentByAnotherSite_isRefused() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("asks-consent", APP_KEY, launch());
        String state = Browser.query(Browser.location(browser.open(launch.authorizeUrl())))
                .get("state");

        HttpResponse<String> forged = browser.submit(
                BASE + "/oauth/authorize",
                "client_id=asks-consent&scope=launch&state=" + encode(state),
                "https://evil.example");

        assertThat(forged.statusCode()).isEqualTo(400);
    }
}
