package io.chartside.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.rest.RestTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An app opened outside a chart: the person chooses patient and visit at our authorization server (SMART App Launch 2.2). */
class StandaloneLaunchTest extends RestTest {
    private static final String CALLBACK = "http://localhost:9999/callback";
    private static final String VERIFIER = "a-verifier-of-the-standalone-launch-with-43-characters";

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @BeforeEach
    void signIn() {
        HttpResponse<String> in =
                submit(BASE + "/oauth/sign-in?x=1", "person=" + form("Practitioner/demo-practitioner-1"), SERVER);
        assertThat(in.statusCode()).isEqualTo(302);
    }

    @ParameterizedTest
    @CsvSource({
        "launch/patient openid fhirUser patient/*.rs, demo-patient-1, demo-patient-2, ''",
        "launch/patient launch/encounter openid fhirUser patient/*.rs, demo-patient-1/demo-encounter-1, demo-patient-2,"
                + " demo-encounter-1",
        "openid fhirUser patient/*.rs, demo-patient-2, demo-patient-1, ''"
    })
    void patientIsChosen_thenAllIsAsInAnEhrLaunch(String scope, String chosen, String other, String encounter) {
        String picker = location(open(authorize(scope)));
        assertThat(picker).startsWith(BASE + "/oauth/patient?");
        assertThat(open(picker).body()).contains("Rosa Delgado").contains("Marcus Webb");
        assertThat(submit(picker, "find=Delgado", SERVER).body())
                .contains("Rosa Delgado")
                .doesNotContain("Marcus Webb");

        String back = location(submit(picker, "chosen=" + form(chosen), SERVER));
        String callback = location(open(back));
        assertThat(callback).startsWith(CALLBACK + "?code=");
        JsonNode token = token(callback);

        String patient = chosen.split("/")[0];
        assertThat(token.path("patient").asText()).isEqualTo(patient);
        assertThat(token.path("encounter").asText()).isEqualTo(encounter);
        assertThat(token.path("need_patient_banner").asBoolean()).isTrue();
        String bearer = token.path("access_token").asText();
        assertThat(read("/Patient/" + patient, bearer)).isEqualTo(200);
        assertThat(read("/Patient/" + other, bearer)).isIn(403, 404);
    }

    @ParameterizedTest
    @CsvSource({
        "demo-patient-1/demo-encounter-2",
        "demo-patient-1/nowhere",
        "nobody",
        "''",
        "demo-patient-1/demo-encounter-1/x",
    })
    void choiceThatDoesNotFit_isShownAsAnError(String chosen) {
        String picker = location(open(authorize("launch/patient launch/encounter openid patient/*.rs")));

        HttpResponse<String> answer = submit(picker, "chosen=" + form(chosen), SERVER);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Open the app again");
    }

    @Test
    void choiceSentByAnotherSite_orByNobody_isRefused() {
        String picker = location(open(authorize("launch/patient openid patient/*.rs")));
        assertThat(submit(picker, "chosen=demo-patient-1", "https://evil.example")
                        .statusCode())
                .isEqualTo(400);
        submit(BASE + "/oauth/sign-out", "", SERVER);
        assertThat(open(picker).statusCode()).isEqualTo(401);
        assertThat(location(open(authorize("launch/patient openid patient/*.rs"))))
                .startsWith(BASE + "/oauth/sign-in?");
    }

    /** Addresses stand in histories, logs of proxies and bookmarks. */
    @Test
    void nameThatIsLookedFor_standsInNoAddress() {
        String picker = location(open(authorize("launch/patient openid patient/*.rs")));

        String page = open(picker).body();

        assertThat(page).contains("name=\"find\"").doesNotContain("method=\"get\"");
        assertThat(submit(picker, "find=Delgado", SERVER).body())
                .doesNotContainPattern("(action|href)=\"[^\"]*Delgado");
        assertThat(open(picker + "&find=Delgado").body()).as("of an address").contains("Marcus Webb");
        assertThat(submit(picker, "find=Delgado", "https://evil.example").statusCode())
                .isEqualTo(400);
        assertThat(location(submit(picker, "find=Delgado&chosen=demo-patient-2", SERVER)))
                .as("who has chosen looks for nobody any more")
                .startsWith(BASE + "/oauth/authorize?")
                .doesNotContain("Delgado");
    }

    @ParameterizedTest
    @CsvSource({
        "client_id=picker, client_id=evil",
        "localhost%3A9999, evil.example",
        "redirect_uri=, elsewhere=",
        "client_id=, client=",
    })
    void unknownAppOrAddress_isRefusedBeforeAnyNameIsShown(String right, String wrong) {
        String address = authorize("launch/patient openid patient/*.rs").replace(right, wrong);
        String picker =
                location(open(authorize("launch/patient openid patient/*.rs"))).replace(right, wrong);

        HttpResponse<String> answer = open(address);
        HttpResponse<String> atThePicker = open(picker);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("Delgado");
        assertThat(open(location(atThePicker)).statusCode()).isEqualTo(400);
    }

    /** OpenID Connect Core 1.0, section 3.1.2.1: nothing is shown, and the error says what would have been. */
    @Test
    void promptNone_isAnsweredWithoutAnyPage() {
        String silent = authorize("launch/patient openid patient/*.rs") + "&prompt=none";
        assertThat(location(open(silent))).startsWith(CALLBACK + "?error=interaction_required");
        submit(BASE + "/oauth/sign-out", "", SERVER);
        assertThat(location(open(silent))).startsWith(CALLBACK + "?error=login_required");
    }

    private static String authorize(String scope) {
        return BASE + "/oauth/authorize?response_type=code&client_id=picker&redirect_uri=" + form(CALLBACK) + "&scope="
                + form(scope) + "&state=a-state&aud=" + form(BASE) + "&code_challenge=" + challenge()
                + "&code_challenge_method=S256";
    }

    private JsonNode token(String callback) {
        String code = callback.replaceFirst(".*[?&]code=([^&]+).*", "$1");
        HttpResponse<String> answer = submit(
                BASE + "/oauth/token",
                "grant_type=authorization_code&client_id=picker&code=" + code + "&redirect_uri=" + form(CALLBACK)
                        + "&code_verifier=" + VERIFIER,
                SERVER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int read(String address, String bearer) {
        return send(
                        browser,
                        HttpRequest.newBuilder(URI.create(BASE + address)).header("Authorization", "Bearer " + bearer))
                .statusCode();
    }

    private HttpResponse<String> open(String address) {
        return send(browser, HttpRequest.newBuilder(URI.create(address)));
    }

    private HttpResponse<String> submit(String address, String form, String origin) {
        return send(
                browser,
                HttpRequest.newBuilder(URI.create(address))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", origin)
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder request) {
        try {
            return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String location(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        String location = response.headers().firstValue("Location").orElseThrow();
        return location.startsWith("/") ? SERVER + location : location;
    }

    private static String form(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
