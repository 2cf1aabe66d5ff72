package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.chartside.server.store.Change;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.TestStore;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Token exchange (RFC 8693): an EHR's id_token becomes a token of the linked Practitioner, or nothing. */
class TokenExchangeTest extends AuthzTest {
    private static final Instant AUTH_TIME = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

    @Autowired
    private ResourceStore store;

    private static Map<String, String> request(String idToken) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", idToken);
        form.put("subject_token_type", "urn:ietf:params:oauth:token-type:id_token");
        form.put("scope", "openid fhirUser user/*.cruds drafts online_access");
        return form;
    }

    private static HttpResponse<String> exchange(Map<String, String> form) {
        return post(BASE + "/oauth/token", new Launch("app", APP_KEY, null).authenticated(form));
    }

    /** An id_token of the trusted foreign EHR, right in every claim until changed. */
    private static String foreign(Consumer<JWTClaimsSet.Builder> change) {
        return foreign(AuthzKeyServer.KEY, JWSAlgorithm.ES384, change);
    }

    private static String foreign(ECKey key, JWSAlgorithm algorithm, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("https://ehr.example.org/r4")
                .subject("someone")
                .audience("chartside-at-ehr")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("auth_time", AUTH_TIME.getEpochSecond())
                .claim("fhirUser", "https://ehr.example.org/r4/Practitioner/foreign-1");
        change.accept(claims);
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        return sign(header, claims.build(), key);
    }

    @Test
    void ownIdToken_becomesAUserTokenOfThatPractitioner() {
        Browser browser = new Browser().signIn("Practitioner/dr-two");
        Launch launch = new Launch(
                "app",
                APP_KEY,
                launches.issue(DEMO, "Practitioner/dr-two", LaunchContext.of("patient-1", "encounter-1", true)));
        Map<String, Object> launched =
                json(launch.token(launch.authorize(browser).get("code")));

        HttpResponse<String> response = exchange(request((String) launched.get("id_token")));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<String, Object> body = json(response);
        assertThat(body)
                .containsEntry("issued_token_type", "urn:ietf:params:oauth:token-type:access_token")
                .containsEntry("fhirUser", BASE + "/Practitioner/dr-two")
                .containsKey("refresh_token")
                .doesNotContainKeys("patient", "encounter");
        Map<String, Object> caller = json(getWithToken(BASE + "/Patient/1", (String) body.get("access_token")));
        assertThat(caller).containsEntry("fhirUser", "Practitioner/dr-two").containsEntry("clientId", "app");
    }

    @Test
    void foreignIdToken_ofALinkedUser_carriesItsSignInTime() {
        HttpResponse<String> response = exchange(request(foreign(claims -> {})));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<String, Object> caller =
                json(getWithToken(BASE + "/Patient/1", (String) json(response).get("access_token")));
        assertThat(caller)
                .containsEntry("fhirUser", "Practitioner/dr-one")
                .containsEntry("authTime", AUTH_TIME.toString());
    }

    @Test
    void issuerThatTellsNoSignInTime_countsTheLaunchWhereTheTenantSaysSo() {
        Instant issued = Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.SECONDS);
        HttpResponse<String> response =
                exchange(request(foreign(claims -> claims.issuer("https://silent.example.org/r4")
                        .claim("fhirUser", "Practitioner/foreign-1")
                        .issueTime(Date.from(issued))
                        .claim("auth_time", null))));

        Map<String, Object> caller = json(getWithToken(BASE + "/Patient/1", tokenOf(response)));
        assertThat(caller).containsEntry("authTime", issued.toString());
    }

    @Test
    void foreignRole_isThePractitionerItIsLinkedWith() {
        HttpResponse<String> response = exchange(request(foreign(
                claims -> claims.claim("fhirUser", "https://ehr.example.org/r4/PractitionerRole/foreign-role"))));

        Map<String, Object> caller = json(getWithToken(BASE + "/Patient/1", tokenOf(response)));
        assertThat(caller).containsEntry("fhirUser", "Practitioner/dr-two");
    }

    @ParameterizedTest
    @CsvSource({"role-of-two, 200", "role-of-nobody, 400"})
    void ownRole_isItsPractitioner_orNobody(String role, int status) {
        store.write(
                DEMO,
                unit -> unit.apply(List.of(role("role-of-two", "Practitioner/dr-two"), role("role-of-nobody", null))));
        Browser browser = new Browser().signIn("PractitionerRole/" + role);
        Launch launch = new Launch(
                "app",
                APP_KEY,
                launches.issue(DEMO, "PractitionerRole/" + role, LaunchContext.of("patient-1", "encounter-1", true)));
        Map<String, Object> launched =
                json(launch.token(launch.authorize(browser).get("code")));

        HttpResponse<String> response = exchange(request((String) launched.get("id_token")));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        if (status == 200) {
            assertThat(json(response)).containsEntry("fhirUser", BASE + "/Practitioner/dr-two");
        }
    }

    private static Change role(String id, String practitioner) {
        PractitionerRole role = new PractitionerRole();
        role.setActive(true);
        if (practitioner != null) {
            role.setPractitioner(new Reference(practitioner));
        }
        return new Change.Put("PractitionerRole", id, TestStore.json(role), false, OptionalLong.empty());
    }

    @Test
    void exchangedToken_isRefreshed() {
        Map<String, Object> first = json(exchange(request(foreign(claims -> {}))));

        HttpResponse<String> refreshed = post(
                BASE + "/oauth/token",
                new Launch("app", APP_KEY, null)
                        .authenticated(Map.of(
                                "grant_type", "refresh_token", "refresh_token", (String) first.get("refresh_token"))));

        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
        Map<String, Object> caller =
                json(getWithToken(BASE + "/Patient/1", (String) json(refreshed).get("access_token")));
        assertThat(caller).containsEntry("fhirUser", "Practitioner/dr-one");
    }

    static Stream<Arguments> unacceptable() {
        return Stream.of(
                arguments(
                        "is not linked",
                        foreign(claims ->
                                claims.claim("fhirUser", "https://ehr.example.org/r4/Practitioner/stranger"))),
                arguments("is not linked", foreign(claims -> claims.claim("fhirUser", "Practitioner/dr-one"))),
                arguments("no fhirUser", foreign(claims -> claims.claim("fhirUser", null))),
                arguments("not trusted", foreign(claims -> claims.issuer("https://evil.example"))),
                arguments("another client", foreign(claims -> claims.audience("another-app"))),
                arguments(
                        "expired",
                        foreign(claims ->
                                claims.expirationTime(Date.from(Instant.now().minusSeconds(60))))),
                arguments("expired", foreign(claims -> claims.expirationTime(null))),
                arguments(
                        "iat",
                        foreign(claims ->
                                claims.issueTime(Date.from(Instant.now().plusSeconds(600))))),
                arguments("signature", foreign(ecKey("published"), JWSAlgorithm.ES384, claims -> {})),
                arguments("kid", foreign(ecKey("unknown"), JWSAlgorithm.ES384, claims -> {})),
                // Our own issuer, but not our key.
                arguments("kid", foreign(claims -> claims.issuer(BASE).audience("app"))),
                // OpenID Connect Core, 2: owed because the app asks with max_age.
                arguments("no auth_time", foreign(claims -> claims.claim("auth_time", null))),
                arguments(
                        "auth_time is ahead",
                        foreign(claims -> claims.claim(
                                "auth_time", Instant.now().plusSeconds(600).getEpochSecond()))),
                arguments("not a signed JWT", "not-a-jwt"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unacceptable")
    void idTokenThatCannotBeAccepted_saysWhy(String reason, String idToken) {
        HttpResponse<String> response = exchange(request(idToken));

        assertThat(response.statusCode()).isEqualTo(400);
        Map<String, Object> body = json(response);
        assertThat(body).containsEntry("error", "invalid_grant").doesNotContainKey("access_token");
        assertThat((String) body.get("error_description")).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "subject_token_type, urn:ietf:params:oauth:token-type:access_token, invalid_request",
        "requested_token_type, urn:ietf:params:oauth:token-type:id_token, invalid_request",
        "actor_token, x, invalid_request",
        "scope, system/*.cruds, invalid_scope",
        "scope, patient/*.rs, invalid_scope",
        "scope, user/*.cruds launch, invalid_scope",
        "scope, user/*.cruds admin, invalid_scope",
    })
    void requestOfAnotherKind_isRefused(String parameter, String value, String error) {
        Map<String, String> form = request(foreign(claims -> {}));
        form.put(parameter, value);

        assertThat(json(exchange(form))).containsEntry("error", error);
    }

    @Test
    void clientWithoutTheGrant_isRefused() {
        Map<String, String> form =
                new Launch("asks-consent", APP_KEY, null).authenticated(request(foreign(claims -> {})));

        assertThat(json(post(BASE + "/oauth/token", form))).containsEntry("error", "unauthorized_client");
    }

    @Test
    void exchangeWithoutClientAuthentication_isRefused() {
        assertThat(post(BASE + "/oauth/token", request(foreign(claims -> {}))).statusCode())
                .isEqualTo(401);
    }
}
