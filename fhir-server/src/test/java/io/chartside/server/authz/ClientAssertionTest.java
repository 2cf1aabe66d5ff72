package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client assertion must be (SMART App Launch 2.2, asymmetric client authentication), wrong in one thing at a time. */
class ClientAssertionTest extends AuthzTest {
    private static final ECKey STRANGER = ecKey("back-end");

    private static HttpResponse<String> with(String assertion) {
        return post(BASE + "/oauth/token", backEndRequest(assertion, "system/Patient.rs"));
    }

    static Stream<Arguments> wrongAssertions() {
        return Stream.of(
                wrong("typ absent", head -> head.type(null)),
                wrong("typ of an access token", head -> head.type(new JOSEObjectType("at+jwt"))),
                wrong("kid absent", head -> head.keyID(null)),
                wrong("kid unknown", head -> head.keyID("nobody")),
                wrong(
                        "critical extension",
                        head -> head.criticalParams(Set.of("exotic")).customParam("exotic", 1)),
                wrong("jku elsewhere", head -> head.jwkURL(URI.create("http://127.0.0.1:1/jwks.json"))),
                wrong("key in the header", head -> head.jwk(STRANGER.toPublicJWK())),
                wrong("x5u", head -> head.x509CertURL(URI.create("https://evil.example/x"))),
                wrongClaim("iss of another", claims -> claims.issuer("narrow-back-end")),
                wrongClaim("iss absent", claims -> claims.issuer(null)),
                wrongClaim("aud is the FHIR base", claims -> claims.audience(BASE)),
                wrongClaim("aud elsewhere", claims -> claims.audience("https://evil.example/token")),
                wrongClaim("aud of another tenant", claims -> claims.audience(SERVER + "/fhir/other/oauth/token")),
                wrongClaim(
                        "aud here and elsewhere",
                        claims -> claims.audience(List.of(BASE + "/oauth/token", "https://evil.example/token"))),
                wrongClaim("aud absent", claims -> claims.audience((String) null)),
                wrongClaim("exp absent", claims -> claims.expirationTime(null)),
                wrongClaim("exp past", claims -> claims.expirationTime(in(-60))),
                wrongClaim("exp an hour ahead", claims -> claims.expirationTime(in(3600))),
                wrongClaim("nbf ahead", claims -> claims.notBeforeTime(in(120))),
                wrongClaim("iat ahead", claims -> claims.issueTime(in(120))),
                wrongClaim("jti absent", claims -> claims.jwtID(null)),
                wrongClaim("jti huge", claims -> claims.jwtID("x".repeat(300))),
                arguments("signed by a stranger with a known kid", assertion("back-end", STRANGER)),
                arguments("of a client that does not exist", assertion("nobody", BACK_END_KEY)),
                arguments("of a client registered for a secret", assertion("secret-app", BACK_END_KEY)),
                arguments("alg none", new PlainJWT(validClaims()).serialize()),
                arguments("HMAC with the public key", hmacWithPublicKey()),
                arguments("RS256", sign(header(JWSAlgorithm.RS256, RSA_KEY), validClaims(), RSA_KEY)),
                arguments("signature cut off", cutSignature(assertion("back-end", BACK_END_KEY))),
                arguments("no JWT", "no.jwt.atall"),
                arguments(
                        "huge",
                        assertion(
                                "back-end",
                                BACK_END_KEY,
                                head -> {},
                                claims -> claims.claim("padding", "x".repeat(20_000)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAssertions")
    void assertionThatIsWrong_isNoClient(String what, String assertion) {
        HttpResponse<String> response = with(assertion);

        assertThat(response.statusCode()).as(what).isIn(400, 401);
        assertThat(json(response)).containsEntry("error", "invalid_client").doesNotContainKey("access_token");
    }

    @Test
    void bothAlgorithmsOfSmart_areTaken() {
        assertThat(with(assertion("back-end", BACK_END_KEY)).statusCode()).isEqualTo(200);
        assertThat(with(assertion("back-end", RSA_KEY)).statusCode()).isEqualTo(200);
    }

    @Test
    void jtiBroughtAgain_isRefused() {
        String assertion = assertion("back-end", BACK_END_KEY);

        assertThat(with(assertion).statusCode()).isEqualTo(200);
        assertThat(with(assertion).statusCode()).isEqualTo(401);
    }

    @Test
    void jtiBroughtByManyAtOnce_countsOnce() throws Exception {
        String assertion = assertion("back-end", BACK_END_KEY);

        List<Integer> statuses = EhrLaunchTest.together(8, () -> with(assertion).statusCode());

        assertThat(statuses).containsOnlyOnce(200);
    }

    @Test
    void keysAtARegisteredAddress_areFetchedOnce() {
        String assertion = assertion("remote-keys", AuthzKeyServer.KEY);
        assertThat(with(assertion).statusCode()).isEqualTo(200);
        int requests = AuthzKeyServer.REQUESTS.get();

        assertThat(with(assertion("remote-keys", AuthzKeyServer.KEY)).statusCode())
                .isEqualTo(200);

        assertThat(AuthzKeyServer.REQUESTS.get()).isEqualTo(requests);
    }

    @Test
    void registeredJku_isTaken() {
        String assertion = assertion(
                "remote-keys",
                AuthzKeyServer.KEY,
                head -> head.jwkURL(URI.create("http://127.0.0.1:" + AuthzKeyServer.PORT + "/jwks.json")),
                claims -> {});

        assertThat(with(assertion).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user/*.rs",
                "patient/Patient.rs",
                "openid",
                "launch",
                "offline_access",
                "system/*.rs openid",
                "system/Nonsense.rs",
                "system/*.sr",
                "admin",
            })
    void scopeOfAPersonOrNone_isRefusedToABackEnd(String scope) {
        HttpResponse<String> response = backEndToken(scope);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response)).containsEntry("error", "invalid_scope");
    }

    @Test
    void scopeWiderThanRegistered_isRefused() {
        HttpResponse<String> response = post(
                BASE + "/oauth/token",
                backEndRequest(assertion("narrow-back-end", BACK_END_KEY), "system/Patient.cruds"));

        assertThat(json(response)).containsEntry("error", "invalid_scope");
    }

    @Test
    void clientAtATenantWhereItIsNotRegistered_doesNotExist() {
        String assertion = assertion(
                "back-end", BACK_END_KEY, head -> {}, claims -> claims.audience(SERVER + "/fhir/other/oauth/token"));

        HttpResponse<String> response =
                post(SERVER + "/fhir/other/oauth/token", backEndRequest(assertion, "system/Patient.rs"));

        assertThat(response.statusCode()).isEqualTo(401);
    }

    // ---- the request around the assertion

    @Test
    void requestOfAnotherForm_isRefused() {
        Map<String, String> form = backEndRequest(assertion("back-end", BACK_END_KEY), "system/Patient.rs");
        String url = BASE + "/oauth/token";

        assertThat(get(url + "?" + form(form)).statusCode()).isEqualTo(405);
        assertThat(post(url + "?scope=system/*.rs", form).statusCode()).isEqualTo(400);
        assertThat(send(HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(Json.write(form))))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form(form) + "&scope=system%2F*.cruds")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(json(post(url, changed(form, "grant_type", "password"))))
                .containsEntry("error", "unsupported_grant_type");
        assertThat(post(url, changed(form, "client_assertion_type", "x")).statusCode())
                .isIn(400, 401);
        assertThat(post(url, changed(form, "client_id", "narrow-back-end")).statusCode())
                .isEqualTo(401);
        assertThat(post(url, Map.of("grant_type", "client_credentials")).statusCode())
                .isEqualTo(401);
        assertThat(post(SERVER + "/fhir/nobody/oauth/token", form).statusCode()).isEqualTo(404);
    }

    private static Map<String, String> changed(Map<String, String> form, String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(form);
        copy.put("client_assertion", assertion("back-end", BACK_END_KEY));
        copy.put(name, value);
        return copy;
    }

    private static Arguments wrong(String what, Consumer<JWSHeader.Builder> header) {
        return arguments(what, assertion("back-end", BACK_END_KEY, header, claims -> {}));
    }

    private static Arguments wrongClaim(String what, Consumer<JWTClaimsSet.Builder> claims) {
        return arguments(what, assertion("back-end", BACK_END_KEY, header -> {}, claims));
    }

    private static JWSHeader header(JWSAlgorithm algorithm, JWK key) {
        return new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
    }

    private static JWTClaimsSet validClaims() {
        return new JWTClaimsSet.Builder()
                .issuer("back-end")
                .subject("back-end")
                .audience(BASE + "/oauth/token")
                .expirationTime(in(120))
                .jwtID(UUID.randomUUID().toString())
                .build();
    }

    private static String hmacWithPublicKey() {
        try {
            SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.HS384, RSA_KEY), validClaims());
            jwt.sign(new MACSigner(RSA_KEY.toPublicJWK().toJSONString()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cutSignature(String jwt) {
        return jwt.substring(0, jwt.lastIndexOf('.') + 1);
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }
}
