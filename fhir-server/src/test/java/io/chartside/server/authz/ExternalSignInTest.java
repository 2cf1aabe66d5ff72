package io.chartside.server.authz;

import static io.chartside.server.authz.OidcProvider.HOSPITAL;
import static io.chartside.server.authz.OidcProvider.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jwt.JWTClaimsSet;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** MH24: people sign in through an issuer that the tenant trusts; what it may not do is in ExternalIssuerFaultsTest. */
class ExternalSignInTest extends AccountTest {
    static final TenantId GUESTS_ID = new TenantId("guests");
    static final String GUESTS = SERVER + "/fhir/guests";
    static final String PATH = GUESTS + "/oauth/sign-in/oidc";

    @BeforeEach
    void upright() {
        HOSPITAL.upright();
        REGION.upright();
        sql.in(GUESTS_ID, client -> client.sql("delete from sign_in_failure").update());
    }

    /** The address of the authentication request, as the page that leads there has it. */
    static String begin(Browser browser, OidcProvider provider, Map<String, String> authorization) {
        String query = authorization.isEmpty() ? "" : "?" + form(authorization);
        HttpResponse<String> page = browser.submit(PATH + query, Map.of("issuer", provider.issuer));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        String address = page.body().replaceAll("(?s).*data-testid=\"onwards\" href=\"([^\"]*)\".*", "$1");
        return address.replace("&amp;", "&");
    }

    /** Where the provider sends the browser back to. */
    static String answer(Browser browser, OidcProvider provider) {
        return Browser.location(get(begin(browser, provider, Map.of())));
    }

    static HttpResponse<String> signIn(Browser browser, OidcProvider provider) {
        return browser.open(answer(browser, provider));
    }

    static String reason(HttpResponse<String> page) {
        return shown(page, "reason").get(0);
    }

    private static void account(String name, String email) {
        HttpResponse<String> added = admin(
                "POST",
                GUESTS + "/admin/users",
                managerToken(GUESTS),
                account("Practitioner/" + name, email, "clinician"));
        assertThat(added.statusCode()).as(added.body()).isIn(201, 409);
    }

    @Test
    void throughTheHospital_andBackToTheApp() throws ParseException {
        Instant then = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        HOSPITAL.claims = claims ->
                claims.subject("ada").claim("acr", OidcProvider.TWO_FACTORS).claim("auth_time", then.getEpochSecond());
        String page = Browser.location(browser.open(authorize(GUESTS, Map.of())));
        assertThat(browser.open(page).body())
                .contains("Sign in with <span>The Hospital</span>")
                .contains("Sign in with <span>The Region</span>");

        String address = begin(browser, HOSPITAL, Browser.query(authorize(GUESTS, Map.of())));
        String back = Browser.location(browser.open(Browser.location(get(address))));

        assertThat(HOSPITAL.refusal).isEmpty();
        assertThat(HOSPITAL.lastRequest)
                .containsEntry("scope", "openid email")
                .containsEntry("acr_values", OidcProvider.TWO_FACTORS)
                .containsEntry("max_age", Long.toString(Duration.ofHours(12).toSeconds()))
                .doesNotContainKey("prompt");
        assertThat(Browser.location(browser.open(back))).startsWith(APP_CALLBACK + "?code=");
        JWTClaimsSet claims = idToken(tokens(browser, GUESTS));
        assertThat(claims.getSubject()).isEqualTo("Practitioner/ada");
        assertThat(claims.getStringListClaim("amr")).containsExactly("fed", "mfa");
        assertThat(claims.getStringClaim("acr")).isNull();
        assertThat(claims.getDateClaim("auth_time")).isEqualTo(Date.from(then));
    }

    @Test
    void fhirUserOfTheIssuer_isLinkedAsInAnExchange() {
        HOSPITAL.claims = claims -> claims.subject("anybody")
                .claim("acr", OidcProvider.TWO_FACTORS)
                .claim("fhirUser", HOSPITAL.issuer + "/Practitioner/their-ada");

        assertThat(Browser.location(signIn(browser, HOSPITAL))).endsWith("/oauth/sign-in-account");
        assertThat(isSignedIn(browser, GUESTS)).isTrue();
    }

    @Test
    void privateKeyAndConfiguredEndpoints_findTheAccountOfAVerifiedAddress() {
        account("by-address", "by-address@clinic.example");
        for (Object verified : Arrays.asList(false, "true", null)) {
            REGION.claims = claims -> claims.subject("anybody")
                    .claim("acr", OidcProvider.TWO_FACTORS)
                    .claim("email", "By-Address@clinic.example")
                    .claim("email_verified", verified);
            assertThat(signIn(browser, REGION).statusCode()).isEqualTo(403);
        }
        REGION.claims = claims -> claims.subject("anybody")
                .claim("acr", OidcProvider.TWO_FACTORS)
                .claim("email", "By-Address@clinic.example")
                .claim("email_verified", true);

        assertThat(signIn(browser, REGION).statusCode()).isEqualTo(302);
        assertThat(isSignedIn(browser, GUESTS)).isTrue();
        HOSPITAL.claims = REGION.claims;
        assertThat(reason(signIn(new Browser(), HOSPITAL)))
                .as("the hospital's addresses count for nothing here")
                .contains("nobody who may sign in here");
    }

    @Test
    void oneFactorThere_isFollowedByTheSecondHere_orByNothing() {
        account("with-account", "with-account@clinic.example");
        HOSPITAL.claims = claims -> claims.subject("with-account").claim("acr", "urn:test:one-factor");
        assertThat(Browser.location(signIn(browser, HOSPITAL))).endsWith("/oauth/sign-in-code");
        assertThat(isSignedIn(browser, GUESTS)).isFalse();

        HOSPITAL.claims = claims -> claims.subject("ada");
        HttpResponse<String> refused = signIn(browser, HOSPITAL);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(reason(refused)).contains("Two factors are asked for");
        assertThat(isSignedIn(browser, GUESTS)).isFalse();
    }

    /** An unknown, a suspended and an unlinked person get the same page but for its number. */
    @Test
    void strangersAndSuspended_areAnsweredAlike_andNobodyIsSignedIn() {
        account("suspended", "suspended@clinic.example");
        admin("POST", GUESTS + "/admin/users/Practitioner/suspended/disable", managerToken(GUESTS), null);

        List<String> pages = Stream.of("linked-with-nobody", "suspended", "a-stranger")
                .map(subject -> {
                    HOSPITAL.claims = claims -> claims.subject(subject).claim("acr", OidcProvider.TWO_FACTORS);
                    HttpResponse<String> page = signIn(browser, HOSPITAL);
                    assertThat(page.statusCode()).isEqualTo(403);
                    assertThat(page.body()).contains("Clinic of Guests");
                    return page.body().replace(shown(page, "number").get(0), "");
                })
                .distinct()
                .toList();

        assertThat(pages).hasSize(1);
        assertThat(isSignedIn(browser, GUESTS)).isFalse();
    }

    static Stream<Arguments> wishes() {
        return Stream.of(
                arguments("max_age", "60", "60", null),
                arguments("max_age", "99999999", "43200", null),
                arguments("max_age", "soon", "0", "login"),
                arguments("prompt", "login", "0", "login"));
    }

    /** OpenID Connect Core 1.0, section 3.1.2.1: what the app wants of a sign-in is asked of the issuer, and checked. */
    @ParameterizedTest
    @MethodSource("wishes")
    void appThatWantsAFreshSignIn_hasTheIssuerAsked(String name, String value, String age, String prompt) {
        HOSPITAL.claims = claims -> claims.subject("ada")
                .claim("acr", OidcProvider.TWO_FACTORS)
                .claim("auth_time", Instant.now().minusSeconds(600).getEpochSecond());
        Map<String, String> wish = new LinkedHashMap<>(Browser.query(authorize(GUESTS, Map.of(name, value))));

        HttpResponse<String> answer = browser.open(Browser.location(get(begin(browser, HOSPITAL, wish))));

        assertThat(HOSPITAL.lastRequest.get("max_age")).isEqualTo(age);
        assertThat(HOSPITAL.lastRequest.get("prompt")).isEqualTo(prompt);
        assertThat(answer.statusCode()).isEqualTo(age.equals("43200") ? 302 : 403);
    }

    @Test
    void tenantWithoutSuchAnIssuer_hasNoButton_andNoWay() {
        assertThat(browser.open(CLINIC + "/oauth/sign-in-password").body()).doesNotContain("sign-in/oidc");

        HttpResponse<String> answer = browser.submit(CLINIC + "/oauth/sign-in/oidc", Map.of("issuer", HOSPITAL.issuer));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(browser.submit(PATH, form(Map.of("issuer", HOSPITAL.issuer)), "https://evil.example")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void fiftyAnswersThatAreNone_closeTheAddress() {
        IntStream.range(0, 50).forEach(i -> new Browser().open(PATH + "?state=guess-" + i + "&code=x"));

        assertThat(reason(signIn(browser, HOSPITAL))).contains("too many attempts");
        clock.ahead(Duration.ofSeconds(61));
        bend(HOSPITAL, claims -> claims.issueTime(Date.from(clock.instant())));
        assertThat(signIn(browser, HOSPITAL).statusCode()).isEqualTo(302);
    }

    static void bend(OidcProvider provider, Consumer<JWTClaimsSet.Builder> change) {
        Consumer<JWTClaimsSet.Builder> upright = provider.claims;
        provider.claims = claims -> {
            upright.accept(claims);
            change.accept(claims);
        };
    }
}
