package io.chartside.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.FhirServer;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.ServerSettings;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** The demo EHR's pages over HTTP, in front of the whole server. */
@SpringBootTest(classes = DemoEhrTest.WholeServer.class, webEnvironment = WebEnvironment.DEFINED_PORT)
class DemoEhrTest {
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
    static class WholeServer {}

    private static final int PORT = freePort();
    private static final String SERVER = "http://127.0.0.1:" + PORT;
    private static final String BASE = SERVER + "/fhir/demo";

    @Autowired
    ServerSettings settings;

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        TestDatabase.register(registry);
        registry.add("server.port", () -> PORT);
        registry.add("chartside.server-url", () -> SERVER);
        registry.add("chartside.app-url", () -> "http://localhost:9999");
        registry.add("chartside.demo", () -> true);
        registry.add(
                "chartside.config-dirs",
                () -> Path.of("../config").toAbsolutePath().toString());
    }

    @Test
    void patientAndVisitPostedLater_showUpWithTheirButtons() throws Exception {
        String patient = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"gender\":\"female\","
                        + "\"birthDate\":\"1980-05-05\",\"name\":[{\"family\":\"Later\",\"given\":[\"Lena <b>\"]}]}");
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":"
                        + "{\"reference\":\"Patient/" + patient + "\"},\"period\":{\"start\":\"" + Instant.now()
                        + "\"}}");

        HttpResponse<String> page = get("/demo-ehr");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("data-patient=\"" + patient + "\"")
                .contains("data-encounter=\"" + encounter + "\"")
                .contains("Lena &lt;b&gt; Later")
                .contains("Today ")
                .contains("allow=\"microphone http://localhost:9999; clipboard-write http://localhost:9999\"");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-src 'self' http://localhost:9999");

        HttpResponse<String> launch =
                post("/demo-ehr/launch", "patient=" + patient + "&encounter=" + encounter, SERVER);
        String location = launch.headers().firstValue("Location").orElseThrow();
        assertThat(location)
                .startsWith("http://localhost:9999/launch?iss=" + URLEncoder.encode(BASE, StandardCharsets.UTF_8)
                        + "&launch=");
        HttpResponse<String> again = post("/demo-ehr/launch", "patient=" + patient + "&encounter=" + encounter, SERVER);
        assertThat(again.headers().firstValue("Location").orElseThrow()).isNotEqualTo(location);
    }

    @Test
    void launchWithAnotherPatientThanTheVisits_isRefused() throws Exception {
        String patient = created("Patient", "{\"resourceType\":\"Patient\"}");
        String other = created("Patient", "{\"resourceType\":\"Patient\"}");
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"planned\",\"class\":{\"code\":\"AMB\"},\"subject\":"
                        + "{\"reference\":\"Patient/" + patient + "\"}}");
        get("/demo-ehr");

        assertThat(post("/demo-ehr/launch", "patient=" + other + "&encounter=" + encounter, SERVER)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/demo-ehr/launch", "patient=" + patient + "&encounter=nonsense", SERVER)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/demo-ehr/launch", "patient=" + patient + "&encounter=" + encounter, "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void chart_showsNotesConditionsAndClaims() throws Exception {
        String patient = created("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"Chart Person\"}]}");
        String subject = "\"subject\":{\"reference\":\"Patient/" + patient + "\"}";
        created(
                "DocumentReference",
                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"docStatus\":"
                        + "\"final\",\"date\":\"2026-01-02T03:04:05Z\"," + subject
                        + ",\"type\":{\"text\":\"Progress note\"},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\","
                        + "\"data\":\"VGhlIHNpZ25lZCB0ZXh0Lg==\"}}]}");
        created(
                "Condition",
                "{\"resourceType\":\"Condition\"," + subject
                        + ",\"code\":{\"text\":\"Asthma\",\"coding\":[{\"code\":\"J45.909\"}]}}");

        HttpResponse<String> page = get("/demo-ehr/patients/" + patient);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("data-testid=\"chart-view\"")
                .contains("Chart Person")
                .contains("The signed text.")
                .contains("Asthma")
                .contains("J45.909");
        assertThat(get("/demo-ehr/patients/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void practitionerIsSwitched() throws Exception {
        get("/demo-ehr");
        HttpResponse<String> switched =
                post("/demo-ehr/practitioner", "person=Practitioner%2Fdemo-practitioner-2", SERVER);

        assertThat(switched.statusCode()).isEqualTo(302);
        assertThat(get("/demo-ehr").body())
                .containsPattern("data-person=\"Practitioner/demo-practitioner-2\"[^>]*aria-pressed=\"true\"");
        assertThat(post("/demo-ehr/practitioner", "person=Practitioner%2Fnobody", SERVER)
                        .statusCode())
                .isEqualTo(403);
    }

    // ---- HTTP

    private HttpResponse<String> get(String path) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(SERVER + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form, String origin) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(SERVER + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", origin)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String created(String type, String json) throws Exception {
        HttpResponse<String> response = browser.send(
                HttpRequest.newBuilder(URI.create(BASE + "/" + type))
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/fhir+json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        String location = response.headers().firstValue("Location").orElseThrow();
        return location.replaceFirst(".*/" + type + "/([^/]+).*", "$1");
    }

    /** With the key that the server made for scripts when it started. */
    private String token() throws Exception {
        ECKey key = ECKey.parse(Files.readString(settings.dataDir().resolve("keys/demo-script.jwk")));
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer("chartside-demo-script")
                        .subject("chartside-demo-script")
                        .audience(BASE + "/oauth/token")
                        .expirationTime(Date.from(Instant.now().plusSeconds(200)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        assertion.sign(new ECDSASigner(key));
        HttpResponse<String> response = post(
                "/fhir/demo/oauth/token",
                "grant_type=client_credentials&scope=system%2F*.cruds&client_assertion_type="
                        + URLEncoder.encode(
                                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                        + "&client_assertion=" + assertion.serialize(),
                SERVER);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared()
                .readTree(response.body())
                .path("access_token")
                .stringValue();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
