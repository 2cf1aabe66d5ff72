package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The EHR launch from authorization request to token (SMART App Launch 2.2), right and wrong. */
class EhrLaunchTest extends LaunchedAppTest {
    @Test
    void launchOfFirstPartyApp_signedIn_getsContextWithoutAClick() throws Exception {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();

        Map<String, String> callback = launch.authorize(browser);
        assertThat(callback).containsEntry("state", "state with spaces & =äß").containsKey("code");
        HttpResponse<String> response = launch.token(callback.get("code"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        Map<String, Object> body = json(response);
        assertThat(body)
                .containsEntry("token_type", "Bearer")
                .containsEntry("patient", "patient-1")
                .containsEntry("encounter", "encounter-1")
                .containsEntry("need_patient_banner", true)
                .containsKeys("refresh_token", "id_token", "expires_in");
        assertThat(((String) body.get("scope")).split(" ")).containsExactlyInAnyOrder(Launch.SCOPES.split(" "));

        SignedJWT idToken = SignedJWT.parse((String) body.get("id_token"));
        JWKSet keys = JWKSet.parse(get(BASE + "/oauth/jwks").body());
        assertThat(idToken.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(idToken.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(idToken.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        JWTClaimsSet claims = idToken.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(BASE);
        assertThat(claims.getAudience()).containsExactly("app");
        assertThat(claims.getStringClaim("fhirUser")).isEqualTo(BASE + "/Practitioner/dr-one");
        assertThat(claims.getStringClaim("nonce")).isEqualTo("a-nonce");
        assertThat(claims.getDateClaim("auth_time")).isCloseTo(new Date(), 60_000);

        Map<String, Object> caller = json(getWithToken(BASE + "/Patient/1", (String) body.get("access_token")));
        assertThat(caller)
                .containsEntry("fhirUser", "Practitioner/dr-one")
                .containsEntry("patient", "patient-1")
                .containsEntry("encounter", "encounter-1");
        assertThat(caller.get("authTime")).isNotNull();
    }

    @Test
    void launchWithoutSignIn_asksWhoOneIs_thenGoesOn() {
        Launch launch = app();

        String signIn = Browser.location(browser.open(launch.authorizeUrl()));
        assertThat(signIn).startsWith(BASE + "/oauth/sign-in?");
        HttpResponse<String> page = browser.open(signIn);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Dr. One").contains("Dr. Two");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'self'");
        String back = Browser.location(browser.submit(signIn, Map.of("person", "Practitioner/dr-one")));
        Map<String, String> callback = Browser.query(Browser.location(browser.open(back)));

        assertThat(launch.token(callback.get("code")).statusCode()).isEqualTo(200);
    }

    @Test
    void signInFromAnotherSite_isRefused() {
        HttpResponse<String> response =
                browser.submit(BASE + "/oauth/sign-in", "person=Practitioner%2Fdr-one", "https://evil.example");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(browser.cookies()).isEmpty();
    }

    @Test
    void launchOfAnotherPerson_isRefused() {
        browser.signIn("Practitioner/dr-two");

        assertThat(app().authorize(browser))
                .containsEntry("error", "invalid_request")
                .doesNotContainKey("code");
    }

    @Test
    void launchOfAnotherTenant_isRefused() {
        browser.signIn("Practitioner/dr-one");
        String foreign = launches.issue(
                new TenantId("other"), "Practitioner/dr-one", LaunchContext.of("patient-1", "encounter-1", true));

        assertThat(new Launch("app", APP_KEY, foreign).authorize(browser)).containsEntry("error", "invalid_request");
    }

    @Test
    void launchUsedTwice_worksOnce() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();

        assertThat(launch.authorize(browser)).containsKey("code");
        assertThat(launch.authorize(browser))
                .containsEntry("error", "invalid_request")
                .doesNotContainKey("code");
    }

    @Test
    void launchUsedByTwoAtOnce_yieldsOneCode() throws Exception {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();

        long codes = together(8, () -> launch.authorize(browser)).stream()
                .filter(callback -> callback.containsKey("code"))
                .count();

        assertThat(codes).isEqualTo(1);
    }

    @Test
    void launchAfterFiveMinutes_isRefused() {
        Launch launch = app();
        clock.ahead(Duration.ofMinutes(5).plusSeconds(1));
        browser.signIn("Practitioner/dr-one");

        assertThat(launch.authorize(browser)).containsEntry("error", "invalid_request");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "aud, https://evil.example/fhir, invalid_request",
                "aud, absent, invalid_request",
                "state, absent, invalid_request",
                "code_challenge, absent, invalid_request",
                "code_challenge, short, invalid_request",
                "code_challenge_method, plain, invalid_request",
                "code_challenge_method, absent, invalid_request",
                "scope, absent, invalid_scope",
                "scope, launch system/*.rs, invalid_scope",
                "scope, launch user/Nonsense.rs, invalid_scope",
                "scope, launch admin, invalid_scope",
                "scope, openid user/Patient.rs, invalid_scope",
            })
    void requestThatIsWrong_comesBackWithErrorAndState_withoutCode(String parameter, String value, String error) {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app().asking(parameter, value);

        Map<String, String> callback = launch.authorize(browser);

        assertThat(callback).containsEntry("error", error).doesNotContainKey("code");
        if (!parameter.equals("state")) {
            assertThat(callback).containsEntry("state", "state with spaces & =äß");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "redirect_uri, http://localhost:9999/callback/more",
                "redirect_uri, http://localhost:9999/callback?x=1",
                "redirect_uri, http://127.0.0.1:9999/callback",
                "redirect_uri, http://localhost:9998/callback",
                "redirect_uri, https://evil.example/",
                "redirect_uri, absent",
                "client_id, nobody",
                "client_id, absent",
                "client_id, back-end",
            })
    void requestOfUnknownAppOrAddress_isShownNotRedirected(String parameter, String value) {
        browser.signIn("Practitioner/dr-one");
        HttpResponse<String> response =
                browser.open(app().asking(parameter, value).authorizeUrl());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.body()).contains("data-testid=\"error\"");
    }

    @Test
    void repeatedParameter_isRefused() {
        browser.signIn("Practitioner/dr-one");
        HttpResponse<String> response = browser.open(app().authorizeUrl() + "&aud=" + encode(BASE));

        assertThat(Browser.query(Browser.location(response))).containsEntry("error", "invalid_request");
    }

    @Test
    void authorizeByPost_worksToo() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();

        HttpResponse<String> response =
                browser.submit(BASE + "/oauth/authorize", form(launch.request), "http://localhost:9999");

        assertThat(Browser.query(Browser.location(response))).containsKey("code");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "code_verifier, absent",
                "code_verifier, ''",
                "code_verifier, another-verifier-that-is-long-enough-to-be-one-too",
                "redirect_uri, http://localhost:9999/other",
                "redirect_uri, absent",
                "code, not-a-code",
            })
    void codeWithWrongCompany_yieldsNoToken(String parameter, String value) {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        String code = launch.authorize(browser).get("code");

        HttpResponse<String> response = launch.exchanging(parameter, value).token(code);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response)).containsEntry("error", "invalid_grant").doesNotContainKey("access_token");
    }

    @Test
    void verifierEqualToTheChallenge_yieldsNoToken() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        String code = launch.authorize(browser).get("code");

        HttpResponse<String> response = launch.exchanging("code_verifier", launch.request.get("code_challenge"))
                .token(code);

        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void codeOfAnotherClient_yieldsNoToken() {
        browser.signIn("Practitioner/dr-one");
        String code = app().authorize(browser).get("code");

        HttpResponse<String> response = new Launch("asks-consent", APP_KEY, null).token(code);

        assertThat(response.statusCode()).isIn(400, 401);
    }

    @Test
    void codeAfterAMinute_yieldsNoToken() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        String code = launch.authorize(browser).get("code");
        clock.ahead(Duration.ofSeconds(61));

        assertThat(launch.token(code).statusCode()).isIn(400, 401);
    }

    @Test
    void codeUsedTwice_killsTheTokensOfTheFirstUse() {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        String code = launch.authorize(browser).get("code");
        Map<String, Object> first = json(launch.token(code));
        String token = (String) first.get("access_token");
        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(200);

        HttpResponse<String> second = launch.token(code);

        assertThat(json(second)).containsEntry("error", "invalid_grant");
        assertThat(getWithToken(BASE + "/Patient/1", token).statusCode()).isEqualTo(401);
        assertThat(refresh(launch, (String) first.get("refresh_token")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void codeUsedByManyAtOnce_yieldsOneTokenAtMost() throws Exception {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        String code = launch.authorize(browser).get("code");

        long tokens = together(8, () -> launch.token(code).statusCode()).stream()
                .filter(status -> status == 200)
                .count();

        assertThat(tokens).isLessThanOrEqualTo(1);
    }

    static <T> List<T> together(int times, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(times);
        try {
            List<Future<T>> futures = pool.invokeAll(Collections.nCopies(times, work));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
