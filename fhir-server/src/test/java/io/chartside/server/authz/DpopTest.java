package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MM12: tokens bound to a key of the client (RFC 9449), rule by rule, at the token endpoint and at the FHIR base. */
class DpopTest extends LaunchedAppTest {
    private final Dpop dpop = new Dpop(Curve.P_256);

    private static Map<String, String> request() {
        return backEndRequest(assertion("back-end", BACK_END_KEY), "system/Patient.rs");
    }

    private String boundToken() {
        return tokenOf(Dpop.post(request(), dpop.forToken()));
    }

    private static String challenge(HttpResponse<String> response) {
        return String.join(" ", response.headers().allValues("WWW-Authenticate"));
    }

    @Test
    void tokenForAProof_isOfTypeDpop_andServesWithAProofOfItsKey() {
        for (Curve curve : List.of(Curve.P_256, Curve.P_384)) {
            Dpop client = new Dpop(curve);
            HttpResponse<String> response = Dpop.post(request(), client.forToken());

            assertThat(json(response)).containsEntry("token_type", "DPoP");
            String token = tokenOf(response);
            assertThat(Dpop.get("DPoP", token, client.forResource(token)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void boundTokenAsBearer_isRefused() {
        String token = boundToken();

        HttpResponse<String> response = Dpop.get("Bearer", token, dpop.forResource(token));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response)).contains("DPoP algs=\"ES256 ES384\"");
    }

    @Test
    void bearerTokenAsBound_isRefused() {
        String token = tokenOf(backEndToken("system/Patient.rs"));

        HttpResponse<String> response = Dpop.get("DPoP", token, dpop.forResource(token));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response)).startsWith("DPoP").contains("error=\"invalid_token\"");
    }

    @Test
    void proofOfAnotherKey_isRefused() {
        String token = boundToken();

        assertThat(Dpop.get("DPoP", token, new Dpop(Curve.P_256).forResource(token))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void noProofOrTwo_isRefused() {
        String token = boundToken();

        assertThat(Dpop.get("DPoP", token).statusCode()).isEqualTo(401);
        assertThat(Dpop.get("DPoP", token, dpop.forResource(token), dpop.forResource(token))
                        .statusCode())
                .isEqualTo(401);
        assertThat(json(Dpop.post(request(), dpop.forToken(), dpop.forToken())))
                .containsEntry("error", "invalid_dpop_proof");
    }

    @Test
    void proofUsedTwice_countsOnce_alsoInParallel() throws Exception {
        String token = boundToken();
        String proof = dpop.forResource(token);
        assertThat(Dpop.get("DPoP", token, proof).statusCode()).isEqualTo(200);
        HttpResponse<String> again = Dpop.get("DPoP", token, proof);
        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(challenge(again)).contains("invalid_dpop_proof");

        String once = dpop.forResource(token);
        List<Integer> statuses =
                EhrLaunchTest.together(8, () -> Dpop.get("DPoP", token, once).statusCode());
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);

        String ofToken = dpop.forToken();
        List<Integer> issued =
                EhrLaunchTest.together(8, () -> Dpop.post(request(), ofToken).statusCode());
        assertThat(issued.stream().filter(status -> status == 200)).hasSize(1);
    }

    /** What may be wrong with a proof at either place. */
    enum Wrong {
        TYPE(header -> header.type(JOSEObjectType.JWT), claims -> {}),
        NO_TYPE(header -> header.type(null), claims -> {}),
        NO_KEY(header -> header.jwk(null), claims -> {}),
        KEY_OF_ANOTHER(header -> header.jwk(new Dpop(Curve.P_256).key.toPublicJWK()), claims -> {}),
        KEY_BY_ADDRESS(header -> header.jwkURL(URI.create("https://evil.example/jwks.json")), claims -> {}),
        UNKNOWN_CRIT(header -> header.criticalParams(Set.of("exp")), claims -> {}),
        METHOD(header -> {}, claims -> claims.claim("htm", "PUT")),
        NO_METHOD(header -> {}, claims -> claims.claim("htm", null)),
        URL(header -> {}, claims -> claims.claim("htu", BASE + "/oauth/introspect")),
        OTHER_HOST(header -> {}, claims -> claims.claim("htu", "https://evil.example/fhir/demo/oauth/token")),
        URL_OF_OTHER_TENANT(header -> {}, claims -> claims.claim("htu", SERVER + "/fhir/other/oauth/token")),
        URL_WITH_USER(header -> {}, claims -> claims.claim("htu", BASE.replace("://", "://u@") + "/oauth/token")),
        NO_URL(header -> {}, claims -> claims.claim("htu", null)),
        NUMBER_AS_URL(header -> {}, claims -> claims.claim("htu", 1)),
        OLD(header -> {}, claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(62)))),
        AHEAD(header -> {}, claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(40)))),
        NO_TIME(header -> {}, claims -> claims.issueTime(null)),
        NO_JTI(header -> {}, claims -> claims.jwtID(null)),
        EMPTY_JTI(header -> {}, claims -> claims.jwtID(" ")),
        LONG_JTI(header -> {}, claims -> claims.jwtID("x".repeat(256)));

        private final Consumer<JWSHeader.Builder> header;
        private final Consumer<JWTClaimsSet.Builder> claims;

        Wrong(Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims) {
            this.header = header;
            this.claims = claims;
        }
    }

    @ParameterizedTest
    @EnumSource
    void proofThatIsWrong_isRefusedAtBothPlaces(Wrong wrong) {
        HttpResponse<String> token =
                Dpop.post(request(), dpop.proof("POST", BASE + "/oauth/token", wrong.header, wrong.claims));
        assertThat(token.statusCode()).isEqualTo(400);
        assertThat(json(token)).containsEntry("error", "invalid_dpop_proof").doesNotContainKey("access_token");

        String bound = boundToken();
        HttpResponse<String> resource =
                Dpop.get("DPoP", bound, dpop.proof("GET", BASE + "/Patient/1", wrong.header, claims -> {
                    claims.claim("ath", Dpop.ath(bound));
                    wrong.claims.accept(claims);
                }));
        assertThat(resource.statusCode()).isEqualTo(401);
        assertThat(challenge(resource)).contains("error=\"invalid_dpop_proof\"");
    }

    @Test
    void proofWithPrivateKey_algNone_orHmac_isRefused() {
        String claims = "{\"htm\":\"POST\",\"htu\":\"" + BASE + "/oauth/token\",\"jti\":\"a\",\"iat\":"
                + Instant.now().getEpochSecond() + "}";
        Stream.of(
                        "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + dpop.key.toJSONString() + "}",
                        "{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"jwk\":"
                                + dpop.key.toPublicJWK().toJSONString() + "}",
                        "{\"typ\":\"dpop+jwt\",\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
                        "{\"typ\":\"dpop+jwt\",\"alg\":\"RS384\",\"jwk\":"
                                + RSA_KEY.toPublicJWK().toJSONString() + "}")
                .forEach(header -> {
                    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
                    String proof = base64.encodeToString(header.getBytes()) + "."
                            + base64.encodeToString(claims.getBytes()) + "."
                            + base64.encodeToString(new byte[64]);
                    assertThat(json(Dpop.post(request(), proof))).containsEntry("error", "invalid_dpop_proof");
                });
    }

    @Test
    void proofForAnotherToken_isRefused() {
        String token = boundToken();

        assertThat(Dpop.get("DPoP", token, dpop.forResource(boundToken())).statusCode())
                .isEqualTo(401);
        assertThat(Dpop.get("DPoP", token, dpop.proof("GET", BASE + "/Patient/1", h -> {}, c -> {}))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void urlOfTheProof_isComparedWithoutQueryAndCaseOfTheHost() {
        String token = boundToken();
        String proof = dpop.proof(
                "GET",
                BASE.replace("http:", "HTTP:") + "/Patient/1?_elements=id#x",
                header -> {},
                claims -> claims.claim("ath", Dpop.ath(token)));

        assertThat(Dpop.get("DPoP", token, proof).statusCode()).isEqualTo(200);
    }

    @Test
    void introspection_tellsTheKey() {
        String token = boundToken();
        Map<String, String> form = new Launch("back-end", BACK_END_KEY, null).authenticated(Map.of("token", token));

        assertThat(json(post(BASE + "/oauth/introspect", form)))
                .containsEntry("cnf", Map.of("jkt", dpop.jkt()))
                .containsEntry("token_type", "DPoP");
    }

    @Test
    void clientRegisteredForDpop_getsNoTokenWithoutAProof() {
        assertThat(json(post(
                        BASE + "/oauth/token",
                        backEndRequest(assertion("bound-back-end", BACK_END_KEY), "system/Patient.rs"))))
                .containsEntry("error", "invalid_dpop_proof");
        assertThat(json(Dpop.post(
                        backEndRequest(assertion("bound-back-end", BACK_END_KEY), "system/Patient.rs"),
                        dpop.forToken())))
                .containsEntry("token_type", "DPoP");
    }

    @Test
    void refreshTokenOfAPublicApp_isBoundToTheKey_thatOfAConfidentialOneIsNot() {
        browser.signIn("Practitioner/dr-one");
        Launch pub = new Launch("public-app", null, launch());
        Map<String, String> exchange = new LinkedHashMap<>(pub.exchange);
        exchange.put("code", pub.authorize(browser).get("code"));
        Map<String, Object> tokens = json(Dpop.post(pub.authenticated(exchange), dpop.forToken()));
        assertThat(tokens).containsEntry("token_type", "DPoP");
        Map<String, String> refresh = pub.authenticated(
                Map.of("grant_type", "refresh_token", "refresh_token", (String) tokens.get("refresh_token")));

        assertThat(json(Dpop.post(refresh))).containsEntry("error", "invalid_dpop_proof");
        assertThat(json(Dpop.post(refresh, new Dpop(Curve.P_256).forToken())))
                .containsEntry("error", "invalid_dpop_proof");
        assertThat(json(Dpop.post(refresh, dpop.forToken()))).containsEntry("token_type", "DPoP");

        Launch confidential = app();
        Map<String, String> code = new LinkedHashMap<>(confidential.exchange);
        code.put("code", confidential.authorize(browser).get("code"));
        Object refreshToken = json(Dpop.post(confidential.authenticated(code), dpop.forToken()))
                .get("refresh_token");
        assertThat(json(Dpop.post(
                        confidential.authenticated(
                                Map.of("grant_type", "refresh_token", "refresh_token", (String) refreshToken)),
                        new Dpop(Curve.P_256).forToken())))
                .containsEntry("token_type", "DPoP");
    }

    @Test
    void codeBoundToAKey_isRedeemedWithThatKeyAlone() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app().asking("dpop_jkt", dpop.jkt());
        Map<String, String> exchange = new LinkedHashMap<>(launch.exchange);
        exchange.put("code", launch.authorize(browser).get("code"));

        assertThat(json(Dpop.post(launch.authenticated(exchange)))).containsEntry("error", "invalid_dpop_proof");
        assertThat(json(Dpop.post(launch.authenticated(exchange), new Dpop(Curve.P_256).forToken())))
                .containsEntry("error", "invalid_dpop_proof");
        assertThat(json(Dpop.post(launch.authenticated(exchange), dpop.forToken())))
                .containsEntry("token_type", "DPoP");
    }

    @Test
    void discovery_namesTheAlgorithms() {
        assertThat(json(get(BASE + "/.well-known/smart-configuration")))
                .containsEntry("dpop_signing_alg_values_supported", List.of("ES256", "ES384"));
    }

    private static final String KEYS = SERVER + "/fhir/keys";

    private static HttpResponse<String> token(String proof) {
        Map<String, String> form = backEndRequest(
                assertion(
                        "bound-back-end", BACK_END_KEY, header -> {}, claims -> claims.audience(KEYS + "/oauth/token")),
                "system/Patient.rs");
        return send(postRequest(KEYS + "/oauth/token", form).header("DPoP", proof));
    }

    private String proof(String method, String path, String nonce, String ath) {
        return dpop.proof(
                method,
                KEYS + path,
                header -> {},
                claims -> claims.claim("nonce", nonce).claim("ath", ath).issueTime(Date.from(clock.instant())));
    }

    private static HttpResponse<String> resource(String token, String proof) {
        return send(HttpRequest.newBuilder(URI.create(KEYS + "/Patient/1"))
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof));
    }

    private static String nonce(HttpResponse<String> response) {
        return response.headers().firstValue("DPoP-Nonce").orElseThrow();
    }

    /** MM12: RFC 9449, sections 8 and 9. */
    @Test
    void tenantWithNonces_takesNoProofWithout_andGivesOneToTryAgainWith() {
        HttpResponse<String> first = token(proof("POST", "/oauth/token", null, null));
        assertThat(first.statusCode()).isEqualTo(400);
        assertThat(json(first)).containsEntry("error", "use_dpop_nonce");
        assertThat(first.headers().firstValue("Cache-Control").orElse("")).contains("no-store");

        HttpResponse<String> issued = token(proof("POST", "/oauth/token", nonce(first), null));
        String token = tokenOf(issued);
        HttpResponse<String> without = resource(token, proof("GET", "/Patient/1", null, Dpop.ath(token)));
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(challenge(without)).contains("DPoP", "error=\"use_dpop_nonce\"");
        assertThat(resource(token, proof("GET", "/Patient/1", nonce(issued), Dpop.ath(token)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(tokenOf(Dpop.post(request(), dpop.forToken())))
                .as("a tenant without nonces asks for none")
                .isNotEmpty();
    }

    @Test
    void nonceThatIsOld_forged_orOfTheFuture_isNotTaken() {
        String nonce = nonce(token(proof("POST", "/oauth/token", null, null)));
        byte[] forged = Base64.getUrlDecoder().decode(nonce);
        forged[forged.length - 1] ^= 1;
        for (String wrong :
                List.of("", "nonsense", "x".repeat(5000), Base64.getUrlEncoder().encodeToString(forged))) {
            assertThat(token(proof("POST", "/oauth/token", wrong, null)).statusCode())
                    .as(wrong.length() > 100 ? "long" : wrong)
                    .isEqualTo(400);
        }
        clock.ahead(Duration.ofMinutes(3));
        assertThat(token(proof("POST", "/oauth/token", nonce, null)).statusCode())
                .isEqualTo(200);
        clock.ahead(Duration.ofMinutes(6));
        HttpResponse<String> late = token(proof("POST", "/oauth/token", nonce, null));
        assertThat(json(late)).containsEntry("error", "use_dpop_nonce");
        String ahead = nonce(late);
        clock.ahead(Duration.ZERO);
        assertThat(token(proof("POST", "/oauth/token", ahead, null)).statusCode())
                .isEqualTo(400);
    }
}
