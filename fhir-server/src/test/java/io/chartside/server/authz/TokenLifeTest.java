package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens after their issue: shown at the FHIR base, introspected (RFC 7662), revoked (RFC 7009), expired. */
class TokenLifeTest extends AuthzTest {
    private static Map<String, String> ofBackEnd(String token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token);
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion("back-end", BACK_END_KEY));
        return form;
    }

    private Map<String, Object> launched(Launch launch) {
        return json(launch.token(
                launch.authorize(new Browser().signIn("Practitioner/dr-one")).get("code")));
    }

    private Launch app() {
        return new Launch(
                "app",
                APP_KEY,
                launches.issue(DEMO, "Practitioner/dr-one", LaunchContext.of("patient-1", "encounter-1", true)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Patient/1",
                "/Patient",
                "",
                "/",
                "/metadata/",
                "/Patient/metadata",
                "/.well-known/other",
                "/$export",
                "/audio/1",
            })
    void requestWithoutToken_isUnauthorized(String path) {
        HttpResponse<String> response = get(BASE + path);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(response.body()).contains("OperationOutcome");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metadata/../Patient/1",
                "/.well-known/../Patient/1",
                "/oauth/..;/Patient/1",
                "/oauth",
                "//Patient/1"
            })
    void pathThatOnlyLooksOpen_isNotServed(String path) {
        assertThat(get(BASE + path).statusCode()).isIn(400, 401, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void writeToWhatIsOpenToReaders_isUnauthorized(String method) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(BASE + "/metadata"))
                .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void tokenInTheUrl_countsForNothing() {
        String token = tokenOf(backEndToken("system/Patient.rs"));

        assertThat(get(BASE + "/Patient/1?access_token=" + token).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Basic eDp5", "bearer nonsense", "Bearer a b", "Bearer \"x\""})
    void headerThatIsNoToken_isUnauthorized(String header) {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create(BASE + "/Patient/1")).header("Authorization", header));

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void tokenOfOneTenant_isWorthNothingAtAnother() {
        String token = tokenOf(backEndToken("system/Patient.rs"));

        assertThat(getWithToken(SERVER + "/fhir/other/Patient/1", token).statusCode())
                .isEqualTo(401);
    }

    @Test
    void unknownTenant_isNotFound() {
        assertThat(get(SERVER + "/fhir/nobody/metadata").statusCode()).isEqualTo(404);
        assertThat(get(SERVER + "/fhir/nobody/.well-known/smart-configuration").statusCode())
                .isEqualTo(404);
    }

    @Test
    void tokenAfterItsLife_isUnauthorized() {
        String token = tokenOf(backEndToken("system/Patient.rs"));
        clock.ahead(Duration.ofMinutes(5).plusSeconds(1));

        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(401);
    }

    @Test
    void introspection_tellsOfTheLaunch() {
        Map<String, Object> launched = launched(app());

        Map<String, Object> body =
                json(post(BASE + "/oauth/introspect", ofBackEnd((String) launched.get("access_token"))));

        assertThat(body)
                .containsEntry("active", true)
                .containsEntry("client_id", "app")
                .containsEntry("iss", BASE)
                .containsEntry("sub", "Practitioner/dr-one")
                .containsEntry("fhirUser", BASE + "/Practitioner/dr-one")
                .containsEntry("patient", "patient-1")
                .containsEntry("encounter", "encounter-1")
                .containsKey("exp");
        assertThat(((String) body.get("scope")).split(" ")).containsExactlyInAnyOrder(Launch.SCOPES.split(" "));
    }

    @Test
    void introspectionOfWhatIsNotActive_saysNothingElse() {
        String token = tokenOf(backEndToken("system/Patient.rs"));
        clock.ahead(Duration.ofMinutes(6));
        assertThat(Json.readObject(post(
                                BASE + "/oauth/introspect",
                                Map.of(
                                        "token",
                                        token,
                                        "client_assertion_type",
                                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                        "client_assertion",
                                        assertion(
                                                "back-end",
                                                BACK_END_KEY,
                                                head -> {},
                                                claims -> claims.expirationTime(Date.from(
                                                        clock.instant().plusSeconds(200))))))
                        .body()))
                .isEqualTo(Map.of("active", false));
        clock.ahead(Duration.ZERO);

        assertThat(Json.readObject(post(BASE + "/oauth/introspect", ofBackEnd("no-such-token"))
                        .body()))
                .isEqualTo(Map.of("active", false));
    }

    @Test
    void introspectionWithoutClientAuthentication_isRefused() {
        assertThat(post(BASE + "/oauth/introspect", Map.of("token", "x")).statusCode())
                .isEqualTo(401);
        assertThat(post(BASE + "/oauth/introspect", Map.of("token", "x", "client_id", "public-app"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void revokedAccessToken_isDeadAtOnce() {
        String token = tokenOf(backEndToken("system/Patient.rs"));
        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(200);

        assertThat(post(BASE + "/oauth/revoke", ofBackEnd(token)).statusCode()).isEqualTo(200);

        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(401);
    }

    @Test
    void revokedRefreshToken_takesTheAccessTokenWithIt() {
        Launch launch = app();
        Map<String, Object> launched = launched(launch);
        String access = (String) launched.get("access_token");
        assertThat(getWithToken(BASE + "/Patient/1", access).statusCode()).isEqualTo(200);

        HttpResponse<String> revoked = post(
                BASE + "/oauth/revoke", launch.authenticated(Map.of("token", (String) launched.get("refresh_token"))));

        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(getWithToken(BASE + "/Patient/1", access).statusCode()).isEqualTo(401);
        assertThat(post(
                                BASE + "/oauth/token",
                                launch.authenticated(Map.of("grant_type", "refresh_token", "refresh_token", (String)
                                        launched.get("refresh_token"))))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void tokenOfAnotherClient_cannotBeRevoked() {
        Map<String, Object> launched = launched(app());
        String access = (String) launched.get("access_token");

        assertThat(post(BASE + "/oauth/revoke", ofBackEnd(access)).statusCode()).isIn(400, 401);

        assertThat(getWithToken(BASE + "/Patient/1", access).statusCode()).isEqualTo(200);
    }

    @Test
    void revokingWhatDoesNotExist_isFine() {
        assertThat(post(BASE + "/oauth/revoke", ofBackEnd("no-such-token")).statusCode())
                .isEqualTo(200);
    }
}
