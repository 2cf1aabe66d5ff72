package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartChecks;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class CallbackTest extends PluginTest {

    private Browser browser;

    private URI begun() {
        browser = browser();
        return browser.get("/launch?iss=" + EHR.base() + "&launch=xyz")
                .location()
                .orElseThrow();
    }

    private static String state(URI request) {
        return SmartServer.parameters(request.getRawQuery()).get("state");
    }

    private String problem(URI request) {
        return callback(browser, request, "p1", "e1").problem();
    }

    @Test
    void aWrongOrMissingStateIsRefusedAndTheCodeIsNotSentAnywhere() {
        URI request = begun();
        String code = EHR.authorize(request);
        assertThat(browser.get("/callback?code=" + code).problem()).isEqualTo("state-missing");
        assertThat(browser.get("/callback?code=" + code + "&state=" + "x".repeat(32))
                        .problem())
                .isEqualTo("state-unknown");
        assertThat(browser.get("/callback?code=" + code + "&state=" + state(request) + "&state=" + state(request))
                        .problem())
                .isEqualTo("state-unknown");
        assertThat(EHR.requests("/oauth/token")).isEmpty();
    }

    @Test
    void aStateWorksOnce() {
        URI request = begun();
        assertThat(callback(browser, request, "p1", "e1").status()).isEqualTo(302);
        assertThat(problem(request)).isEqualTo("state-used");
        assertThat(EHR.requests("/oauth/token")).hasSize(1);
    }

    @Test
    void aStateOfAnotherBrowserIsRefusedAndStaysUsableInItsOwn() {
        URI request = begun();
        Browser victim = browser();
        victim.get("/launch?iss=" + EHR.base() + "&launch=abc");
        assertThat(callback(victim, request, "p1", "e1").problem()).isEqualTo("other-browser");
        assertThat(callback(browser(), request, "p1", "e1").problem()).isEqualTo("other-browser");
        assertThat(callback(browser, request, "p1", "e1").status()).isEqualTo(302);
    }

    @Test
    void cardsLink_opensItsVisitAtItsPart_whereTheEhrNamesNone() {
        URI request = begun();
        EHR.context("appContext", "\"{\\\"encounter\\\":\\\"e1\\\",\\\"part\\\":\\\"signing\\\"}\"");
        URI visit = callback(browser, request, "p1", null).location().orElseThrow();
        assertThat(visit.getFragment()).isEqualTo("signing");
        assertThat(EHR.requests("/Encounter/e1")).hasSize(1);
    }

    @Test
    void cardsLink_toAVisitOfAnotherPatient_isNotBelieved() {
        URI request = begun();
        EHR.context("appContext", "\"{\\\"encounter\\\":\\\"e2\\\",\\\"part\\\":\\\"signing\\\"}\"");
        assertThat(callback(browser, request, "p1", null).problem()).isEqualTo("patient-mismatch");
    }

    @Test
    void appContextThatIsNotOurs_changesNothing() {
        for (String other :
                new String[] {"\"other app\"", "\"{\\\"encounter\\\":\\\"../e2\\\",\\\"part\\\":\\\"x\\\"}\"", "7"}) {
            URI request = begun();
            EHR.context("appContext", other);
            URI visit = callback(browser, request, "p1", "e1").location().orElseThrow();
            assertThat(visit.getFragment()).as(other).isNull();
        }
    }

    @Test
    void aStateEnds() {
        URI request = begun();
        CLOCK.forward(Duration.ofMinutes(11));
        assertThat(problem(request)).isEqualTo("state-unknown");
    }

    @Test
    void refusedConsentIsShownWithWhatToDo() {
        URI request = begun();
        Browser.Page page =
                browser.get("/callback?error=access_denied&error_description=User+said+%3Cb%3Eno%3C%2Fb%3E&state="
                        + state(request));
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.problem()).isEqualTo("sign-in-refused");
        assertThat(page.text())
                .contains("access_denied")
                .contains("&lt;b&gt;no")
                .doesNotContain("<b>");
        assertThat(problem(request)).isEqualTo("state-used");
    }

    @Test
    void anAnswerOfAnotherAuthorizationServerIsRefused() {
        URI request = begun();
        Browser.Page page = browser.get("/callback?code=c&iss=https%3A%2F%2Fevil.example&state=" + state(request));
        assertThat(page.problem()).isEqualTo("sign-in-refused");
        assertThat(EHR.requests("/oauth/token")).isEmpty();
    }

    @Test
    void aTokenEndpointThatRefusesOrFailsIsNamed() {
        URI request = begun();
        EHR.fault(new Fault("/oauth/token", "POST", 400, "{\"error\":\"invalid_client\"}", false));
        Browser.Page refused = callback(browser, request, "p1", "e1");
        assertThat(refused.problem()).isEqualTo("token-refused");
        assertThat(refused.text()).contains("invalid_client");
        request = begun();
        EHR.fault(new Fault("/oauth/token", "POST", 500, "", false));
        assertThat(problem(request)).isEqualTo("ehr-unreachable");
        request = begun();
        EHR.fault(new Fault("/oauth/token", "POST", 0, "", false));
        assertThat(problem(request)).isEqualTo("ehr-unreachable");
        request = begun();
        EHR.fault(new Fault("/oauth/token", "POST", 200, "not json", false));
        assertThat(problem(request)).isEqualTo("ehr-unreachable");
    }

    @Test
    void anIdTokenThatDoesNotFitIsRefused() {
        Map<String, Consumer<JWTClaimsSet.Builder>> changes = Map.of(
                "issuer", claims -> claims.issuer("https://evil.example"),
                "audience", claims -> claims.audience("another-app"),
                "nonce", claims -> claims.claim("nonce", "another"),
                "no nonce", claims -> claims.claim("nonce", null),
                "expired",
                        claims ->
                                claims.expirationTime(Date.from(CLOCK.instant().minusSeconds(120))),
                "no expiry", claims -> claims.expirationTime(null),
                "from the future",
                        claims -> claims.issueTime(Date.from(CLOCK.instant().plusSeconds(600))),
                "party", claims -> claims.claim("azp", "another-app"),
                "two audiences", claims -> claims.audience(java.util.List.of("chartside-app", "another-app")));
        changes.forEach((name, change) -> {
            URI request = begun();
            EHR.changeClaims(change);
            assertThat(problem(request)).as(name).isEqualTo("identity-refused");
        });
    }

    @Test
    void anIdTokenWithAForeignOrNoSignatureIsRefused() throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(EHR.base().toString())
                .audience("chartside-app")
                .build();
        URI request = begun();
        EHR.changeIdToken(token -> SmartChecks.sign(claims, SmartChecks.newKey()));
        assertThat(problem(request)).isEqualTo("identity-refused");
        request = begun();
        EHR.changeIdToken(token -> new PlainJWT(claims).serialize());
        assertThat(problem(request)).isEqualTo("identity-refused");
        request = begun();
        EHR.changeIdToken(token -> token.substring(0, token.lastIndexOf('.') + 1) + "AAAA");
        assertThat(problem(request)).isEqualTo("identity-refused");
    }

    @Test
    void anIdTokenThatBringsItsOwnKey_orIsSignedWithThePublicOne_isRefused() throws Exception {
        RSAKey own = SmartChecks.newKey();
        URI request = begun();
        EHR.changeIdToken(token -> resigned(
                token,
                new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build(),
                signer(own)));
        assertThat(problem(request)).isEqualTo("identity-refused");
        request = begun();
        EHR.changeIdToken(token -> resigned(
                token,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwkURL(URI.create(RECORD.base() + "/oauth/jwks"))
                        .build(),
                signer(own)));
        assertThat(problem(request)).isEqualTo("identity-refused");
        assertThat(RECORD.requests("/oauth/jwks")).isEmpty();
        request = begun();
        byte[] published = java.util.Arrays.copyOf(own.toPublicJWK().toString().getBytes(), 64);
        EHR.changeIdToken(token -> resigned(token, new JWSHeader(JWSAlgorithm.HS256), hmac(published)));
        assertThat(problem(request)).isEqualTo("identity-refused");
    }

    private static JWSSigner signer(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JWSSigner hmac(byte[] secret) {
        try {
            return new MACSigner(secret);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The same claims under another header and signature. */
    private static String resigned(String token, JWSHeader header, JWSSigner signer) {
        try {
            SignedJWT jwt = new SignedJWT(header, SignedJWT.parse(token).getJWTClaimsSet());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (java.text.ParseException | JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void whoIsNoPractitionerOfThisEhrIsNotLetIn() {
        for (String user : new String[] {"Patient/p1", "https://evil.example/fhir/Practitioner/dr-1", ""}) {
            URI request = begun();
            EHR.changeClaims(claims -> claims.claim("fhirUser", user));
            assertThat(problem(request)).as(user).isEqualTo("no-clinician");
        }
        URI request = begun();
        EHR.changeClaims(claims -> claims.claim("fhirUser", EHR.base() + "/Practitioner/dr-1"));
        assertThat(callback(browser, request, "p1", "e1").status()).isEqualTo(302);
    }

    @Test
    void aRoleIsThePractitionerThatTheEhrSaysItIs() {
        PractitionerRole role = new PractitionerRole();
        role.setId("role-1");
        role.setPractitioner(new Reference("Practitioner/dr-1"));
        EHR.shelf().put(role);
        URI request = begun();
        EHR.changeClaims(claims -> claims.claim("fhirUser", EHR.base() + "/PractitionerRole/role-1"));
        Browser.Page opened = callback(browser, request, "p1", "e1");
        assertThat(opened.status()).as(opened.toString()).isEqualTo(302);
        assertThat(EHR.requests("/Practitioner/dr-1")).hasSize(1);

        role.setPractitioner(new Reference("Patient/p1"));
        EHR.shelf().put(role);
        request = begun();
        assertThat(problem(request)).isEqualTo("no-clinician");
    }

    @Test
    void theEhrIsAskedToSayWhenTheUserSignedIn() {
        assertThat(SmartServer.parameters(begun().getRawQuery())).containsEntry("max_age", "3600");
    }

    @Test
    void withoutALinkedPractitionerThereIsNoWayIn() {
        URI request = begun();
        RECORD.fault(new Fault(
                "/oauth/token",
                "POST",
                400,
                "{\"error\":\"invalid_grant\",\"error_description\":\"it carries no auth_time\"}",
                false));
        Browser.Page page = callback(browser, request, "p1", "e1");
        assertThat(page.problem()).isEqualTo("not-linked");
        assertThat(page.text()).contains("it carries no auth_time");
    }

    @Test
    void aRecordThatIsDownIsNamed() {
        URI request = begun();
        RECORD.fault(new Fault("/oauth/token", "POST", 503, "", false));
        assertThat(problem(request)).isEqualTo("record-unreachable");
    }

    @Test
    void anEncounterOfAnotherPatientIsNotBelieved() {
        URI request = begun();
        assertThat(callback(browser, request, "p1", "e2").problem()).isEqualTo("patient-mismatch");
        assertThat(RECORD.requests("/fhir/main")).noneMatch(sent -> sent.body().contains("Bundle"));
    }

    @Test
    void aPartOfTheChartThatTheEhrRefusesDoesNotStopTheVisit() {
        URI request = begun();
        EHR.fault(new Fault("/AllergyIntolerance", "GET", 403, "", false));
        EHR.fault(new Fault("/Condition", "GET", 500, "", false));
        assertThat(callback(browser, request, "p1", "e1").status()).isEqualTo(302);
    }

    @Test
    void aPatientThatCannotBeReadStopsTheVisitWithTheEhrsReason() {
        URI request = begun();
        EHR.fault(new Fault("/Patient/p1", "GET", 403, "", false));
        assertThat(callback(browser, request, "p1", "e1").problem()).isEqualTo("ehr-refused");
    }
}
