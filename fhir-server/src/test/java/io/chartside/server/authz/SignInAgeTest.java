package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
}
