package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.chartside.server.audit.AuditRecords;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Clients that are registered, disabled and removed while the server runs (RFC 7591; MM18). */
class ClientAdministrationTest extends LaunchedAppTest {
    private static final String CLIENTS = BASE + "/admin/clients";

    @Autowired
    private AuditRecords records;

    private static String operator() {
        return tokenOf(post(
                BASE + "/oauth/token",
                backEndRequest(assertion("chartside-operator", BACK_END_KEY), "manage-clients")));
    }

    private String person(String who) {
        browser.signIn(who);
        Launch console = new Launch("console", null, null).asking("scope", "openid fhirUser manage-clients");
        return tokenOf(console.token(console.authorize(browser).get("code")));
    }

    private static HttpResponse<String> call(String method, String address, String token, Map<String, Object> json) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json == null ? "" : Json.write(json))));
    }

    private static Map<String, Object> secretApp() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("client_id", "app-" + UUID.randomUUID());
        json.put("client_name", "Growth chart");
        json.put("redirect_uris", List.of(APP_CALLBACK));
        json.put("grant_types", List.of("authorization_code", "refresh_token"));
        json.put("scope", "launch openid fhirUser online_access user/Patient.rs user/Condition.crs");
        return json;
    }

    private HttpResponse<String> exchange(Launch launch, String clientId, String secret) {
        String state = Browser.query(Browser.location(browser.open(launch.authorizeUrl())))
                .get("state");
        HttpResponse<String> agreed = browser.submit(
                BASE + "/oauth/authorize",
                "client_id=" + clientId + "&state=" + encode(state) + "&scope=launch&scope=user%2FPatient.rs",
                SERVER);
        Map<String, String> form = new LinkedHashMap<>(launch.exchange);
        form.put("code", Browser.query(Browser.location(agreed)).get("code"));
        String basic = Base64.getEncoder().encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return send(postRequest(BASE + "/oauth/token", form).header("Authorization", "Basic " + basic));
    }

    @Test
    void operatorRegistersAnApp_itWorksWithTheSecretShownOnce_untilItIsDisabled() {
        Map<String, Object> described = secretApp();
        String id = (String) described.get("client_id");

        HttpResponse<String> added = call("POST", CLIENTS, operator(), described);

        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(added.headers().firstValue("Cache-Control")).contains("no-store");
        String secret = (String) json(added).get("client_secret");
        assertThat(json(added))
                .containsEntry("client_id", id)
                .containsEntry("token_endpoint_auth_method", "client_secret_basic");
        HttpResponse<String> shown = call("GET", CLIENTS + "/" + id, operator(), null);
        assertThat(shown.body()).contains("Growth chart").doesNotContain(secret);

        browser.signIn("Practitioner/dr-one");
        String token = tokenOf(exchange(new Launch(id, null, launch()), id, secret));
        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(200);

        assertThat(json(call("POST", CLIENTS + "/" + id + "/disable", operator(), null)))
                .containsEntry("chartside_enabled", false);
        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(401);
        assertThat(browser.open(new Launch(id, null, launch()).authorizeUrl()).statusCode())
                .isEqualTo(400);

        call("POST", CLIENTS + "/" + id + "/enable", operator(), null);
        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(401);
        clock.ahead(Duration.ofSeconds(1));
        assertThat(exchange(new Launch(id, null, launch()), id, secret).statusCode())
                .isEqualTo(200);

        assertThat(call("DELETE", CLIENTS + "/" + id, operator(), null).statusCode())
                .isEqualTo(204);
        assertThat(call("GET", CLIENTS + "/" + id, operator(), null).statusCode())
                .isEqualTo(404);
        assertThat(events(id)).anySatisfy(event -> assertThat(event).contains("\"chartside_enabled\":false"));
        assertThat(events(id)).noneSatisfy(event -> assertThat(event).contains(secret));
    }

    /** Before and after of the newest events of administration, as text. */
    private List<String> events(String about) {
        return records
                .search(
                        DEMO,
                        Sight.everythingWithoutAccessCheck("the test reads the audit"),
                        new SearchRequest(
                                "AuditEvent",
                                Map.of("subtype", List.of("admin-client"), "_count", List.of("50")),
                                false,
                                "test"))
                .matches()
                .stream()
                .map(event -> new String(event.json(), StandardCharsets.UTF_8))
                .filter(event -> event.contains(about))
                .map(ClientAdministrationTest::decoded)
                .toList();
    }

    private static String decoded(String event) {
        return Pattern.compile("\"valueBase64Binary\":\"([^\"]+)\"")
                .matcher(event)
                .replaceAll(found -> Matcher.quoteReplacement(
                        new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "Practitioner/the-admin, user/Patient.rs, authorization_code, 201",
        "Practitioner/the-admin, system/Patient.rs, authorization_code, 400",
        "Practitioner/the-admin, user/Patient.rs, client_credentials, 400",
        "Practitioner/the-owner, system/Patient.rs, client_credentials, 201",
        "Practitioner/the-owner, erase, client_credentials, 400",
        "Practitioner/the-owner, manage-clients, authorization_code, 400",
        "Practitioner/the-owner, nonsense, authorization_code, 400",
        "Practitioner/dr-one, user/Patient.rs, authorization_code, 403"
    })
    void personRegisters_whatTheRoleAllows(String who, String scope, String grant, int status) {
        Map<String, Object> json = secretApp();
        json.put("scope", scope);
        json.put("grant_types", List.of(grant));

        assertThat(call("POST", CLIENTS, person(who), json).statusCode()).isEqualTo(status);
    }

    @Test
    void tokenWithoutTheScope_managesNoClients_whoeverHoldsIt() {
        browser.signIn("Practitioner/the-owner");
        Launch console = new Launch("console", null, null).asking("scope", "openid fhirUser");
        String token = tokenOf(console.token(console.authorize(browser).get("code")));

        assertThat(call("GET", CLIENTS, token, null).statusCode()).isEqualTo(403);
        assertThat(call("GET", CLIENTS, tokenOf(backEndToken("system/*.cruds")), null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(CLIENTS).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect_uris | [\"http://app.example.org/cb\"] | invalid_redirect_uri",
                "redirect_uris | [\"https://app.example.org/cb#x\"] | invalid_redirect_uri",
                "redirect_uris | [\"https://*.example.org/cb\"] | invalid_redirect_uri",
                "redirect_uris | [\"https://user@app.example.org/cb\"] | invalid_redirect_uri",
                "redirect_uris | [\"javascript:alert(1)\"] | invalid_redirect_uri",
                "redirect_uris | [] | invalid_client_metadata",
                "client_name | \"\\u202Eknab ruoY\" | invalid_client_metadata",
                "client_secret | \"mine\" | invalid_client_metadata",
                "chartside_tenants | [\"other\"] | invalid_client_metadata",
                "response_types | [\"token\"] | invalid_client_metadata",
                "token_endpoint_auth_method | \"client_secret_post\" | invalid_client_metadata",
                "token_endpoint_auth_method | \"private_key_jwt\" | invalid_client_metadata",
                "jwks_uri | \"http://keys.example.org/jwks\" | invalid_client_metadata",
                "jwks_uri | \"https://127.0.0.1/jwks\" | invalid_client_metadata",
                "jwks_uri | \"https://2130706433/jwks\" | invalid_client_metadata",
                "jwks_uri | \"https://[::ffff:127.0.0.1]/jwks\" | invalid_client_metadata",
                "jwks_uri | \"https://db.internal/jwks\" | invalid_client_metadata",
                "jwks | {\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"1\"}]} | invalid_client_metadata",
                "logo_uri | \"http://127.0.0.1/logo.png\" | invalid_client_metadata"
            })
    void descriptionThatIsWrong_isRefusedWithTheReason(String member, String value, String error) {
        Map<String, Object> json = secretApp();
        json.put(member, Json.read(value, Object.class));

        HttpResponse<String> refused = call("POST", CLIENTS, operator(), json);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        Map<String, Object> outcome = Json.readObject(refused.body());
        assertThat(outcome).containsEntry("resourceType", "OperationOutcome");
        assertThat(outcome.get("issue").toString()).contains("text=" + error, "diagnostics=");
    }

    @Test
    void privateKeyInADescription_isRefused() {
        Map<String, Object> json = secretApp();
        json.put("token_endpoint_auth_method", "private_key_jwt");
        json.put("jwks", new JWKSet(APP_KEY).toJSONObject(false));

        assertThat(call("POST", CLIENTS, operator(), json).statusCode()).isEqualTo(400);
    }

    @Test
    void clientOfAFile_isListed_canBeDisabledAndEnabled_butNotReplacedOrRemoved() {
        assertThat(call("GET", CLIENTS, operator(), null).body()).contains("\"narrow-back-end\"", "\"file\"");
        assertThat(call("DELETE", CLIENTS + "/narrow-back-end", operator(), null)
                        .statusCode())
                .isEqualTo(409);
        Map<String, Object> same = secretApp();
        same.put("client_id", "narrow-back-end");
        assertThat(call("POST", CLIENTS, operator(), same).statusCode()).isEqualTo(409);

        Map<String, String> request = backEndRequest(assertion("narrow-back-end", BACK_END_KEY), "system/Patient.rs");
        call("POST", CLIENTS + "/narrow-back-end/disable", operator(), null);
        assertThat(post(BASE + "/oauth/token", request).statusCode()).isEqualTo(401);
        call("POST", CLIENTS + "/narrow-back-end/enable", operator(), null);
        clock.ahead(Duration.ofSeconds(1));
        assertThat(post(BASE + "/oauth/token", request).statusCode()).isEqualTo(200);
    }

    @Test
    void operatorsOwnClient_cannotBeDisabled_becauseNobodyCouldEnableIt() {
        assertThat(call("POST", CLIENTS + "/chartside-operator/disable", operator(), null)
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void descriptionReplaced_keepsTheSecretAndTakesEffect() {
        Map<String, Object> json = secretApp();
        String id = (String) json.remove("client_id");
        json.put("client_id", id);
        String secret = (String) json(call("POST", CLIENTS, operator(), json)).get("client_secret");
        json.remove("client_id");
        json.put("client_name", "Growth chart 2");

        Map<String, Object> replaced = json(call("PUT", CLIENTS + "/" + id, operator(), json));

        assertThat(replaced).containsEntry("client_name", "Growth chart 2").doesNotContainKey("client_secret");
        browser.signIn("Practitioner/dr-one");
        assertThat(exchange(new Launch(id, null, launch()), id, secret).statusCode())
                .isEqualTo(200);
    }

    @Test
    void clientOfOneTenant_doesNotExistAtAnother() {
        Map<String, Object> json = secretApp();
        String id = (String) json.get("client_id");
        call("POST", CLIENTS, operator(), json);

        String other = SERVER + "/fhir/other";
        String token = tokenOf(post(
                other + "/oauth/token",
                backEndRequest(
                        assertion(
                                "chartside-operator",
                                BACK_END_KEY,
                                header -> {},
                                claims -> claims.audience(other + "/oauth/token")),
                        "manage-clients")));
        assertThat(call("GET", other + "/admin/clients", token, null).body())
                .contains("chartside-operator")
                .doesNotContain(id);
        assertThat(call("GET", CLIENTS, token, null).statusCode()).isEqualTo(401);
    }
}
