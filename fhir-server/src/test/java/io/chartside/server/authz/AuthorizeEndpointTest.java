package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer of the authorization endpoint says, and what does not get lost on the way to it. */
class AuthorizeEndpointTest extends LaunchedAppTest {
    private static final String NEIGHBOUR = "http://localhost:" + PORT;

    @Test
    void codeNamesItsIssuer_againstMixUp() {
        browser.signIn("Practitioner/dr-one");

        assertThat(app().authorize(browser)).containsKey("code").containsEntry("iss", BASE);
    }

    @Test
    void errorNamesItsIssuer_againstMixUp() {
        browser.signIn("Practitioner/dr-one");

        assertThat(app().asking("scope", null).authorize(browser))
                .containsEntry("error", "invalid_scope")
                .containsEntry("iss", BASE);
    }

    @Test
    void refusedConsentNamesItsIssuer_againstMixUp() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("asks-consent", APP_KEY, launch());
        String state = Browser.query(Browser.location(browser.open(launch.authorizeUrl())))
                .get("state");

        HttpResponse<String> refused =
                browser.submit(BASE + "/oauth/authorize", Map.of("client_id", "asks-consent", "state", state));

        assertThat(Browser.query(Browser.location(refused)))
                .containsEntry("error", "access_denied")
                .containsEntry("iss", BASE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aud", "nonce", "launch", "scope", "state", "max_age", "prompt"})
    void parameterRepeated_isRefusedAfterSignInAsWell(String name) {
        Launch launch = app();
        launch.request.putIfAbsent("max_age", "60");
        launch.request.putIfAbsent("prompt", "login");
        String repeated = launch.authorizeUrl() + "&" + name + "=" + encode(launch.request.get(name));

        HttpResponse<String> first = browser.open(repeated);
        if (first.statusCode() == 302 && Browser.location(first).contains("/oauth/sign-in?")) {
            String back =
                    Browser.location(browser.submit(Browser.location(first), Map.of("person", "Practitioner/dr-one")));
            first = browser.open(back);
        }

        boolean told = first.statusCode() == 302;
        assertThat(told ? Browser.query(Browser.location(first)).get("error") : "shown")
                .isEqualTo(told ? "invalid_request" : "shown");
        assertThat(first.statusCode()).isIn(302, 400);
        assertThat(first.headers().firstValue("Location").orElse("")).doesNotContain("code=");
    }

    @Test
    void parameterRepeated_isNotLostWhenAPatientIsChosen() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("asks-consent", APP_KEY, null).asking("scope", "patient/Patient.rs");

        HttpResponse<String> answer = browser.open(launch.authorizeUrl() + "&aud=" + encode(BASE));

        assertThat(Browser.query(Browser.location(answer))).containsEntry("error", "invalid_request");
    }

    @Test
    void formThroughAProxy_isOursByTheConfiguredAddress() {
        HttpResponse<String> response =
                browser.submit(NEIGHBOUR + "/fhir/demo/oauth/sign-in", "person=Practitioner%2Fdr-one", SERVER);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
    }

    @Test
    void formOfAForeignNameThatLeadsHere_isRefused() {
        HttpResponse<String> response =
                browser.submit(NEIGHBOUR + "/fhir/demo/oauth/sign-in", "person=Practitioner%2Fdr-one", NEIGHBOUR);

        assertThat(response.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "https://Fhir.Example.org, https://fhir.example.org",
        "https://fhir.example.org:443, https://fhir.example.org",
        "http://fhir.example.org:80, http://fhir.example.org",
        "https://fhir.example.org:8443, https://fhir.example.org:8443"
    })
    void originIsWrittenAsBrowsersDo(URI address, String origin) {
        assertThat(SameOrigin.of(address)).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch/questionnaire", "launch/questionnaire?role=survey-of-the-day"})
    void contextOfAnotherType_isAskedForInALaunch(String scope) {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app().asking("scope", "launch openid " + scope);

        Map<String, Object> token = json(launch.token(launch.authorize(browser).get("code")));

        assertThat(((String) token.get("scope")).split(" ")).contains(scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch/questionnaire", "launch/imagingstudy", "launch/nonsense", "launch/Questionnaire"})
    void contextOfAnotherType_outsideOfALaunchOrNotRegistered_isRefused(String scope) {
        browser.signIn("Practitioner/dr-one");
        boolean registered = scope.equals("launch/questionnaire");
        Launch launch = new Launch("app", APP_KEY, registered ? null : launch()).asking("scope", "openid " + scope);
        if (!registered) {
            launch.asking("scope", "launch openid " + scope);
        }

        assertThat(launch.authorize(browser)).containsEntry("error", "invalid_scope");
    }
}
