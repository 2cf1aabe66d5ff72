package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import io.chartside.server.authz.Dpop;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The audio socket with tokens that are bound to a key (RFC 9449): by a proof in its first message, or by a ticket (MM12). */
class BoundTokenAudioTest extends SpeechTest {
    private final Dpop dpop = new Dpop(Curve.P_256);
    private Visit visit;
    private String token;

    @BeforeEach
    void prepare() {
        visit = visit(SPOKEN);
        token = boundToken(dpop);
    }

    private static HttpResponse<String> tokenRequest(String proof) {
        return send(HttpRequest.newBuilder(URI.create(SPOKEN + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("DPoP", proof)
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=" + encode(ALL)
                        + "&client_assertion_type="
                        + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") + "&client_assertion="
                        + assertion("tester", SPOKEN + "/oauth/token"))));
    }

    private static Consumer<JWTClaimsSet.Builder> nonce(String nonce) {
        return claims -> claims.claim("nonce", nonce);
    }

    private static String boundToken(Dpop key) {
        String url = SPOKEN + "/oauth/token";
        String nonce = tokenRequest(key.proof("POST", url, header -> {}, claims -> {}))
                .headers()
                .firstValue("DPoP-Nonce")
                .orElseThrow();
        HttpResponse<String> granted = tokenRequest(key.proof("POST", url, header -> {}, nonce(nonce)));
        assertThat(granted.body()).contains("\"token_type\":\"DPoP\"");
        return json(granted).path("access_token").asText();
    }

    private String address(Visit of) {
        return SPOKEN + "/audio/" + of.encounter();
    }

    private String proof(Dpop key, Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> more) {
        return key.proof("GET", address(visit), header, claims -> {
            claims.claim("ath", Dpop.ath(token)).claim("nonce", currentNonce());
            more.accept(claims);
        });
    }

    private String proof() {
        return proof(dpop, header -> {}, claims -> {});
    }

    private static Recorder start(Visit visit, String shown) {
        return Recorder.open(SPOKEN, visit.encounter())
                .send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\"," + shown + "}");
    }

    private Recorder start(String proof) {
        return start(visit, "\"token\":\"" + token + "\",\"proof\":\"" + proof + "\"");
    }

    /** As the socket itself gives it, since no browser shows a page the headers of its WebSocket. */
    private String currentNonce() {
        String without =
                dpop.proof("GET", address(visit), header -> {}, claims -> claims.claim("ath", Dpop.ath(token)));
        JsonNode error = start(without).await("error");
        assertThat(error.path("status").asInt()).isEqualTo(401);
        return error.path("nonce").asText();
    }

    private static void assertRefused(Recorder recorder) {
        assertThat(recorder.awaitClose().code()).isEqualTo(4401);
    }

    @Test
    void boundTokenWithItsProof_records_andIsRenewedWithAnother() {
        Recorder recorder = start(proof());
        recorder.await("ready");
        recorder.frame(0, SpokenVisit.audio(6)).await("ack");
        recorder.send("{\"type\":\"renew\",\"token\":\"" + token + "\",\"proof\":\"" + proof() + "\"}");
        recorder.frame(1, SpokenVisit.audio(1)).await("ack");
        recorder.send("{\"type\":\"finish\"}").await("finished");
        assertThat(visit.all("DocumentReference")).hasSize(1);
    }

    @Test
    void boundTokenWithoutProof_orWithABearersPlace_isRefused() {
        assertRefused(start(visit, "\"token\":\"" + token + "\""));
        assertRefused(start(visit, "\"token\":\"" + token + "\",\"proof\":\"\""));
        // A bearer token gains nothing by a proof.
        String bearer = token(SPOKEN, ALL);
        String proof = dpop.proof(
                "GET",
                address(visit),
                header -> {},
                claims -> claims.claim("ath", Dpop.ath(bearer)).claim("nonce", currentNonce()));
        assertRefused(start(visit, "\"token\":\"" + bearer + "\",\"proof\":\"" + proof + "\""));
    }

    @Test
    void proof_countsOnce_alsoForTheSameKey() {
        String proof = proof();
        Recorder recorder = start(proof);
        recorder.await("ready");
        assertRefused(start(proof));
        recorder.send("{\"type\":\"renew\",\"token\":\"" + token + "\",\"proof\":\"" + proof + "\"}");
        assertRefused(recorder);
    }

    /** What an attacker changes. */
    enum Wrong {
        TYPE(header -> header.type(JOSEObjectType.JWT), claims -> {}),
        KEY(header -> header.jwk(null), claims -> {}),
        METHOD(header -> {}, claims -> claims.claim("htm", "POST")),
        SCHEME(header -> {}, claims -> claims.claim("htu", SPOKEN.replaceFirst("^http", "ws") + "/audio/x")),
        OTHER_VISIT(header -> {}, claims -> claims.claim("htu", SPOKEN + "/audio/another")),
        OTHER_HOST(header -> {}, claims -> claims.claim("htu", "https://evil.example/fhir/spoken/audio/x")),
        OTHER_TOKEN(header -> {}, claims -> claims.claim("ath", Dpop.ath("another"))),
        NO_TOKEN(header -> {}, claims -> claims.claim("ath", null)),
        OLD(header -> {}, claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(62)))),
        AHEAD(header -> {}, claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(40)))),
        NO_JTI(header -> {}, claims -> claims.jwtID(null)),
        MADE_UP_NONCE(header -> {}, claims -> claims.claim("nonce", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));

        private final Consumer<JWSHeader.Builder> header;
        private final Consumer<JWTClaimsSet.Builder> claims;

        Wrong(Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims) {
            this.header = header;
            this.claims = claims;
        }
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void proofThatIsWrong_isRefused(Wrong wrong) {
        assertRefused(start(proof(dpop, wrong.header, wrong.claims)));
    }

    @Test
    void proofOfAnotherKey_isRefused() {
        assertRefused(start(proof(new Dpop(Curve.P_256), header -> {}, claims -> {})));
    }

    private HttpResponse<String> ticket(String authorization, List<String> proofs) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address(visit) + "/ticket"))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.noBody());
        proofs.forEach(proof -> request.header("DPoP", proof));
        return send(request);
    }

    private String ticket() {
        String proof = dpop.proof(
                "POST",
                address(visit) + "/ticket",
                header -> {},
                claims -> claims.claim("ath", Dpop.ath(token)).claim("nonce", currentNonce()));
        HttpResponse<String> answered = ticket("DPoP " + token, List.of(proof));
        assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
        return json(answered).at("/parameter/0/valueString").asText();
    }

    @Test
    void ticketOfABoundToken_takesAProof_andCountsOnce_alsoInParallel() {
        assertThat(ticket("Bearer " + token, List.of()).statusCode()).isEqualTo(401);
        assertThat(ticket("DPoP " + token, List.of()).statusCode()).isEqualTo(401);

        String shown = "\"ticket\":\"" + ticket() + "\"";
        List<Recorder> recorders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            recorders.add(Recorder.open(SPOKEN, visit.encounter()));
        }
        recorders.parallelStream()
                .forEach(one -> one.send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\"," + shown + "}"));
        List<String> first = recorders.stream().map(Recorder::awaitAny).toList();
        assertThat(first).filteredOn("ready"::equals).hasSize(1);
        Recorder recorder = recorders.get(first.indexOf("ready"));
        recorder.frame(0, SpokenVisit.audio(1)).await("ack");
        recorder.send("{\"type\":\"renew\",\"ticket\":\"" + ticket() + "\"}");
        recorder.frame(1, SpokenVisit.audio(1)).await("ack");
        recorder.send("{\"type\":\"discard\"}").await("discarded");
    }

    /** While it goes on, the token is looked at again, with the key that was proven. */
    @Test
    void boundTokenThatIsRevoked_endsTheRecording() {
        Recorder recorder = start(proof());
        recorder.await("ready");
        String url = SPOKEN + "/oauth/revoke";
        HttpResponse<String> revoked = send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token + "&client_assertion_type="
                        + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") + "&client_assertion="
                        + assertion("tester", SPOKEN + "/oauth/token"))));
        assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
        assertThat(recorder.awaitCloseWithin(40).code()).isEqualTo(4401);
    }
}
