package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** MS12: how long a sign-in lasts. MM13: browsers that are remembered. */
class SessionTest extends AccountTest {
    private static final String SESSION = "chartside-sign-in-clinic";
    private static final String REMEMBERED = "chartside-remembered-clinic";

    private HttpResponse<String> remembering(Browser in, Somebody one) {
        return in.submit(
                CLINIC + "/oauth/sign-in-password",
                Map.of("email", one.email(), "password", PASSWORD, "remember", "yes"));
    }

    private static HttpResponse<String> goOn(Browser in) {
        return in.submit(CLINIC + "/oauth/sign-in-remembered", "", SERVER);
    }

    @Test
    void unusedForTheTenantsIdleTime_ends() {
        signIn(browser, withPassword(), PASSWORD);

        clock.ahead(Duration.ofMinutes(29));
        assertThat(isSignedIn(browser, CLINIC)).isTrue();
        clock.ahead(Duration.ofMinutes(29 + 29));
        assertThat(isSignedIn(browser, CLINIC)).as("use moves the end").isTrue();
        clock.ahead(Duration.ofMinutes(29 + 29 + 31));
        assertThat(isSignedIn(browser, CLINIC)).isFalse();
    }

    @Test
    void usedAllTheTime_endsWithTheTenantsSession() {
        signIn(browser, withPassword(), PASSWORD);

        for (int minutes = 20; minutes < 8 * 60; minutes += 20) {
            clock.ahead(Duration.ofMinutes(minutes));
            assertThat(isSignedIn(browser, CLINIC)).as(minutes + " minutes").isTrue();
        }
        clock.ahead(Duration.ofMinutes(8 * 60 + 1));
        assertThat(isSignedIn(browser, CLINIC)).isFalse();
    }

    @Test
    void remembered_signsInWithoutThePassword_asOfTheFirstTime() {
        Somebody one = withPassword();
        HttpResponse<String> first = remembering(browser, one);
        List<String> cookies = first.headers().allValues("Set-Cookie");
        assertThat(cookies)
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith(REMEMBERED + "=")
                        .contains("HttpOnly")
                        .contains("SameSite=Strict"));
        Object authTime = idTokenTime(browser);
        browser.forget(SESSION);
        clock.ahead(Duration.ofDays(3));

        assertThat(browser.open(CLINIC + "/oauth/sign-in").body()).contains("You are remembered in this browser");
        assertThat(goOn(browser).statusCode()).isEqualTo(302);

        assertThat(idTokenTime(browser)).isEqualTo(authTime);
    }

    private Object idTokenTime(Browser in) {
        return idToken(tokens(in, CLINIC)).getClaim("auth_time");
    }

    @Test
    void copyOfARememberedBrowser_endsTheFamily() {
        Somebody one = withPassword();
        remembering(browser, one);
        browser.forget(SESSION);
        Browser thief = browser.stolen();
        assertThat(goOn(browser).statusCode()).isEqualTo(302);

        assertThat(goOn(thief).statusCode()).as("spent").isEqualTo(200);

        assertThat(isSignedIn(thief, CLINIC)).isFalse();
        browser.forget(SESSION);
        assertThat(goOn(browser).statusCode())
                .as("its successor is dead as well")
                .isEqualTo(200);
        assertThat(isSignedIn(browser, CLINIC)).isFalse();
    }

    @Test
    void rememberedTooLongAgo_signedOutOrDisabled_isNot() {
        Somebody one = withPassword();
        remembering(browser, one);
        browser.forget(SESSION);
        Browser out = new Browser();
        remembering(out, one);
        Browser copy = out.stolen();
        out.submit(CLINIC + "/oauth/sign-out", "", SERVER);
        assertThat(goOn(copy).statusCode()).isEqualTo(200);

        clock.ahead(Duration.ofDays(31));
        assertThat(goOn(browser.stolen()).statusCode()).isEqualTo(200);
        clock.ahead(Duration.ZERO);
        admin("POST", one.user() + "/disable", managerToken(CLINIC), null);
        assertThat(goOn(browser).statusCode()).isEqualTo(200);
    }

    @Test
    void appThatWantsAFreshSignIn_isNotServedByARememberedOne() {
        remembering(browser, withPassword());
        browser.forget(SESSION);
        clock.ahead(Duration.ofHours(2));
        String page = Browser.location(browser.open(authorize(CLINIC, Map.of("max_age", "600"))));

        assertThat(browser.open(page).body()).doesNotContain("You are remembered");
        goOn(browser);
        assertThat(Browser.location(browser.open(authorize(CLINIC, Map.of("max_age", "600")))))
                .contains("/oauth/sign-in?");
    }
}
