package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.audit.AuditRecords;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.BalpRules;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.SignInAct;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.JoinedAudit;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** MA9: who signed in and out, and which client got, was refused or gave back a token, is on record. */
class SignInAuditTest extends LaunchedAppTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Sight ALL = Sight.everythingWithoutAccessCheck("the test reads the audit");

    @Autowired
    private AuditRecords records;

    @Autowired
    private AuditTrail audit;

    @Autowired
    private JoinedAudit joined;

    @Autowired
    private TenantSql sql;

    /** The newest events of a kind, newest first; other tests of the same record look ahead in time. */
    private List<JsonNode> events(String subtype) {
        String soon =
                Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, List<String>> query =
                Map.of("subtype", List.of(subtype), "date", List.of("lt" + soon), "_count", List.of("5"));
        return records.search(DEMO, ALL, new SearchRequest("AuditEvent", query, false, "test")).matches().stream()
                .map(SignInAuditTest::json)
                .toList();
    }

    private static JsonNode json(StoredResource event) {
        try {
            return JSON.readTree(event.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String request(JsonNode event) {
        return new String(Base64.getDecoder().decode(event.at("/entity/0/query").asText()), StandardCharsets.UTF_8);
    }

    @Test
    void signInAndOut_nameThePerson() {
        browser.signIn("Practitioner/dr-two");
        HttpResponse<String> out = browser.submit(BASE + "/oauth/sign-out", "", SERVER);

        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.body()).contains("You are signed out");
        assertThat(browser.open(new Launch("app", APP_KEY, null)
                                .asking("scope", "openid fhirUser")
                                .authorizeUrl())
                        .headers()
                        .firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).contains("/oauth/sign-in?"));
        for (String subtype : List.of("110122", "110123")) {
            JsonNode event = events(subtype).get(0);
            assertThat(event.at("/type/code").asText()).isEqualTo("110114");
            assertThat(event.at("/outcome").asText()).isEqualTo("0");
            assertThat(event.at("/agent/2/who/reference").asText()).isEqualTo("Practitioner/dr-two");
            assertThat(event.at("/agent/0/network/address").asText()).isEqualTo("127.0.0.1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sign-in, person, chosen-name",
        "sign-in-password, password, password",
        "sign-in-link, link, magic-link",
        "sign-in-passkey, response, passkey",
        "sign-in-remembered, x, remembered-browser"
    })
    void signInThatIsNotAccepted_isOnRecord_withHowItWasTriedAndNotWithWhat(String page, String field, String method) {
        browser.submit(BASE + "/oauth/" + page, Map.of("email", "nobody@clinic.example", field, "nobodys-secret"));

        JsonNode event = events("110122").get(0);
        BalpRules.assertRefusedSignIn(event, method);
        assertThat(event.toString()).doesNotContain("nobody");
        assertThat(request(event)).doesNotContain("nobody");
    }

    @Test
    void signOutFromAnotherSite_isRefused() {
        browser.signIn("Practitioner/dr-one");

        assertThat(browser.submit(BASE + "/oauth/sign-out", "", "https://evil.example")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.open(new Launch("app", APP_KEY, null)
                                .asking("scope", "openid fhirUser")
                                .authorizeUrl())
                        .headers()
                        .firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).startsWith(APP_CALLBACK));
    }

    @Test
    void tokenIssued_followsTheProfileOfItsTransaction_andHoldsNoSecret() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch(
                "app",
                APP_KEY,
                launches.issue(DEMO, "Practitioner/dr-one", LaunchContext.of("patient-1", "encounter-1", true)));
        String code = launch.authorize(browser).get("code");
        String token = tokenOf(launch.token(code));

        JsonNode event = events("ITI-71").get(0);
        assertThat(event.at("/meta/profile/0").asText())
                .isEqualTo("https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.IUA.71");
        assertThat(event.at("/meta/versionId").asText()).isEqualTo("1");
        assertThat(event.at("/outcome").asText()).isEqualTo("0");
        assertThat(event.path("agent")).hasSize(3);
        assertThat(event.at("/agent/0/who/identifier/value").asText()).isEqualTo("app");
        assertThat(event.at("/agent/1/type/coding/0/code").asText()).isEqualTo("AuthzOauthService");
        assertThat(event.at("/agent/2/who/reference").asText()).isEqualTo("Practitioner/dr-one");
        assertThat(event.at("/agent/2/policy/0").asText())
                .isEqualTo("urn:ietf:params:oauth:jti:" + TokenHash.of(token).shortName());
        assertThat(event.path("entity")).hasSize(1);
        assertThat(request(event))
                .contains("grant_type=authorization_code")
                .doesNotContain(code)
                .doesNotContain(Launch.VERIFIER);
        assertThat(event.toString()).doesNotContain(token);
    }

    @Test
    void tokenRefused_namesTheClientOnlyIfItIsOne_andTheRequest() {
        String id = UUID.randomUUID().toString();
        HttpRequest.Builder wrong = postRequest(
                BASE + "/oauth/token", backEndRequest(assertion("back-end", ecKey("back-end")), "system/*.rs"));
        assertThat(send(wrong.header("X-Request-Id", id)).statusCode()).isEqualTo(401);

        JsonNode event = events("ITI-71").get(0);
        assertThat(event.at("/outcome").asText()).isEqualTo("4");
        assertThat(event.at("/meta/profile").isMissingNode()).isTrue();
        assertThat(event.at("/agent/0/who/identifier/value").asText()).isEqualTo("back-end");
        assertThat(request(event)).contains("scope=system/*.rs").contains("X-Request-Id: " + id);

        post(BASE + "/oauth/token", backEndRequest(assertion("stranger", ecKey("back-end")), "system/*.rs"));
        assertThat(events("ITI-71").get(0).toString()).doesNotContain("stranger");
    }

    @Test
    void tokenGivenBack_isOnRecord() {
        String token = tokenOf(backEndToken("system/Patient.rs"));
        Map<String, String> form = new java.util.LinkedHashMap<>(backEndRequest(
                assertion("back-end", BACK_END_KEY, h -> {}, c -> c.audience(BASE + "/oauth/revoke")), "x"));
        form.remove("grant_type");
        form.remove("scope");
        form.put("token", token);
        assertThat(post(BASE + "/oauth/revoke", form).statusCode()).isEqualTo(200);

        JsonNode event = events("token-revoked").get(0);
        assertThat(event.at("/agent/0/who/identifier/value").asText()).isEqualTo("back-end");
        assertThat(event.at("/agent/0/policy/0").asText())
                .endsWith(TokenHash.of(token).shortName());
    }

    @Test
    void recordOfAToken_isOneWithTheTransactionThatMakesIt() {
        SignInAct act = new SignInAct(
                SignInAct.Kind.TOKEN,
                200,
                Optional.of("rolled-back"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Origin origin = new Origin("rolled-back", "127.0.0.1", BASE);
        List<AuditRow> rows = audit.rows(origin, act);
        assertThatThrownBy(() -> joined.append(DEMO, rows)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sql.in(DEMO, client -> {
                    joined.append(DEMO, rows);
                    throw new IllegalArgumentException("the token was not made");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        String token = tokenOf(backEndToken("system/Patient.rs"));

        JsonNode newest = events("ITI-71").get(0);
        assertThat(newest.toString()).doesNotContain("rolled-back");
        assertThat(newest.at("/agent/0/policy/0").asText() + newest)
                .contains(TokenHash.of(token).shortName());
    }

    @Test
    void authorizationRefused_isOnRecord_withoutStateAndChallenge() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("app", APP_KEY, null).asking("scope", "openid patient/Patient.wrong");
        browser.open(launch.authorizeUrl());

        JsonNode event = events("authorization").get(0);
        assertThat(event.at("/outcome").asText()).isEqualTo("4");
        assertThat(event.at("/agent/0/who/identifier/value").asText()).isEqualTo("app");
        assertThat(request(event))
                .contains("scope=openid patient/Patient.wrong")
                .doesNotContain("code_challenge");
    }

    @Test
    void introspection_isOnRecord_whetherItIsAnsweredOrRefused() {
        String token = tokenOf(backEndToken("system/Patient.rs"));
        Map<String, String> form = new java.util.LinkedHashMap<>(backEndRequest(
                assertion("back-end", BACK_END_KEY, h -> {}, c -> c.audience(BASE + "/oauth/introspect")), "x"));
        form.remove("grant_type");
        form.remove("scope");
        form.put("token", token);
        HttpResponse<String> answer = post(BASE + "/oauth/introspect", form);
        assertThat(answer.body()).contains("\"active\":true");

        JsonNode event = events("token-introspected").get(0);
        assertThat(event.at("/outcome").asText()).isEqualTo("0");
        assertThat(event.at("/agent/0/who/identifier/value").asText()).isEqualTo("back-end");
        assertThat(event.toString()).contains(TokenHash.of(token).shortName()).doesNotContain(token);

        assertThat(post(BASE + "/oauth/introspect", Map.of("token", token)).statusCode())
                .isEqualTo(401);
        assertThat(events("token-introspected").get(0).at("/outcome").asText()).isEqualTo("4");
    }
}
