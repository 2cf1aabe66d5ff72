package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.ehr.EhrProfile.Endpoints;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** EHRs whose discovery is missing, slow, wrong, or leads elsewhere. */
class DiscoveryTest extends PluginTest {
    private static final String WELL_KNOWN = "/.well-known/smart-configuration";
    private static final String STATEMENT = "{\"resourceType\":\"CapabilityStatement\",\"fhirVersion\":\"4.0.1\"}";
    private static final String WITH_URIS = """
            {"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"security":{"extension":[
             {"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris","extension":[
               {"url":"token","valueUri":"%1$s/oauth/token"},{"url":"authorize","valueUri":"%1$s/oauth/authorize"}]}]}}]}""";

    private final Discovery discovery;

    @Autowired
    DiscoveryTest(Discovery discovery) {
        this.discovery = discovery;
    }

    @BeforeEach
    void forgetAll() {
        // Longer than any answer is kept, old ones included.
        CLOCK.forward(Duration.ofDays(3));
    }

    @AfterEach
    void usualStatement() {
        EHR.metadata(STATEMENT);
        // A failure is told again for a moment, and the next test is another day's.
        CLOCK.forward(Duration.ofSeconds(6));
    }

    private static Browser.Page begin(Browser browser) {
        return browser.get("/launch?iss=" + EHR.base() + "&launch=x");
    }

    /** A GET whose connection breaks is repeated once by the client itself. */
    private static void fault(Fault fault) {
        EHR.fault(fault);
        if (fault.status() == 0) {
            EHR.fault(fault);
        }
    }

    private Browser.Page begin() {
        return begin(browser());
    }

    @Test
    void withoutADiscoveryDocument_theCapabilityStatementNamesTheEndpoints_andOpenIdTheKeys() {
        EHR.metadata(WITH_URIS.formatted(EHR.base()));
        EHR.door().openId(true);
        for (Fault missing : new Fault[] {
            new Fault(WELL_KNOWN, "GET", 404, "", false),
            new Fault(WELL_KNOWN, "GET", 200, "<html>", false),
            new Fault(WELL_KNOWN, "GET", 0, "", false)
        }) {
            CLOCK.forward(Duration.ofDays(3));
            fault(missing);
            Browser browser = browser();
            URI request = begin(browser).location().orElseThrow();
            assertThat(request.toString()).startsWith(EHR.base() + "/oauth/authorize?");
            assertThat(callback(browser, request, "p1", "e1").status()).isEqualTo(302);
        }
    }

    @Test
    void nothingThatNamesEndpoints_isAProfileToCorrect_aServerThatIsDownIsNot() {
        EHR.fault(new Fault(WELL_KNOWN, "GET", 404, "", false));
        assertThat(begin().problem()).isEqualTo("ehr-misconfigured");
        EHR.requests().clear();
        assertThat(begin().problem()).isEqualTo("ehr-misconfigured");
        assertThat(EHR.requests())
                .as("who begins one launch after the other has the EHR asked once")
                .isEmpty();
        CLOCK.forward(Duration.ofSeconds(6));
        EHR.door().discovery("{\"authorization_endpoint\":\"%1$s/oauth/authorize\"}");
        assertThat(begin().problem()).isEqualTo("ehr-misconfigured");
        for (int status : new int[] {503, 429, 0}) {
            CLOCK.forward(Duration.ofSeconds(6));
            fault(new Fault(WELL_KNOWN, "GET", status, "", false));
            assertThat(begin().problem()).as("HTTP " + status).isEqualTo("ehr-unreachable");
        }
    }

    @Test
    void oldAnswerIsUsed_whileNoNewOneCanBeHad_forADay() {
        assertThat(begin().status()).isEqualTo(302);
        CLOCK.forward(Duration.ofMinutes(11));
        EHR.fault(new Fault(WELL_KNOWN, "GET", 503, "", false));
        assertThat(begin().status()).isEqualTo(302);
        EHR.requests().clear();
        assertThat(begin().status()).isEqualTo(302);
        assertThat(EHR.requests(WELL_KNOWN))
                .as("nobody waits for the same failure again")
                .isEmpty();
        CLOCK.forward(Duration.ofDays(2));
        EHR.fault(new Fault(WELL_KNOWN, "GET", 503, "", false));
        assertThat(begin().problem()).isEqualTo("ehr-unreachable");
    }

    @Test
    void discoveryThatLeadsToAnotherServer_isNotFollowed_evenToAnotherRegisteredEhr() {
        for (String elsewhere :
                new String[] {"https://evil.example", ASKING.base().toString()}) {
            for (String endpoint : new String[] {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
                CLOCK.forward(Duration.ofDays(3));
                String own = "{\"issuer\":\"%1$s\",\"authorization_endpoint\":\"%1$s/a\",\"token_endpoint\":\"%1$s/t\","
                        + "\"jwks_uri\":\"%1$s/k\"}";
                EHR.door().discovery(own.replaceFirst(endpoint + "\":\"%1\\$s", endpoint + "\":\"" + elsewhere));
                assertThat(begin().problem()).as(endpoint).isEqualTo("ehr-misconfigured");
            }
        }
        assertThat(ASKING.requests()).isEmpty();
    }

    @Test
    void endpointsOfTheProfile_goBeforeDiscovery_andAllOfThemMakeItNeedless() {
        Optional<URI> own = Optional.of(URI.create(EHR.origin() + "/own"));
        AuthorizationServer partly = discovery.of(
                EHR.base(), new Endpoints(Optional.empty(), own, Optional.empty(), Optional.of("urn:issuer")));
        assertThat(partly)
                .isEqualTo(new AuthorizationServer(
                        Optional.of(URI.create(EHR.base() + "/oauth/authorize")),
                        own.get(),
                        Optional.of(URI.create(EHR.base() + "/oauth/jwks")),
                        "urn:issuer"));
        EHR.requests().clear();
        CLOCK.forward(Duration.ofDays(3));
        discovery.of(EHR.base(), new Endpoints(own, own, own, Optional.of("urn:issuer")));
        assertThat(EHR.requests()).isEmpty();
    }

    /** athenahealth and others do PKCE without saying so; a server that is told none may take a stolen code. */
    @Test
    void pkce_isUsed_whateverDiscoverySaysOfIt() {
        String endpoints = "{\"issuer\":\"%1$s\",\"authorization_endpoint\":\"%1$s/oauth/authorize\","
                + "\"token_endpoint\":\"%1$s/oauth/token\",\"jwks_uri\":\"%1$s/oauth/jwks\"%2$s}";
        for (String methods : new String[] {"", ",\"code_challenge_methods_supported\":[\"plain\"]"}) {
            CLOCK.forward(Duration.ofDays(3));
            fault(new Fault(WELL_KNOWN, "GET", 200, endpoints.formatted(EHR.base(), methods), false));
            assertThat(begin().location().orElseThrow().toString())
                    .startsWith(EHR.base() + "/oauth/authorize?")
                    .contains("code_challenge_method=S256", "code_challenge=");
        }
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    @Test
    void issuerThatEndsInASlash_isAskedForItsKeysWithoutIt() {
        String issuer = EHR.base() + "/";
        CLOCK.forward(Duration.ofDays(3));
        fault(new Fault(
                WELL_KNOWN,
                "GET",
                200,
                "{\"issuer\":\"%1$s/\",\"authorization_endpoint\":\"%1$s/a\",\"token_endpoint\":\"%1$s/t\"}"
                        .formatted(EHR.base()),
                false));
        fault(new Fault(
                "/.well-known/openid-configuration",
                "GET",
                200,
                "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + EHR.base() + "/keys\"}",
                false));
        AuthorizationServer server = discovery.of(
                EHR.base(), new Endpoints(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(server.issuer()).isEqualTo(issuer);
        assertThat(server.jwksUri()).hasValue(URI.create(EHR.base() + "/keys"));
        assertThat(EHR.requests("openid-configuration"))
                .allSatisfy(asked -> assertThat(asked.path()).doesNotContain("//"));
    }

    @Test
    void slowDiscovery_isNotWaitedFor_whereTheCapabilityStatementNamesTheEndpoints() {
        EHR.metadata(WITH_URIS.formatted(EHR.base()));
        EHR.door().openId(true);
        CountDownLatch answers = new CountDownLatch(1);
        EHR.hold(WELL_KNOWN, answers);
        try {
            assertThat(begin().location().orElseThrow().toString()).startsWith(EHR.base() + "/oauth/authorize?");
            assertThat(answers.getCount()).as("it has not answered yet").isOne();
        } finally {
            answers.countDown();
        }
    }
}
