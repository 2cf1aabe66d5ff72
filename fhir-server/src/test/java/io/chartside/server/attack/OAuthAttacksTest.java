package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.rest.Lure;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The attacks on the authorization server by their names (RFC 9700, RFC 8725): each is refused, each in the same words. */
class OAuthAttacksTest extends AttackTest {
    private static final String SCOPE = "openid fhirUser user/Patient.rs";
    private final OpenedApp app = new OpenedApp(SERVER);

    // ---- client assertions

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES384)
                .type(JOSEObjectType.JWT)
                .keyID(KEY.getKeyID());
    }

    private static JWTClaimsSet claims(String audience) {
        return new JWTClaimsSet.Builder()
                .issuer("tester")
                .subject("tester")
                .audience(audience)
                .expirationTime(Date.from(Instant.now().plusSeconds(200)))
                .jwtID(UUID.randomUUID().toString())
                .build();
    }

    private static JWTClaimsSet claims() {
        return claims(BASE + "/oauth/token");
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey key) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey stranger() {
        try {
            return new ECKeyGenerator(Curve.P_384).keyID(KEY.getKeyID()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> tokenBy(String assertion, Map<String, String> more) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("scope", "system/Patient.rs");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion);
        form.putAll(more);
        return new OpenedApp(SERVER).submit(BASE + "/oauth/token", form, SERVER);
    }

    /** No client: in the words that every wrong assertion gets, whatever is wrong with it. */
    private static void assertNoClient(String assertion) {
        HttpResponse<String> answer = tokenBy(assertion, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body())
                .isEqualTo(tokenBy(signed(header().build(), claims(), stranger()), Map.of())
                        .body());
        assertThat(json(answer).path("error").asText()).isEqualTo("invalid_client");
    }

    @Test
    void algNone_isRefused() {
        assertNoClient(new PlainJWT(claims()).serialize());
    }

    @Test
    void hmacWithThePublicKey_isRefused() throws JOSEException {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384)) {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(algorithm)
                            .type(JOSEObjectType.JWT)
                            .keyID(KEY.getKeyID())
                            .build(),
                    claims());
            jwt.sign(new MACSigner(KEY.toPublicJWK().toJSONString()));
            assertNoClient(jwt.serialize());
        }
    }

    @Test
    void unknownCrit_isRefused() {
        assertNoClient(signed(
                header().criticalParams(Set.of("exotic"))
                        .customParam("exotic", 1)
                        .build(),
                claims(),
                KEY));
    }

    @Test
    void embeddedJwk_isRefused() {
        ECKey own = stranger();
        assertNoClient(signed(header().jwk(own.toPublicJWK()).build(), claims(), own));
    }

    @Test
    void foreignJku_isRefusedAndNotFetched() {
        int before = Lure.calls();
        ECKey own = stranger();
        assertNoClient(signed(header().jwkURL(URI.create(Lure.url("jwks.json"))).build(), claims(), own));
        assertNoClient(signed(header().jwkURL(URI.create(Lure.url("jwks.json"))).build(), claims(), KEY));
        assertThat(Lure.calls()).isEqualTo(before);
    }

    @Test
    void wrongAud_isRefused() {
        for (String audience : List.of(BASE, OTHER + "/oauth/token", "https://evil.example/token", SERVER)) {
            assertNoClient(signed(header().build(), claims(audience), KEY));
        }
        app.signIn();
        for (String aud : List.of(OTHER, "https://evil.example/fhir", BASE + "/x", SERVER)) {
            Map<String, String> request = app.request(SCOPE);
            request.put("aud", aud);
            assertRefused(app.authorize(request), "invalid_request");
        }
    }

    @Test
    void replayInParallel_countsOnce() throws Exception {
        String assertion = signed(header().build(), claims(), KEY);
        List<Integer> statuses = together(8, assertion);
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(tokenBy(assertion, Map.of()).statusCode()).isEqualTo(401);
    }

    private static List<Integer> together(int times, String assertion) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(times);
        try {
            Callable<Integer> work = () -> tokenBy(assertion, Map.of()).statusCode();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> status : pool.invokeAll(Collections.nCopies(times, work))) {
                statuses.add(status.get());
            }
            return statuses;
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void massAssignment_inATokenRequest_assignsNothing() {
        Map<String, String> more = Map.of(
                "role", "super_admin",
                "roles", "owner",
                "fhirUser", "Practitioner/demo-practitioner-1",
                "tenant", "other",
                "patient", OpenedApp.PATIENT,
                "expires_in", "999999",
                "aud", OTHER,
                "purposeOfUse", "BTG");
        HttpResponse<String> answer = tokenBy(signed(header().build(), claims(), KEY), more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("expires_in").asInt()).isLessThanOrEqualTo(300);
        assertThat(json(answer).path("scope").asText()).isEqualTo("system/Patient.rs");
        String token = json(answer).path("access_token").asText();
        assertThat(getWith(token, "/Observation").statusCode()).isEqualTo(403);
        assertThat(getWith(token, OTHER + "/Patient").statusCode()).isEqualTo(401);
        assertThat(json(answer).has("patient")).isFalse();
        HttpResponse<String> wider = tokenBy(
                signed(header().build(), claims(), KEY),
                Map.of("scope", "system/Patient.rs system/*.cruds launch/patient"));
        assertThat(json(wider).path("error").asText()).isEqualTo("invalid_scope");
    }

    // ---- codes and redirects

    private void assertRefused(HttpResponse<String> answer, String error) {
        Map<String, String> back = OpenedApp.query(app.location(answer));
        assertThat(back).containsEntry("error", error).doesNotContainKey("code");
    }

    @Test
    void codeReuse_revokesTheTokens() {
        String code = app.signIn().callback(SCOPE).get("code");
        HttpResponse<String> first = app.exchange(code, Map.of());
        String token = json(first).path("access_token").asText();
        assertThat(getWith(token, "/Patient/" + OpenedApp.PATIENT).statusCode()).isEqualTo(200);

        HttpResponse<String> second = app.exchange(code, Map.of());

        assertThat(second.statusCode()).isEqualTo(400);
        assertThat(json(second).path("error").asText()).isEqualTo("invalid_grant");
        assertThat(getWith(token, "/Patient/" + OpenedApp.PATIENT).statusCode()).isEqualTo(401);
    }

    /** The thief has the code of somebody's way back, and puts it into a session of his own: his verifier is another. */
    @Test
    void authCodeInjection_isRefused() {
        String stolen = app.signIn().callback(SCOPE).get("code");
        HttpResponse<String> injected =
                app.exchange(stolen, Map.of("code_verifier", "the-verifier-of-the-thief-s-own-session-43-characters"));
        assertThat(injected.statusCode()).isEqualTo(400);
        assertThat(json(injected).path("error").asText()).isEqualTo("invalid_grant");
        HttpResponse<String> elsewhere =
                app.exchange(app.callback(SCOPE).get("code"), Map.of("redirect_uri", "http://localhost:9999/other"));
        assertThat(json(elsewhere).path("error").asText()).isEqualTo("invalid_grant");
        HttpResponse<String> otherTenant = new OpenedApp(SERVER)
                .submit(
                        OTHER + "/oauth/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                "picker",
                                "code",
                                app.callback(SCOPE).get("code"),
                                "redirect_uri",
                                OpenedApp.CALLBACK,
                                "code_verifier",
                                OpenedApp.VERIFIER),
                        SERVER);
        assertThat(otherTenant.statusCode()).isIn(400, 401);
    }

    /** Each tenant is an issuer of its own; a code given to the wrong one is worth nothing there (RFC 9207, RFC 9700, 4.4). */
    @Test
    void mixUp_codeAtAnotherIssuer_isRefused_andEveryAnswerNamesItsIssuer() {
        Map<String, String> callback = app.signIn().callback(SCOPE);
        assertThat(callback).containsEntry("iss", BASE);
        for (String issuer : List.of(OTHER, PICKY)) {
            HttpResponse<String> answer = app.submit(
                    issuer + "/oauth/token",
                    Map.of(
                            "grant_type",
                            "authorization_code",
                            "client_id",
                            "picker",
                            "code",
                            callback.get("code"),
                            "redirect_uri",
                            OpenedApp.CALLBACK,
                            "code_verifier",
                            OpenedApp.VERIFIER),
                    SERVER);
            assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
        }
        Map<String, String> refused = OpenedApp.query(app.location(app.authorize(app.request("openid admin"))));
        assertThat(refused).containsEntry("error", "invalid_scope").containsEntry("iss", BASE);
        assertThat(app.exchange(callback.get("code"), Map.of()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/callback",
                "http://localhost:9999@evil.example/callback",
                "http://localhost:9999/callback/../../evil",
                "http://localhost:9999/callback?x=1",
                "http://localhost:9999/callback#x",
                "http://localhost:9999/CALLBACK",
                "http://localhost:9999.evil.example/callback",
                "http://127.0.0.1:9999/callback",
                "javascript:alert(1)",
                "http://localhost:9999/callback ",
            })
    void openRedirect_isShownToThePersonAndNotFollowed(String uri) {
        app.signIn();
        for (String scope : List.of(SCOPE, "launch/patient openid patient/*.rs")) {
            Map<String, String> request = app.request(scope);
            request.put("redirect_uri", uri);
            HttpResponse<String> answer = app.authorize(request);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
            assertThat(answer.body()).doesNotContain("evil.example");
        }
    }

    @Test
    void openRedirect_afterSignIn_leadsBackToTheSameTenantAlone() {
        for (String query : List.of("next=https://evil.example", "redirect_uri=//evil.example", "/evil.example")) {
            HttpResponse<String> in = app.submit(
                    BASE + "/oauth/sign-in?" + query, Map.of("person", "Practitioner/demo-practitioner-1"), SERVER);
            assertThat(app.location(in)).startsWith(BASE + "/oauth/authorize?");
        }
    }

    /** A launch, a sign-in or a choice that another site sends in the person's browser counts for nothing. */
    @Test
    void launchCsrf_formsOfAnotherSite_areRefused() {
        app.signIn();
        String evil = "https://evil.example";
        assertThat(app.submit(BASE + "/oauth/sign-in", Map.of("person", "Practitioner/demo-practitioner-2"), evil)
                        .statusCode())
                .isEqualTo(400);
        assertThat(app.submit(BASE + "/oauth/sign-out", Map.of(), evil).statusCode())
                .isEqualTo(400);
        String picker = app.location(app.authorize(app.request("launch/patient openid patient/*.rs")));
        assertThat(app.submit(picker, Map.of("chosen", OpenedApp.PATIENT), evil).statusCode())
                .isEqualTo(400);
        assertThat(app.submit(
                                BASE + "/oauth/authorize",
                                Map.of("client_id", "lured", "state", "x", "scope", "user/Patient.rs"),
                                evil)
                        .statusCode())
                .isEqualTo(400);
        Map<String, String> withoutState = app.request(SCOPE);
        withoutState.remove("state");
        assertRefused(app.authorize(withoutState), "invalid_request");
        Map<String, String> forged = app.request("launch/patient openid patient/*.rs");
        forged.put("launch", "a-handle-that-was-never-issued");
        assertRefused(app.authorize(forged), "invalid_request");
    }

    /** The state that comes back is the one of this request alone, and a launch handle works once. */
    @Test
    void stateReuse_launchHandleOfAFinishedLaunch_isRefused() {
        app.signIn();
        String picker = app.location(app.authorize(app.request("launch/patient openid patient/*.rs")));
        String back = app.location(app.submit(picker, Map.of("chosen", OpenedApp.PATIENT), SERVER));
        Map<String, String> first = OpenedApp.query(app.location(app.open(back)));
        assertThat(first).containsEntry("state", "a-state").containsKey("code");

        Map<String, String> again = OpenedApp.query(app.location(app.open(back)));

        assertThat(again).containsEntry("error", "invalid_request").doesNotContainKey("code");
        OpenedApp another = new OpenedApp(SERVER).signIn("Practitioner/demo-practitioner-2");
        Map<String, String> ofAnother = OpenedApp.query(another.location(another.open(back)));
        assertThat(ofAnother).doesNotContainKey("code");
    }

    @Test
    void errors_tellTheClientWhatToFix_andAnAttackerNothing() {
        HttpResponse<String> unknownClient = app.exchange("x", Map.of("client_id", "nobody-" + UUID.randomUUID()));
        HttpResponse<String> knownClient = app.exchange("x", Map.of("client_id", "lured"));
        assertThat(unknownClient.statusCode()).isEqualTo(knownClient.statusCode());
        assertThat(unknownClient.body()).isEqualTo(knownClient.body());
        String fresh = app.signIn().callback(SCOPE).get("code");
        String never = "x".repeat(fresh.length());
        HttpResponse<String> wrongVerifier = app.exchange(fresh, Map.of("code_verifier", "y".repeat(50)));
        HttpResponse<String> wrongCode = app.exchange(never, Map.of());
        assertThat(wrongVerifier.statusCode()).isEqualTo(wrongCode.statusCode());
        assertThat(json(wrongVerifier).path("error")).isEqualTo(json(wrongCode).path("error"));
        for (HttpResponse<String> answer : List.of(unknownClient, wrongVerifier, wrongCode)) {
            assertThat(answer.body())
                    .doesNotContain("xception")
                    .doesNotContain("springframework")
                    .doesNotContain(" at ");
        }
    }
}
