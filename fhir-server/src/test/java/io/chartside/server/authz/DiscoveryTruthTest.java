package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares what discovery says with what the server does (SMART App Launch 2.2, "Conformance"). */
class DiscoveryTruthTest extends LaunchedAppTest {
    private static final Map<String, Object> SMART = new LinkedHashMap<>();

    private static Map<String, Object> smart() {
        if (SMART.isEmpty()) {
            SMART.putAll(json(get(BASE + "/.well-known/smart-configuration")));
        }
        return SMART;
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(String member) {
        return (List<String>) smart().get(member);
    }

    @Test
    void everyEndpointThatIsNamed_exists() {
        assertThat(smart().keySet().stream()
                        .filter(member -> member.endsWith("_endpoint") || member.equals("jwks_uri")))
                .contains("authorization_endpoint", "token_endpoint", "registration_endpoint")
                .allSatisfy(member -> {
                    String address = (String) smart().get(member);
                    assertThat(address).startsWith(BASE + "/");
                    int status = get(address).statusCode();
                    assertThat(status).as(member).isIn(200, 302, 400, 401, 405);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "implicit", "urn:ietf:params:oauth:grant-type:device_code", "jwt-bearer"})
    void grantThatIsNotNamed_isNotServed(String grant) {
        assertThat(strings("grant_types_supported")).doesNotContain(grant);
        assertThat(errorOf(grant)).isEqualTo("unsupported_grant_type");
    }

    @Test
    void grantThatIsNamed_isServed() {
        assertThat(strings("grant_types_supported"))
                .allSatisfy(grant -> assertThat(errorOf(grant)).isNotEqualTo("unsupported_grant_type"));
    }

    /** Of a request with nothing but the grant's name. */
    private static Object errorOf(String grant) {
        Map<String, String> form = backEndRequest(assertion("back-end", BACK_END_KEY), "system/Patient.wrong");
        form.put("grant_type", grant);
        return json(post(BASE + "/oauth/token", form)).get("error");
    }

    @Test
    void everyScopeThatIsNamed_canBeGranted() {
        Set<String> ofPersons = new TreeSet<>(strings("scopes_supported"));
        ofPersons.removeIf(scope -> scope.startsWith("system/"));
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        ofPersons.removeIf(
                scope -> Set.of("profile", "launch/patient", "launch/encounter").contains(scope));
        launch.asking("scope", String.join(" ", ofPersons));

        HttpResponse<String> token = launch.token(launch.authorize(browser).get("code"));

        assertThat(((String) json(token).get("scope")).split(" ")).containsExactlyInAnyOrderElementsOf(ofPersons);
        assertThat(strings("scopes_supported"))
                .filteredOn(scope -> scope.startsWith("system/"))
                .allSatisfy(scope ->
                        assertThat(backEndToken(scope).statusCode()).as(scope).isEqualTo(200));
    }

    @Test
    void capabilitiesOfALaunch_areInItsAnswer() throws Exception {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        Map<String, Object> body = json(launch.token(launch.authorize(browser).get("code")));

        Map<String, String> members = Map.of(
                "context-ehr-patient", "patient",
                "context-ehr-encounter", "encounter",
                "context-banner", "need_patient_banner",
                "context-style", "smart_style_url",
                "sso-openid-connect", "id_token",
                "permission-online", "refresh_token");
        assertThat(strings("capabilities")).containsAll(members.keySet());
        assertThat(body).containsKeys(members.values().toArray(String[]::new));
        Map<String, Object> openId = json(get(BASE + "/.well-known/openid-configuration"));
        SignedJWT idToken = SignedJWT.parse((String) body.get("id_token"));
        assertThat((List<?>) openId.get("id_token_signing_alg_values_supported"))
                .isEqualTo(List.of(idToken.getHeader().getAlgorithm().getName()));
        assertThat(idToken.getJWTClaimsSet().getClaims().keySet())
                .allSatisfy(claim -> assertThat(((List<?>) openId.get("claims_supported")).contains(claim))
                        .as(claim)
                        .isTrue());
        assertThat(openId).containsEntry("request_uri_parameter_supported", false);
    }

    @Test
    void responseTypeAndChallengeMethod_areThoseNamed() {
        browser.signIn("Practitioner/dr-one");
        assertThat(strings("response_types_supported")).containsExactly("code");
        HttpResponse<String> implicit =
                browser.open(app().asking("response_type", "token").authorizeUrl());
        assertThat(implicit.statusCode()).isEqualTo(400);
        assertThat(implicit.headers().firstValue("Location")).isEmpty();
        assertThat(strings("code_challenge_methods_supported")).containsExactly("S256");
        assertThat(app().asking("code_challenge_method", "plain").authorize(browser))
                .containsEntry("error", "invalid_request");
    }

    @Test
    void clientThatAuthenticatesAsNotNamed_isRefused() {
        assertThat(strings("token_endpoint_auth_methods_supported")).doesNotContain("client_secret_post");
        Map<String, String> form = new LinkedHashMap<>(
                Map.of("grant_type", "client_credentials", "client_id", "secret-app", "client_secret", SECRET));
        assertThat(post(BASE + "/oauth/token", form).statusCode()).isEqualTo(401);
    }
}
