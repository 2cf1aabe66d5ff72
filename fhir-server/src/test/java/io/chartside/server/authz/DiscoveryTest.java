package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.chartside.server.access.SmartScope;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Discovery as conformance suites read it (SMART App Launch 2.2; OpenID Connect Discovery 1.0). */
class DiscoveryTest extends AuthzTest {

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/fhir+json", "application/fhir+xml", "text/html"})
    void smartConfiguration_isJsonForEverybody(String accept) {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create(BASE + "/.well-known/smart-configuration"))
                        .header("Accept", accept)
                        .header("Origin", "https://any.example"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(json(response)).containsEntry("issuer", BASE);
    }

    @Test
    void smartConfiguration_namesWhatThereIs() {
        Map<String, Object> json = json(get(BASE + "/.well-known/smart-configuration"));

        assertThat(json)
                .containsEntry("authorization_endpoint", BASE + "/oauth/authorize")
                .containsEntry("token_endpoint", BASE + "/oauth/token")
                .containsEntry("jwks_uri", BASE + "/oauth/jwks")
                .containsEntry("introspection_endpoint", BASE + "/oauth/introspect")
                .containsEntry("revocation_endpoint", BASE + "/oauth/revoke")
                .containsEntry("code_challenge_methods_supported", List.of("S256"));
        assertThat(strings(json, "grant_types_supported")).contains("authorization_code", "client_credentials");
        assertThat(strings(json, "token_endpoint_auth_methods_supported")).contains("private_key_jwt");
        assertThat(strings(json, "token_endpoint_auth_signing_alg_values_supported"))
                .containsExactly("RS384", "ES384");
        assertThat(strings(json, "capabilities"))
                .contains(
                        "launch-ehr",
                        "launch-standalone",
                        "context-standalone-patient",
                        "sso-openid-connect",
                        "permission-v2");
        assertThat(strings(json, "scopes_supported"))
                .contains("openid", "fhirUser", "launch", "launch/patient", "offline_access")
                .allSatisfy(scope -> {
                    if (scope.contains("/") && !scope.startsWith("launch/")) {
                        assertThat(SmartScope.parse(scope)).as(scope).isPresent();
                    }
                });
    }

    @Test
    void openIdConfiguration_namesTheSameServer() {
        Map<String, Object> json = json(get(BASE + "/.well-known/openid-configuration"));

        assertThat(json)
                .containsEntry("issuer", BASE)
                .containsEntry("response_types_supported", List.of("code"))
                .containsEntry("subject_types_supported", List.of("public"))
                .containsEntry("id_token_signing_alg_values_supported", List.of("RS256"))
                .containsKeys("authorization_endpoint", "token_endpoint", "jwks_uri");
    }

    /** RFC 8414, section 2: where an endpoint takes assertions, it says by which algorithms. */
    @Test
    void endpointsThatTakeAssertions_nameTheirAlgorithms() {
        Map<String, Object> json = json(get(BASE + "/.well-known/openid-configuration"));
        for (String endpoint : List.of("token", "introspection", "revocation")) {
            assertThat(strings(json, endpoint + "_endpoint_auth_methods_supported"))
                    .contains("private_key_jwt");
            assertThat(strings(json, endpoint + "_endpoint_auth_signing_alg_values_supported"))
                    .as(endpoint)
                    .containsExactly("RS384", "ES384");
        }
    }

    /** Else whoever checks an id_token asks for the keys each time, and pages of browser-only apps cannot at all. */
    @Test
    void keySet_mayBeKeptForLessThanAKeyIsPublishedBeforeItSigns_andReadByPages() {
        HttpResponse<String> keys = get(BASE + "/oauth/jwks");

        assertThat(keys.headers().allValues("Cache-Control")).containsExactly("max-age=600");
        assertThat(keys.headers().firstValue("Pragma")).isEmpty();
        assertThat(keys.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void keySet_isPublicAndOfThisTenantAlone() throws Exception {
        JWKSet demo = JWKSet.parse(get(BASE + "/oauth/jwks").body());
        JWKSet other = JWKSet.parse(get(SERVER + "/fhir/other/oauth/jwks").body());

        assertThat(demo.getKeys())
                .allSatisfy(key -> assertThat(key.isPrivate()).isFalse())
                .extracting(key -> key.getAlgorithm().getName())
                .startsWith("RS256")
                .endsWith("ES256", "ES256");
        assertThat(demo.getKeys().get(0).getKeyID())
                .isNotEqualTo(other.getKeys().get(0).getKeyID());
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Map<String, Object> json, String member) {
        return (List<String>) json.get(member);
    }
}
