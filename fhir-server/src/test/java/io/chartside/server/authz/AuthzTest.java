package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.FreePort;
import io.chartside.server.access.Caller;
import io.chartside.server.attestation.AttestationKeys;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Talks to the authorization server over HTTP as clients do. */
@SpringBootTest(classes = AuthzTest.AuthzApplication.class, webEnvironment = WebEnvironment.DEFINED_PORT)
abstract class AuthzTest {
    /** The authorization server without the FHIR store: a resource answers who asks. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.chartside.server")
    @Import(AttestationKeys.class)
    @ComponentScan({
        "io.chartside.server.authz",
        "io.chartside.server.login",
        "io.chartside.server.registration",
        "io.chartside.server.access",
        "io.chartside.server.consent",
        "io.chartside.server.tenancy",
        "io.chartside.server.crypto",
        "io.chartside.server.edge",
        "io.chartside.server.ig",
        "io.chartside.server.index",
        "io.chartside.server.search",
        "io.chartside.server.store",
        "io.chartside.server.terminology",
        "io.chartside.server.audit"
    })
    static class AuthzApplication {

        @Bean
        @Primary
        SteppingClock steppingClock() {
            return new SteppingClock(Clock.systemUTC());
        }

        /** Stands where the FHIR endpoint stands. */
        @RestController
        static class WhoAsks {
            @GetMapping("/fhir/{tenant}/Patient/1")
            Map<String, Object> caller(HttpServletRequest request) {
                Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("tenant", caller.tenant().value());
                json.put("subject", caller.subject());
                json.put("clientId", caller.clientId());
                json.put("scope", caller.scopes().toString());
                json.put("fhirUser", caller.fhirUser().orElse(null));
                json.put("patient", caller.patient().orElse(null));
                json.put("encounter", caller.encounter().orElse(null));
                json.put("authTime", caller.authTime().map(Object::toString).orElse(null));
                return json;
            }
        }
    }

    static final TenantId DEMO = new TenantId("demo");
    static final ECKey BACK_END_KEY = ecKey("back-end");
    static final RSAKey RSA_KEY = rsaKey("back-end-rsa");
    static final ECKey APP_KEY = ecKey("app");
    static final int PORT = FreePort.choose();
    static final String SERVER = "http://127.0.0.1:" + PORT;
    static final String BASE = SERVER + "/fhir/demo";
    static final String SECRET = "a-secret-of-a-test-client";
    static final String APP_CALLBACK = "http://localhost:9999/callback";
    static final Path CONFIG = AuthzConfiguration.write(BACK_END_KEY, RSA_KEY, APP_KEY);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    @Autowired
    LaunchHandles launches;

    @Autowired
    SteppingClock clock;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        TestDatabase.register(registry);
        registry.add("server.port", () -> PORT);
        registry.add("server.address", () -> "127.0.0.1");
        registry.add("chartside.server-url", () -> SERVER);
        registry.add("chartside.demo", () -> true);
        registry.add("chartside.mail.host", () -> "127.0.0.1");
        registry.add("chartside.mail.port", () -> AuthzMail.PORT);
        registry.add("chartside.mail.internal", () -> true);
        registry.add("chartside.mail.start-tls", () -> false);
        registry.add("chartside.mail.from", () -> "sign-in@clinic.example");
        registry.add("chartside.config-dirs", () -> CONFIG.toString());
    }

    @AfterEach
    void backToRealTime() {
        clock.ahead(Duration.ZERO);
    }

    // ---- requests

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static HttpResponse<String> get(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    static HttpResponse<String> getWithToken(String address, String token) {
        return send(HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Bearer " + token));
    }

    static HttpResponse<String> post(String address, Map<String, String> form) {
        return send(postRequest(address, form));
    }

    static HttpRequest.Builder postRequest(String address, Map<String, String> form) {
        return HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)));
    }

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static Map<String, Object> json(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        return Json.readObject(response.body());
    }

    // ---- client assertions and back ends

    static Map<String, String> backEndRequest(String assertion, String scope) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("scope", scope);
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion);
        return form;
    }

    static HttpResponse<String> backEndToken(String scope) {
        return post(BASE + "/oauth/token", backEndRequest(assertion("back-end", BACK_END_KEY), scope));
    }

    static String tokenOf(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return (String) json(response).get("access_token");
    }

    static String assertion(String clientId, JWK key) {
        return assertion(clientId, key, header -> {}, claims -> {});
    }

    static String assertion(
            String clientId, JWK key, Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims) {
        JWSHeader.Builder head = new JWSHeader.Builder(key instanceof ECKey ? JWSAlgorithm.ES384 : JWSAlgorithm.RS384)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID());
        header.accept(head);
        JWTClaimsSet.Builder body = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(BASE + "/oauth/token")
                .expirationTime(Date.from(Instant.now().plusSeconds(240)))
                .jwtID(UUID.randomUUID().toString());
        claims.accept(body);
        return sign(head.build(), body.build(), key);
    }

    static String sign(JWSHeader header, JWTClaimsSet claims, JWK key) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            JWSSigner signer = key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner((RSAKey) key);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ecKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_384).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey rsaKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
