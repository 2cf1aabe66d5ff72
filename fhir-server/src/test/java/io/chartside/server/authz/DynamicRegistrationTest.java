package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dynamic client registration by software statement (RFC 7591), and what it does not give. */
class DynamicRegistrationTest extends LaunchedAppTest {
    private static final String REGISTER = BASE + "/oauth/register";

    private static String statement(Consumer<JWTClaimsSet.Builder> claims) {
        return statement(AuthzKeyServer.KEY, claims);
    }

    private static String statement(ECKey key, Consumer<JWTClaimsSet.Builder> claims) {
        JWTClaimsSet.Builder body = new JWTClaimsSet.Builder()
                .issuer("https://directory.example.org")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                .claim("software_id", "growth-chart")
                .claim("client_name", "Growth chart of the directory")
                .claim("redirect_uris", List.of(APP_CALLBACK))
                .claim("token_endpoint_auth_method", "none");
        claims.accept(body);
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                body.build(),
                key);
    }

    private static Map<String, Object> request(String statement) {
        Map<String, Object> json = new HashMap<>();
        json.put("software_statement", statement);
        json.put("scope", "launch openid fhirUser patient/Observation.rs");
        json.put("grant_types", List.of("authorization_code"));
        return json;
    }

    private static HttpResponse<String> register(String address, Map<String, Object> json) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(json))));
    }

    @Test
    void softwareOfATrustedIssuer_registersItself_andAsksItsUsers() {
        String statement = statement(claims -> {});

        HttpResponse<String> response = register(REGISTER, request(statement));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        Map<String, Object> json = json(response);
        assertThat(json)
                .containsEntry("software_statement", statement)
                .containsEntry("client_name", "Growth chart of the directory")
                .containsKey("client_id_issued_at")
                .doesNotContainKey("client_secret");
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch((String) json.get("client_id"), null, launch())
                .asking("scope", "launch openid patient/Observation.rs");
        assertThat(Browser.location(browser.open(launch.authorizeUrl()))).contains("/oauth/consent?");
    }

    @Test
    void statementWinsOverTheRequest() {
        Map<String, Object> asked = request(statement(claims -> {}));
        asked.put("client_name", "Your hospital");
        asked.put("redirect_uris", List.of("https://evil.example/cb"));
        asked.put("token_endpoint_auth_method", "client_secret_basic");

        assertThat(json(register(REGISTER, asked)))
                .containsEntry("client_name", "Growth chart of the directory")
                .containsEntry("redirect_uris", List.of(APP_CALLBACK))
                .containsEntry("token_endpoint_auth_method", "none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scope | \"patient/*.cruds\"",
                "scope | \"user/Patient.rs\"",
                "scope | \"system/*.rs\"",
                "scope | \"launch drafts\"",
                "scope | \"launch erase\"",
                "scope | \"manage-clients\"",
                "chartside_first_party | true",
                "chartside_tenants | [\"other\"]",
                "client_id | \"app\"",
                "client_secret | \"known\"",
                "roles | [\"admin\"]",
                "grant_types | [\"client_credentials\"]",
                "grant_types | [\"urn:ietf:params:oauth:grant-type:token-exchange\"]",
                "jwks_uri | \"https://169.254.169.254/latest\"",
            })
    void massAssignment_isRefused(String member, String value) {
        Map<String, Object> asked = request(statement(claims -> {}));
        asked.put(member, Json.read(value, Object.class));

        HttpResponse<String> refused = register(REGISTER, asked);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(json(refused)).containsEntry("error", "invalid_client_metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"expired", "no exp", "other aud", "no redirect_uris", "no software_id", "ahead", "foreign key"})
    void statementThatIsWrong_registersNothing(String how) {
        String statement = how.equals("foreign key")
                ? statement(ecKey("published"), claims -> {})
                : statement(claims -> {
                    switch (how) {
                        case "expired" ->
                            claims.expirationTime(Date.from(Instant.now().minusSeconds(60)));
                        case "no exp" -> claims.expirationTime(null);
                        case "other aud" -> claims.audience("https://other.example.org");
                        case "no redirect_uris" -> claims.claim("redirect_uris", null);
                        case "no software_id" -> claims.claim("software_id", null);
                        default -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(120)));
                    }
                });

        HttpResponse<String> refused = register(REGISTER, request(statement));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused)).containsEntry("error", "invalid_software_statement");
    }

    @Test
    void statementOfAStranger_isNotApproved() {
        HttpResponse<String> refused =
                register(REGISTER, request(statement(claims -> claims.issuer("https://ehr.example.org/r4"))));

        assertThat(json(refused)).containsEntry("error", "unapproved_software_statement");
    }

    @Test
    void requestWithoutStatement_orAsAForm_isRefused() {
        assertThat(register(REGISTER, Map.of("client_name", "x")).statusCode()).isEqualTo(400);
        assertThat(post(REGISTER, Map.of("client_name", "x")).statusCode()).isEqualTo(400);
        assertThat(get(REGISTER).statusCode()).isEqualTo(405);
    }

    @Test
    void whereItIsOff_thereIsNoEndpoint_andDiscoveryNamesNone() {
        assertThat(register(SERVER + "/fhir/other/oauth/register", request(statement(claims -> {})))
                        .statusCode())
                .isEqualTo(404);
        assertThat(json(get(SERVER + "/fhir/other/.well-known/smart-configuration")))
                .doesNotContainKey("registration_endpoint");
        assertThat(json(get(BASE + "/.well-known/smart-configuration")))
                .containsEntry("registration_endpoint", REGISTER);
    }
}
