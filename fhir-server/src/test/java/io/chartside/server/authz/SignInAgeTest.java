package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How fresh a sign-in an app may ask for (OpenID Connect Core 1.0, section 3.1.2.1). */
class SignInAgeTest extends LaunchedAppTest {
    private Launch launch(String parameter, String value) {
        return new Launch("app", APP_KEY, null)
                .asking("scope", "openid fhirUser user/Patient.rs")
                .asking(parameter, value);
    }

    @ParameterizedTest
    @CsvSource({
        "max_age, 3600, 50, 302 code",
        "max_age, 600, 15, sign-in",
        "max_age, 0, 15, sign-in",
        "max_age, -1, 15, sign-in",
        "max_age, soon, 15, sign-in",
        "prompt, login, 15, sign-in",
        "prompt, login consent, 15, sign-in",
        "prompt, consent, 15, 302 code"
    })
    void olderThanAsked_signsInAgain(String parameter, String value, int minutesAgo, String expected) {
        browser.signIn("Practitioner/dr-one");
        clock.ahead(Duration.ofMinutes(minutesAgo));

        String location = Browser.location(browser.open(launch(parameter, value).authorizeUrl()));

        if (expected.equals("sign-in")) {
            assertThat(location).startsWith(BASE + "/oauth/sign-in?").contains(parameter + "=");
        } else {
            assertThat(location).startsWith(APP_CALLBACK + "?code=");
        }
    }

    @Test
    void signedInAgain_goesOn() {
        browser.signIn("Practitioner/dr-one");
        clock.ahead(Duration.ofMinutes(30));
        String page = Browser.location(browser.open(launch("prompt", "login").authorizeUrl()));

        String back = Browser.location(browser.submit(page, "person=" + encode("Practitioner/dr-one"), SERVER));

        assertThat(Browser.location(browser.open(back))).startsWith(APP_CALLBACK + "?code=");
    }

    /** Without a page nobody can sign in again: the app hears so, and asks again without {@code prompt=none}. */
    @ParameterizedTest
    @CsvSource({
        "none, 3600, 3000, code=",
        "none, 600, 900, error=login_required",
        "none, 0, 900, error=login_required",
        // No page leads back here, so that no sign-in counts as made for this request.
        "none, 10, 20, error=login_required",
        "none, soon, 20, error=login_required",
        "none login, 3600, 20, error=invalid_request"
    })
    void olderThanAskedWithoutAnyPage_isLoginRequired(String prompt, String maxAge, int secondsAgo, String expected) {
        browser.signIn("Practitioner/dr-one");
        clock.ahead(Duration.ofSeconds(secondsAgo));

        String location = Browser.location(
                browser.open(launch("prompt", prompt).asking("max_age", maxAge).authorizeUrl()));

        assertThat(location).startsWith(APP_CALLBACK + "?" + expected);
    }

    /** Section 2: {@code auth_time} is owed whenever {@code max_age} was asked for, and is the sign-in's, not the token's. */
    @Test
    void maxAge_idTokenTellsWhenThePersonSignedIn() throws Exception {
        Date before = new Date(clock.instant().minusSeconds(1).toEpochMilli());
        browser.signIn("Practitioner/dr-one");
        Date after = Date.from(clock.instant());
        clock.ahead(Duration.ofMinutes(5));
        Launch launch = launch("prompt", "none").asking("max_age", "3600");

        String code = launch.authorize(browser).get("code");
        // The app's own assertion is made by the real time.
        clock.ahead(Duration.ZERO);

        JWTClaimsSet claims = SignedJWT.parse((String) json(launch.token(code)).get("id_token"))
                .getJWTClaimsSet();
        assertThat(claims.getDateClaim("auth_time")).isBetween(before, after, true, true);
    }
}
