package io.chartside.app.cdshooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.HookPeer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may call the CDS services: a token that is wrong in any one way is as good as none. */
class ClientTokensTest extends HookCalls {

    private static final String SERVICE = SERVICES + "/chartside-patient-view";

    @Autowired
    private HookStore store;

    private Browser.Page with(String token) {
        return post("/chartside-patient-view", hook("patient-view").toString(), token);
    }

    private static JWTClaimsSet good() {
        return HOOKS.claims(SERVICE, claims -> claims);
    }

    private static String claiming(UnaryOperator<JWTClaimsSet.Builder> change) {
        return HOOKS.token(SERVICE, change);
    }

    private static String headed(UnaryOperator<JWSHeader.Builder> change) {
        return HookPeer.sign(
                change.apply(HOOKS.header(JWSAlgorithm.ES384, HOOKS.elliptic)).build(), good(), HOOKS.elliptic);
    }

    @Test
    void bothRecommendedAlgorithms_areTaken_withAndWithoutJku() {
        state("none", 0);
        assertThat(with(claiming(claims -> claims)).status()).isEqualTo(200);
        String rsa = HookPeer.sign(
                HOOKS.header(JWSAlgorithm.RS384, HOOKS.rsa).jwkURL(HOOKS.jwks()).build(), good(), HOOKS.rsa);
        assertThat(with(rsa).status()).isEqualTo(200);
    }

    @Test
    void tokenThatIsWrongInAnyWay_isRefused_andNothingIsAsked() throws JOSEException {
        Date now = Date.from(CLOCK.instant());
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("not a token", "x.y.z");
        tokens.put("unsigned", new PlainJWT(good()).serialize());
        tokens.put("HMAC under the public key", hmac());
        tokens.put("another algorithm", es256());
        tokens.put(
                "another key",
                HookPeer.sign(
                        HOOKS.header(JWSAlgorithm.ES384, HOOKS.elliptic).build(),
                        good(),
                        HookPeer.ellipticKey(Curve.P_384, HOOKS.elliptic.getKeyID())));
        tokens.put(
                "a key of another type",
                HookPeer.sign(HOOKS.header(JWSAlgorithm.RS384, HOOKS.elliptic).build(), good(), HOOKS.rsa));
        tokens.put("unknown kid", headed(header -> header.keyID("other")));
        tokens.put("no kid", headed(header -> header.keyID(null)));
        tokens.put("no typ", headed(header -> header.type(null)));
        tokens.put("crit", headed(header -> header.criticalParams(Set.of("exp")).customParam("exp", 1)));
        tokens.put("jku elsewhere", headed(header -> header.jwkURL(URI.create(HOOKS.pageOrigin() + "/evil"))));
        tokens.put("its own key", headed(header -> header.jwk(HOOKS.elliptic.toPublicJWK())));
        tokens.put("a key's address", headed(header -> header.x509CertURL(URI.create(HOOKS.pageOrigin() + "/evil"))));
        tokens.put("a stranger", claiming(claims -> claims.issuer("https://stranger.example")));
        tokens.put(
                "an EHR without services",
                claiming(claims -> claims.issuer(CONDITIONAL.base().toString())));
        tokens.put("no issuer", claiming(claims -> claims.issuer(null)));
        tokens.put("another service", claiming(claims -> claims.audience(SERVICES + "/chartside-order-sign")));
        tokens.put("discovery", claiming(claims -> claims.audience(SERVICES)));
        tokens.put("a slash more", claiming(claims -> claims.audience(SERVICE + "/")));
        tokens.put("feedback", claiming(claims -> claims.audience(SERVICE + "/feedback")));
        tokens.put("two audiences", claiming(claims -> claims.audience(List.of(SERVICE, "https://other.example"))));
        tokens.put("no audience", claiming(claims -> claims.audience((String) null)));
        tokens.put("ended", claiming(claims -> claims.expirationTime(at(Duration.ofMinutes(-2)))));
        tokens.put("too long", claiming(claims -> claims.expirationTime(at(Duration.ofMinutes(62)))));
        tokens.put("no end", claiming(claims -> claims.expirationTime(null)));
        tokens.put("no beginning", claiming(claims -> claims.issueTime(null)));
        tokens.put("issued in the future", claiming(claims -> claims.issueTime(at(Duration.ofMinutes(2)))));
        tokens.put("not yet", claiming(claims -> claims.notBeforeTime(at(Duration.ofMinutes(2)))));
        tokens.put("no jti", claiming(claims -> claims.jwtID(null)));
        tokens.put("long jti", claiming(claims -> claims.jwtID("x".repeat(256))));
        tokens.put("changed", claiming(claims -> claims.issueTime(now)).replaceFirst("\\.[^.]+$", ".AAAA"));
        tokens.forEach(
                (what, token) -> assertThat(with(token).status()).as(what).isEqualTo(401));
        assertThat(RECORD.requests("$visit-status")).isEmpty();
        assertThat(HOOKS.requests()).doesNotContain("/evil");
    }

    @Test
    void keysThatCannotBeHad_areNotAskedForByEachTokenAnew() {
        state("none", 0);
        assertThat(with(claiming(claims -> claims)).status()).isEqualTo(200);
        String keys = HOOKS.page("/jwks", "");
        try {
            CLOCK.forward(Duration.ofSeconds(31));
            HOOKS.requests().clear();
            for (int i = 0; i < 3; i++) {
                assertThat(with(headed(header -> header.keyID("other"))).status())
                        .isEqualTo(401);
            }
            assertThat(HOOKS.requests()).containsExactly("/jwks");
            CLOCK.forward(Duration.ofSeconds(6));
            assertThat(with(headed(header -> header.keyID("other"))).status()).isEqualTo(401);
            assertThat(HOOKS.requests()).containsExactly("/jwks", "/jwks");
        } finally {
            HOOKS.page("/jwks", keys);
            CLOCK.forward(Duration.ofSeconds(6));
        }
        state("none", 0);
        assertThat(with(claiming(claims -> claims)).status()).isEqualTo(200);
    }

    private static Date at(Duration fromNow) {
        return Date.from(CLOCK.instant().plus(fromNow));
    }

    private static String hmac() throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(HOOKS.header(JWSAlgorithm.HS384, HOOKS.elliptic).build(), good());
        byte[] publicKey = HOOKS.elliptic.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        jwt.sign(new MACSigner(publicKey));
        return jwt.serialize();
    }

    private static String es256() {
        ECKey key = HookPeer.ellipticKey(Curve.P_256, HOOKS.elliptic.getKeyID());
        return HookPeer.sign(HOOKS.header(JWSAlgorithm.ES256, key).build(), good(), key);
    }

    @Test
    void withoutAToken_nothingButDiscoveryIsToBeHad() {
        Browser.Page answer = browser()
                .send("POST", "/cds-services/chartside-patient-view", "{}", Map.of("Content-Type", "application/json"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer error=\"invalid_token\"");
        assertThat(json(answer).path("issue").path(0).path("diagnostics").asString())
                .as("says nothing of why")
                .isEqualTo("The token does not prove a registered CDS client");
        assertThat(browser()
                        .get("/cds-services", Map.of("Authorization", "Bearer x.y.z"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void token_worksOnce_alsoForManyAtOnce() {
        String token = claiming(claims -> claims);
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> with(token).status()));
        }
        assertThat(calls)
                .extracting(CompletableFuture::join)
                .containsOnlyOnce(200)
                .containsOnly(200, 401);
        CLOCK.forward(Duration.ofSeconds(170));
        assertThat(with(token).status()).as("within the clock skew").isEqualTo(401);
    }

    @Test
    void organizationOfAnIssuerThatServesSeveral_isToldByItsTenant() {
        state("none", 0);
        assertThat(with(claiming(claims -> claims.claim("tenant", "north"))).status())
                .isEqualTo(200);
        assertThat(RECORD.requests("$visit-status"))
                .singleElement()
                .satisfies(
                        asked -> assertThat(asked.body()).contains(ASKING.base().toString()));
        assertThat(with(claiming(claims -> claims.claim("tenant", "south"))).status())
                .as("an organization that is not registered is not its neighbour")
                .isEqualTo(401);
        assertThat(with(claiming(claims -> claims.claim("tenant", List.of("north"))))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void usedTokens_areForgottenWhenTheyCouldNotBeUsedAnyMore() {
        Instant end = CLOCK.instant().plusSeconds(10);
        assertThat(store.firstUse("hospital", "once", end)).isTrue();
        store.forget();
        assertThat(store.firstUse("hospital", "once", end)).isFalse();
        assertThat(store.firstUse("asking", "once", end)).isTrue();
        CLOCK.forward(Duration.ofSeconds(11));
        store.forget();
        assertThat(store.firstUse("hospital", "once", end)).isTrue();
    }
}
