package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Request;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** What Inferno's "SMART App Launch STU2.2 Client" suite checks of a client, and what the specification adds. */
class LaunchTest extends PluginTest {

    @Test
    void theAuthorizationRequestCarriesAllThatSmartAsksFor() {
        URI location = browser()
                .get("/launch?iss=" + EHR.base() + "&launch=opaque%2Fvalue%26x")
                .location()
                .orElseThrow();
        assertThat(location.toString()).startsWith(EHR.base() + "/oauth/authorize?");
        Map<String, String> asked = SmartServer.parameters(location.getRawQuery());
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "chartside-app")
                .containsEntry("redirect_uri", APP + "/callback")
                .containsEntry("launch", "opaque/value&x")
                .containsEntry("scope", "launch openid fhirUser user/Patient.rs")
                .containsEntry("aud", EHR.base().toString())
                .containsEntry("code_challenge_method", "S256");
        assertThat(asked.get("code_challenge")).matches("[A-Za-z0-9_-]{43}");
        assertThat(asked.get("nonce")).isNotBlank();
    }

    @Test
    void stateNonceAndChallengeAreNewEachTimeAndLongEnough() {
        Set<String> seen = new HashSet<>();
        Browser browser = browser();
        for (int launch = 0; launch < 20; launch++) {
            Map<String, String> asked = SmartServer.parameters(browser.get("/launch?iss=" + EHR.base() + "&launch=x")
                    .location()
                    .orElseThrow()
                    .getRawQuery());
            for (String name : List.of("state", "nonce", "code_challenge")) {
                // 32 letters of base64url are 192 bits; SMART asks for 122.
                assertThat(asked.get(name).length()).isGreaterThanOrEqualTo(32);
                assertThat(seen.add(asked.get(name))).isTrue();
            }
        }
    }

    @Test
    void theTokenRequestAuthenticatesByASignedAssertionAndSendsNoClientId() throws Exception {
        Browser browser = browser();
        launch(browser, "p1", "e1");
        launch(browser, "p1", "e1");
        List<Request> requests = EHR.requests("/oauth/token");
        assertThat(requests).hasSize(2);
        Set<String> used = new HashSet<>();
        JWKSet keys = JWKSet.parse(browser.get("/.well-known/jwks.json").text());
        for (Request request : requests) {
            Map<String, String> form = request.form();
            assertThat(form.keySet())
                    .containsExactlyInAnyOrder(
                            "grant_type",
                            "code",
                            "redirect_uri",
                            "code_verifier",
                            "client_assertion_type",
                            "client_assertion");
            assertThat(form.get("code_verifier")).matches("[A-Za-z0-9_-]{43,128}");
            SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
            JWK key = keys.getKeyByKeyId(assertion.getHeader().getKeyID());
            assertThat(assertion.getHeader().getType().getType()).isEqualTo("JWT");
            assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo("ES384");
            assertThat(assertion.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
            var claims = assertion.getJWTClaimsSet();
            assertThat(claims.getIssuer()).isEqualTo("chartside-app");
            assertThat(claims.getSubject()).isEqualTo("chartside-app");
            assertThat(claims.getAudience()).containsExactly(EHR.base() + "/oauth/token");
            assertThat(claims.getExpirationTime().toInstant())
                    .isBefore(CLOCK.instant().plusSeconds(301));
            assertThat(used.add(claims.getJWTID())).isTrue();
        }
    }

    @Test
    void thePublishedKeysHoldNoPrivatePart() throws Exception {
        Browser.Page page = browser().get("/.well-known/jwks.json");
        assertThat(page.status()).isEqualTo(200);
        JWKSet keys = JWKSet.parse(page.text());
        assertThat(keys.getKeys()).hasSize(2).noneMatch(JWK::isPrivate);
        assertThat(keys.getKeys())
                .extracting(key -> key.getAlgorithm().getName())
                .containsExactlyInAnyOrder("ES384", "RS384");
    }

    @Test
    void aLaunchEndsOnTheVisitByARedirectWithoutContent() {
        Browser browser = browser();
        Browser.Page redirect = browser.get("/launch?iss=" + EHR.base() + "&launch=xyz");
        assertThat(redirect.status()).isEqualTo(302);
        Browser.Page done = callback(browser, redirect.location().orElseThrow(), "p1", "e1");
        assertThat(done.status()).as(done.text()).isEqualTo(302);
        assertThat(done.location().orElseThrow().toString()).startsWith(APP + "/v/");
        assertThat(done.text()).isEmpty();
    }

    @Test
    void theIdTokenIsExchangedAtTheRecordForThatCliniciansToken() {
        launch(browser(), "p1", "e1");
        Request exchange = RECORD.requests("/oauth/token").get(0);
        assertThat(exchange.form())
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:id_token")
                .containsKeys("subject_token", "client_assertion", "scope");
    }

    @Test
    void openingTheVisitBringsTheChartOnceAndReportsWhatWasRead() {
        launch(browser(), "p1", "e1");
        launch(browser(), "p1", "e1");
        assertThat(RECORD.shelf().all(Patient.class)).singleElement().satisfies(patient -> {
            assertThat(patient.getIdentifierFirstRep().getSystem()).isEqualTo(EHR.base() + "/Patient");
            assertThat(patient.getIdentifierFirstRep().getValue()).isEqualTo("p1");
        });
        assertThat(RECORD.shelf().all(Encounter.class)).hasSize(1);
        assertThat(RECORD.shelf().all(AuditEvent.class).stream()
                        .filter(event -> event.getAction() == AuditEvent.AuditEventAction.R))
                .as("Patient, Encounter and Practitioner, twice")
                .hasSize(6)
                .allSatisfy(event -> assertThat(event.getEntity())
                        .anyMatch(entity -> entity.getWhat().getReference() != null
                                && entity.getWhat()
                                        .getReference()
                                        .startsWith(EHR.base().toString())));
    }

    @Test
    void openingTheVisitAgainKeepsTheDiagnosesThatWereSignedForIt() {
        launch(browser(), "p1", "e1");
        Encounter visit = RECORD.shelf().all(Encounter.class).get(0);
        visit.addDiagnosis().getCondition().setReference("Condition/signed-1");
        launch(browser(), "p1", "e1");
        launch(browser(), "p1", "e1");
        assertThat(RECORD.shelf().all(Encounter.class))
                .singleElement()
                .satisfies(again -> assertThat(again.getDiagnosis())
                        .singleElement()
                        .satisfies(
                                diagnosis -> assertThat(diagnosis.getCondition().getReference())
                                        .isEqualTo("Condition/signed-1")));
    }

    @Test
    void anUnknownIssuerEndsBeforeAnyRequestLeaves() {
        Browser.Page page = browser().get("/launch?iss=" + EHR.origin() + "/fhir/other&launch=x");
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.problem()).isEqualTo("unknown-ehr");
        assertThat(page.text())
                .contains("data-testid=\"error\"")
                .contains("administrator")
                .as("with what has to be registered")
                .contains("Its address, as it came: " + EHR.origin() + "/fhir/other");
        assertThat(EHR.requests()).isEmpty();
    }

    @Test
    void whatIsNoAddressOfAnEhr_isNotRepeated() {
        for (String iss : List.of("Call 0900 1234 now", "https://evil.example/<b>x", "https://evil.example/?a=b")) {
            Browser.Page page = browser()
                    .get("/launch?launch=x&iss="
                            + java.net.URLEncoder.encode(iss, java.nio.charset.StandardCharsets.UTF_8));
            assertThat(page.problem()).as(iss).isEqualTo("unknown-ehr");
            assertThat(page.text()).doesNotContain("as it came", "0900", "evil.example");
        }
    }

    @Test
    void issuersThatOnlyLookAlikeAreUnknown() {
        for (String iss : List.of(
                EHR.base() + "@evil.example",
                EHR.base() + ".evil.example",
                EHR.base().toString().replace("127.0.0.1", "2130706433"),
                EHR.base().toString().replace("127.0.0.1", "[::ffff:127.0.0.1]"),
                EHR.base() + "%2F..%2Fx",
                "http://169.254.169.254/latest/meta-data",
                "file:///etc/passwd")) {
            Browser.Page page = browser()
                    .get("/launch?launch=x&iss="
                            + java.net.URLEncoder.encode(iss, java.nio.charset.StandardCharsets.UTF_8));
            assertThat(page.problem()).as(iss).isEqualTo("unknown-ehr");
        }
        assertThat(EHR.requests()).isEmpty();
    }

    @Test
    void aLaunchWithoutIssuerOrWithTwoIsIncomplete() {
        assertThat(browser().get("/launch?launch=x").problem()).isEqualTo("bad-launch");
        assertThat(browser()
                        .get("/launch?iss=" + EHR.base() + "&iss=" + EHR.base())
                        .problem())
                .isEqualTo("bad-launch");
    }

    @Test
    void theEntryPageListsTheRegisteredEhrs() {
        Browser.Page page = browser().get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("Test Hospital (hospital)").contains("/launch?iss=");
    }

    @Test
    void aStandAloneLaunchAsksTheEhrForPatientAndVisit() {
        URI location = browser().get("/launch?iss=" + EHR.base()).location().orElseThrow();
        Map<String, String> asked = SmartServer.parameters(location.getRawQuery());
        assertThat(asked).doesNotContainKey("launch");
        assertThat(asked.get("scope")).startsWith("launch/patient launch/encounter openid");
    }

    @Test
    void noAnswerLetsAnythingBeLoadedFromElsewhere() {
        for (String path : List.of("/", "/launch?iss=x", "/callback?state=x", "/nothing-here", "/v/x/")) {
            Browser.Page page = browser().get(path);
            assertThat(page.headers().get("content-security-policy"))
                    .as(path)
                    .contains(
                            "default-src 'none'",
                            "script-src 'self'",
                            "base-uri 'none'",
                            "frame-ancestors 'self' " + FRAME)
                    .doesNotContain("unsafe");
            assertThat(page.headers())
                    .as(path)
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "same-origin")
                    .doesNotContainKey("x-frame-options");
        }
    }
}
