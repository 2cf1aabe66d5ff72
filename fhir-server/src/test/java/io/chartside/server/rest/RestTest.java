package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.FhirServer;
import io.chartside.server.FreePort;
import io.chartside.server.speech.DeepgramPeer;
import io.chartside.server.speech.TranscriptionsPeer;
import io.chartside.server.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Talks to the whole server over HTTP, with the real store and real tokens; its tenants are laid out in {@code settings}. Over 400 lines
 * because tenants, clients and keys are one configuration that the server is started with once for all its tests.
 */
@SpringBootTest(classes = RestTest.WholeServer.class, webEnvironment = WebEnvironment.DEFINED_PORT)
public abstract class RestTest {
    /** The whole server without the configurations of other tests. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.chartside.server")
    @ComponentScan(
            basePackageClasses = FhirServer.class,
            excludeFilters = {
                @ComponentScan.Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
                @ComponentScan.Filter(type = FilterType.ANNOTATION, classes = SpringBootConfiguration.class)
            })
    protected static class WholeServer {
        @Bean
        static BeanPostProcessor countingDataSource() {
            return new CountedStatements();
        }
    }

    protected static final ObjectMapper JSON = new ObjectMapper();
    protected static final int PORT = FreePort.choose();
    protected static final String SERVER = "http://127.0.0.1:" + PORT;
    protected static final String BASE = SERVER + "/fhir/demo";
    protected static final String OTHER = SERVER + "/fhir/other";
    /** A tenant that chooses ids itself, lets conditions meet several, and opens to one origin's pages. */
    protected static final String PICKY = SERVER + "/fhir/picky";

    /** A tenant of people with roles ({@link Desk}), which approves by itself what the staff sees. */
    protected static final String STAFFED = SERVER + "/fhir/staffed";

    /** A tenant whose audio goes to a service of live audio, and one whose audio goes to one of files. */
    protected static final String SPOKEN = SERVER + "/fhir/spoken";

    protected static final String DICTATED = SERVER + "/fhir/dictated";
    /** As dictated; its agreement is a Contract. */
    protected static final String UNAGREED = SERVER + "/fhir/unagreed";

    /** A tenant whose notes a language model drafts ({@link Modelled}). */
    protected static final String MODELLED = SERVER + "/fhir/modelled";

    /** A tenant whose Subscriptions may send to {@link SubscriptionReceiver}. */
    protected static final String SUBSCRIBED = SERVER + "/fhir/subscribed";

    protected static final String FHIR_JSON = "application/fhir+json";
    protected static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    protected static final ECKey KEY = key();
    private static final Map<String, Token> TOKENS = new ConcurrentHashMap<>();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        Path config = Files.createTempDirectory("rest-config");
        Path tenants = Files.createDirectories(config.resolve("tenants"));
        Path clients = Files.createDirectories(config.resolve("clients"));
        Files.writeString(tenants.resolve("other.yml"), """
                name: Other Clinic
                demo: false
                baa: recorded-elsewhere
                """);
        Files.writeString(tenants.resolve("picky.yml"), """
                name: Picky Clinic
                baa: recorded-elsewhere
                api:
                  update-create: false
                  multiple-matches: true
                  validate-writes: true
                  cors-origins: ["https://app.example"]
                  break-glass-over-consent: true
                  privacy-officer: Practitioner/officer
                """);
        Files.writeString(tenants.resolve("spoken.yml"), """
                name: Spoken Clinic
                baa: recorded-elsewhere
                speech: {provider: deepgram}
                dpop: {nonces: true}
                """);
        Files.writeString(tenants.resolve("dictated.yml"), """
                name: Dictated Clinic
                baa: recorded-elsewhere
                speech: {provider: transcriptions, recordings-kept: 0s}
                """);
        Files.writeString(
                tenants.resolve("demo.yml"),
                Files.readString(Path.of("../config/tenants/demo.yml")) + """

                        subscriptions:
                          endpoints: [{url: "%s", internal: true}]
                        """.formatted(SubscriptionReceiver.url("")));
        Files.writeString(tenants.resolve("subscribed.yml"), """
                name: Subscribed Clinic
                baa: recorded-elsewhere
                subscriptions:
                  most: 200
                  endpoints:
                    - {url: "%s", internal: true}
                    - {url: "https://localhost:%d"}
                """.formatted(SubscriptionReceiver.url(""), Lure.port()));
        Files.writeString(clients.resolve("subscriber.json"), """
                {"client_id": "subscriber", "client_name": "Subscriber", "grant_types": ["client_credentials"],
                 "token_endpoint_auth_method": "private_key_jwt", "scope": "system/*.cruds drafts",
                 "chartside_tenants": ["subscribed"], "jwks": {"keys": [%s]}}
                """.formatted(
                        KEY.toPublicJWK().toJSONString()));
        Files.writeString(tenants.resolve("unagreed.yml"), """
                name: Clinic without an agreement
                speech: {provider: transcriptions, recordings-kept: 0s}
                """);
        Files.writeString(tenants.resolve("analytics.yml"), """
                name: Analysed Clinic
                demo: true
                people:
                  - {fhir-user: Practitioner/analyst, name: An Analyst, roles: [analyst]}
                  - {fhir-user: Practitioner/both, name: A Clinician who analyses, roles: [analyst, clinician]}
                  - {fhir-user: Practitioner/member, name: A Member, roles: [member]}
                  - {fhir-user: Practitioner/owner, name: An Owner, roles: [owner]}
                """);
        for (String form : List.of("none", "identified")) {
            Files.writeString(tenants.resolve("analytics-" + form + ".yml"), """
                    name: Clinic with another policy
                    demo: true
                    api:
                      analyst-export: %s
                    people:
                      - {fhir-user: Practitioner/analyst, name: An Analyst, roles: [analyst]}
                      - {fhir-user: Practitioner/both, name: A Clinician who analyses, roles: [analyst, clinician]}
                    """.formatted(form));
        }
        Files.writeString(clients.resolve("notebook.json"), """
                {"client_id": "notebook", "client_name": "Notebook", "grant_types": ["authorization_code"],
                 "token_endpoint_auth_method": "none", "redirect_uris": ["http://localhost:9999/callback"],
                 "scope": "openid fhirUser user/*.rs",
                 "chartside_tenants": ["analytics", "analytics-none", "analytics-identified"],
                 "chartside_first_party": true}
                """);
        Files.writeString(tenants.resolve("staffed.yml"), """
                name: Staffed Clinic
                baa: recorded-elsewhere
                sign-in: {second-factor: optional}
                subscriptions:
                  endpoints: [{url: "%s", internal: true}]
                """.formatted(SubscriptionReceiver.url("")));
        Files.writeString(clients.resolve("desk.json"), """
                {"client_id": "desk", "client_name": "Desk", "grant_types": ["authorization_code", "refresh_token"],
                 "token_endpoint_auth_method": "none", "redirect_uris": ["http://localhost:9999/callback"],
                 "scope": "offline_access launch launch/patient openid fhirUser patient/*.rs user/*.cruds drafts manage-grants",
                 "chartside_tenants": ["staffed"], "chartside_first_party": true}
                """);
        Files.writeString(
                clients.resolve("tester.json"), """
                {"client_id": "tester", "client_name": "Tester", "grant_types": ["client_credentials"],
                 "token_endpoint_auth_method": "private_key_jwt", "scope": "system/*.cruds drafts erase rotate-keys manage-users visit-status",
                 "chartside_tenants": ["demo", "other", "picky", "made-later", "analytics", "staffed",
                 "spoken", "dictated", "unagreed", "modelled", "subscribed"], "jwks": {"keys": [%s]}}
                """.formatted(KEY.toPublicJWK().toJSONString()));
        Files.writeString(clients.resolve("picker.json"), """
                {"client_id": "picker", "client_name": "Picker", "grant_types": ["authorization_code"],
                 "token_endpoint_auth_method": "none", "redirect_uris": ["http://localhost:9999/callback"],
                 "scope": "launch/patient launch/encounter openid fhirUser patient/*.rs user/*.rs",
                 "chartside_tenants": ["demo"], "chartside_first_party": true}
                """);
        Files.writeString(clients.resolve("editor.json"), """
                {"client_id": "editor", "client_name": "Editor", "grant_types": ["authorization_code"],
                 "token_endpoint_auth_method": "none", "redirect_uris": ["http://localhost:9999/callback"],
                 "scope": "launch/patient openid fhirUser patient/*.cruds", "chartside_tenants": ["demo"],
                 "chartside_first_party": true}
                """);
        Files.writeString(clients.resolve("lured.json"), """
                {"client_id": "lured", "client_name": "Lured", "grant_types": ["client_credentials", "authorization_code"],
                 "token_endpoint_auth_method": "private_key_jwt", "redirect_uris": ["http://localhost:9999/callback"],
                 "scope": "openid system/Patient.rs user/Patient.rs", "chartside_tenants": ["demo"],
                 "jwks_uri": "https://localhost:%d/jwks", "logo_uri": "%s"}
                """.formatted(Lure.port(), Lure.url("logo.svg")));
        Modelled.register(tenants, registry);
        SmallGuide.writeInto(config);
        TestDatabase.register(registry);
        registry.add("server.port", () -> PORT);
        registry.add("chartside.server-url", () -> SERVER);
        registry.add("chartside.demo", () -> true);
        registry.add("chartside.config-dirs", () -> Path.of("../config").toAbsolutePath() + "," + config);
        registry.add("chartside.rest.guard.body-size", () -> "2MB");
        registry.add("chartside.rest.guard.binary-size", () -> "48MB");
        registry.add("chartside.rest.guard.bundle-entries", () -> "5000");
        // Tests have their own deliveries done, at times of their own choice.
        registry.add("chartside.subscriptions.poll", () -> "0s");
        registry.add("chartside.export.settle-time", () -> "100ms");
        registry.add("chartside.keys.known-after", () -> "300ms");
        registry.add("chartside.search.own-parameters-known-after", () -> "100ms");
        registry.add("chartside.export.file-size", () -> "4KB");
        registry.add("chartside.speech.deepgram.url", DeepgramPeer::url);
        registry.add("chartside.speech.deepgram.internal", () -> true);
        registry.add("chartside.speech.deepgram.key", () -> "deepgram-test-key");
        registry.add("chartside.speech.deepgram.silence", () -> "3s");
        registry.add("chartside.speech.transcriptions.url", TranscriptionsPeer::url);
        registry.add("chartside.speech.transcriptions.internal", () -> true);
        registry.add("chartside.speech.transcriptions.key", () -> "transcriptions-test-key");
    }

    // ---- tokens

    /** A test in another Spring context may have ended tokens of the database that both use. */
    @BeforeAll
    protected static void askForNewTokens() {
        TOKENS.clear();
    }

    /** A back end's token lives for five minutes, and the tests on a slow machine longer. */
    private record Token(String value, Instant until) {}

    protected static String token(String base, String scope) {
        Instant now = Instant.now();
        return TOKENS.compute(
                        base + " " + scope,
                        (k, held) -> held != null && held.until().isAfter(now)
                                ? held
                                : new Token(newToken(base, "tester", scope), now.plusSeconds(120)))
                .value();
    }

    protected static String newToken(String base, String client, String scope) {
        String assertion = assertion(client, base + "/oauth/token");
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(base + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=" + encode(scope)
                        + "&client_assertion_type="
                        + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                        + "&client_assertion=" + assertion)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).get("access_token").asText();
    }

    protected static String assertion(String client, String audience) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES384)
                            .type(JOSEObjectType.JWT)
                            .keyID(KEY.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(client)
                            .subject(client)
                            .audience(audience)
                            .expirationTime(Date.from(Instant.now().plusSeconds(200)))
                            .jwtID(UUID.randomUUID().toString())
                            .build());
            jwt.sign(new ECDSASigner(KEY));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_384).keyID("tester").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- requests, with every right unless a scope is named

    protected static HttpRequest.Builder request(String address) {
        return request(address, "system/*.cruds drafts");
    }

    protected static HttpRequest.Builder request(String address, String scope) {
        String url = address.startsWith("http") ? address : BASE + address;
        String base = Stream.of(OTHER, PICKY, STAFFED, SPOKEN, DICTATED, UNAGREED, MODELLED, SUBSCRIBED)
                .filter(url::startsWith)
                .findFirst()
                .orElse(BASE);
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token(base, scope));
    }

    protected static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static HttpResponse<String> get(String address) {
        return send(request(address));
    }

    protected static HttpResponse<String> post(String address, String body) {
        return send(request(address).header("Content-Type", FHIR_JSON).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    protected static HttpResponse<String> put(String address, String body, String... headers) {
        HttpRequest.Builder request =
                request(address).header("Content-Type", FHIR_JSON).PUT(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    protected static HttpResponse<String> patch(String address, String contentType, String body, String... headers) {
        HttpRequest.Builder request = request(address)
                .header("Content-Type", contentType)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    protected static HttpResponse<String> delete(String address) {
        return send(request(address).DELETE());
    }

    // ---- answers

    protected static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    protected static void assertOutcome(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith(FHIR_JSON));
        assertThat(json(response).path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(response.body()).doesNotContain("Exception").doesNotContain("HAPI-");
    }

    protected static String created(String type, String body) {
        HttpResponse<String> response = post("/" + type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).get("id").asText();
    }

    protected static String patient(String family) {
        return created(
                "Patient", "{\"resourceType\":\"Patient\",\"active\":true,\"name\":[{\"family\":\"" + family + "\"}]}");
    }

    protected static String condition(String patientReference, String text) {
        return "{\"resourceType\":\"Condition\",\"code\":{\"text\":\"" + text + "\"},\"subject\":{\"reference\":\""
                + patientReference + "\"}}";
    }

    protected static List<JsonNode> entries(JsonNode bundle) {
        List<JsonNode> entries = new ArrayList<>();
        bundle.path("entry").forEach(entries::add);
        return entries;
    }

    protected static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
