package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.server.rest.Lure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue's row SSRF, vector by vector: whatever address a client writes, nothing of ours calls it. */
class OutboundAttacksTest extends AttackTest {
    private int before;

    @BeforeEach
    void callsSoFar() {
        before = Lure.calls();
    }

    @AfterEach
    void nobodyCalled() {
        assertThat(Lure.calls()).isEqualTo(before);
    }

    private static HttpResponse<String> tokenBy(String client, String jku) throws Exception {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES384)
                .type(JOSEObjectType.JWT)
                .keyID(KEY.getKeyID());
        if (jku != null) {
            header.jwkURL(URI.create(jku));
        }
        SignedJWT jwt = new SignedJWT(
                header.build(),
                new JWTClaimsSet.Builder()
                        .issuer(client)
                        .subject(client)
                        .audience(BASE + "/oauth/token")
                        .expirationTime(Date.from(Instant.now().plusSeconds(200)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        jwt.sign(new ECDSASigner(KEY));
        return new OpenedApp(SERVER)
                .submit(
                        BASE + "/oauth/token",
                        Map.of(
                                "grant_type", "client_credentials",
                                "scope", "system/Patient.rs",
                                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                "client_assertion", jwt.serialize()),
                        SERVER);
    }

    @Test
    void ssrf_jku_isNeverFetched() throws Exception {
        HttpResponse<String> answer = tokenBy("tester", Lure.url("jwks"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_client").doesNotContain("127.0.0.1");
    }

    /** Registered as a public address, the name resolves to our own machine: no connection is made. */
    @Test
    void ssrf_jwksUri_ofAPublicNameThatResolvesToLoopback_isNotFetched() throws Exception {
        HttpResponse<String> answer = tokenBy("lured", null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_client").doesNotContain("localhost");
    }

    @Test
    void ssrf_logoUri_isNeitherFetchedNorShown() {
        OpenedApp app = new OpenedApp(SERVER).signIn();
        Map<String, String> request = app.request("openid user/Patient.rs");
        request.put("client_id", "lured");

        HttpResponse<String> consent = app.open(app.location(app.authorize(request)));

        assertThat(consent.statusCode()).as(consent.body()).isEqualTo(200);
        assertThat(consent.body()).contains("Lured").doesNotContain("logo.svg");
        assertThat(consent.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
    }

    /** An endpoint that the tenant's file does not list is refused; more in SubscriptionRightsTest. */
    @Test
    void ssrf_subscriptionEndpoint_isNeverCalled() {
        assertOutcome(
                post(
                        "/Subscription",
                        "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"x\",\"criteria\":\"Patient?\",\"channel\":{\"type\":\"rest-hook\",\"endpoint\":\""
                                + Lure.url("hook") + "\",\"payload\":\"application/fhir+json\"}}"),
                422);
        patient("Unsubscribed");
    }

    @Test
    void ssrf_importUrl_isNotOffered() {
        String parameters = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"inputSource\",\"valueUri\":\""
                + Lure.url("import") + "\"}]}";
        assertOutcome(post("/$import", parameters), 404);
        assertOutcome(post("/Patient/$import", parameters), 404);
        assertThat(get("/metadata").body()).doesNotContain("import");
    }

    @Test
    void ssrf_attachmentUrl_isStoredAndNeverFetched() {
        String patient = patient("Attached");
        String id = created(
                "DocumentReference",
                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"url\":\""
                        + Lure.url("document") + "\"}}]}");
        String photo = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"photo\":[{\"contentType\":\"image/png\",\"url\":\"" + Lure.url("photo")
                        + "\"}]}");
        get("/DocumentReference/" + id);
        get("/DocumentReference?_id=" + id + "&_include=*&_revinclude=*");
        get("/Patient/" + patient + "/$everything");
        get("/Patient/" + photo + "/$everything");
        get("/DocumentReference/$docref?patient=" + patient);
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        HttpResponse<String> drafted = post(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcriptReference\",\"valueReference\":{\"reference\":\"DocumentReference/"
                        + id + "\"}}]}");
        assertOutcome(drafted, 422);
        post(
                "/Patient/$validate",
                "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"" + Lure.url("profile") + "\"]}}");
    }

    @Test
    void ssrf_terminologyUrl_isLookedUpAmongOurOwnAlone() {
        String url = encode(Lure.url("vs"));
        for (String call : List.of(
                "/ValueSet/$expand?url=" + url,
                "/ValueSet/$validate-code?url=" + url + "&code=x&system=" + url,
                "/CodeSystem/$lookup?code=x&system=" + url,
                "/CodeSystem/$validate-code?code=x&url=" + url,
                "/ConceptMap/$translate?code=x&system=" + url + "&url=" + url,
                "/Condition?code:in=" + url)) {
            assertThat(get(call).statusCode()).as(call).isIn(200, 400, 404, 422);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://[::ffff:127.0.0.1]/x",
                "https://[::ffff:169.254.169.254]/x",
                "https://2130706433/x",
                "https://0x7f000001/x",
                "https://0177.0.0.1/x",
                "https://127.1/x",
                "https://127.0.0.1/x",
                "https://0.0.0.0/x",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/x",
                "https://[fe80::1]/x",
                "https://localhost/x",
                "https://user@localhost/x"
            })
    void ssrf_mappedDecimalAndOwnAddresses_areBlockedAfterTheyAreResolved(String address) {
        assertThatThrownBy(() -> {
                    URI uri = URI.create(address);
                    Outbound.allowing(List.of(AllowedOrigin.of(uri))).send(OutboundRequest.get(uri, "text/plain"));
                })
                .isInstanceOfAny(OutboundRefused.class, IllegalArgumentException.class);
    }

    /** The name is asked again at every request, so what it has come to mean since its registration counts. */
    @Test
    void ssrf_dnsRebinding_isCheckedAtEveryRequest() {
        URI uri = URI.create("https://localhost:" + Lure.port() + "/x");
        Outbound door = Outbound.allowing(List.of(AllowedOrigin.of(uri)));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> door.send(OutboundRequest.get(uri, "text/plain")))
                    .isInstanceOf(OutboundRefused.class);
        }
    }

    @Test
    void ssrf_redirect_isNotFollowed() throws Exception {
        HttpServer neighbour = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        neighbour.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", Lure.url("redirected"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        neighbour.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + neighbour.getAddress().getPort() + "/x");
            Outbound door = Outbound.allowing(List.of(AllowedOrigin.internal(uri)));
            assertThat(door.send(OutboundRequest.get(uri, "text/plain").limits(Duration.ofSeconds(5), 1_000))
                            .status())
                    .isEqualTo(302);
        } finally {
            neighbour.stop(0);
        }
    }

    @Test
    void externalReferencesInWrites_areNeverResolved() {
        String data = Base64.getEncoder().encodeToString(new byte[] {1});
        created(
                "Binary",
                "{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"" + data
                        + "\",\"securityContext\":{\"reference\":\"" + Lure.url("Patient/1") + "\"}}");
        String observation = created(
                "Observation",
                observation("x", "out").replace("\"Patient/x\"", "\"" + Lure.url("fhir/Patient/1") + "\""));
        get("/Observation?_id=" + observation + "&_include=*");
        get("/Observation?subject=" + encode(Lure.url("fhir/Patient/1")));
    }
}
