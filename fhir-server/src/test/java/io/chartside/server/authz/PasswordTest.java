package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** MH15: passwords, and what guessing them is worth (ASVS 5.0, 2.4.1, 6.2 and 6.3). */
class PasswordTest extends AccountTest {
    @Autowired
    MeterRegistry meters;

    private long hashes() {
        return meters.get("chartside.password.hash").timer().count();
    }

    /** The page without what is new each time. */
    private static String words(HttpResponse<String> page) {
        return page.body().replaceAll("data-challenge=\"[^\"]*\"", "");
    }

    @Test
    void addedInvitedAndWithAPassword_signsInToAnApp() throws ParseException {
        Somebody one = withPassword();
        String page = Browser.location(browser.open(authorize(CLINIC, Map.of())));
        assertThat(page).contains("/oauth/sign-in?");
        assertThat(browser.open(page).body()).contains("type=\"password\"").contains("Clinic of Accounts");

        String back = Browser.location(browser.submit(
                page.replace("/sign-in?", "/sign-in-password?"),
                Map.of("email", one.email().toUpperCase(Locale.ROOT), "password", PASSWORD)));

        assertThat(Browser.location(browser.open(back))).startsWith(APP_CALLBACK + "?code=");
        var claims = idToken(tokens(browser, CLINIC));
        assertThat(claims.getSubject()).isEqualTo(one.fhirUser());
        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
        assertThat(claims.getStringClaim("acr")).endsWith("/aal/1");
    }

    /** Status, page and work: a hash is computed for a stranger, too. */
    @Test
    void unknownDisabledWrongAndWithoutAPassword_areAnsweredAlike() {
        Somebody known = withPassword();
        Somebody disabled = withPassword();
        admin("POST", disabled.user() + "/disable", managerToken(CLINIC), null);
        Somebody invited = somebody(CLINIC, "clinician");
        Somebody stranger = new Somebody(CLINIC, "", "nobody@clinic.example");

        HttpResponse<String> wrong = signIn(new Browser(), known, "not this one at all");
        for (Somebody other : List.of(disabled, invited, stranger)) {
            long before = hashes();
            HttpResponse<String> answer = signIn(new Browser(), other, PASSWORD);

            assertThat(answer.statusCode()).isEqualTo(wrong.statusCode()).isEqualTo(403);
            assertThat(words(answer)).isEqualTo(words(wrong));
            assertThat(headers(answer)).isEqualTo(headers(wrong));
            assertThat(hashes() - before).isEqualTo(1);
        }
    }

    /** But for the connection's own, which ends after so many requests of whomever. */
    private static Set<String> headers(HttpResponse<String> response) {
        Set<String> names = new HashSet<>(response.headers().map().keySet());
        names.remove("connection");
        return names;
    }

    @Test
    void fiveFailures_closeTheDoorForLongerAndLonger() {
        Somebody one = withPassword();
        for (int i = 0; i < 5; i++) {
            assertThat(signIn(browser, one, "guess " + i).statusCode()).isEqualTo(403);
        }
        HttpResponse<String> closed = signIn(browser, one, PASSWORD);
        assertThat(closed.statusCode()).isEqualTo(403);
        assertThat(words(closed)).isEqualTo(words(signIn(browser, one, "wrong")));

        clock.ahead(Duration.ofSeconds(61));
        assertThat(signIn(browser, one, "guess 6").statusCode()).isEqualTo(403);
        clock.ahead(Duration.ofSeconds(61 + 100));
        assertThat(signIn(browser, one, PASSWORD).statusCode())
                .as("two minutes now")
                .isEqualTo(403);
        clock.ahead(Duration.ofSeconds(61 + 121));
        assertThat(signIn(browser, one, PASSWORD).statusCode()).isEqualTo(302);
        assertThat(signIn(browser, one, "one failure").statusCode()).isEqualTo(403);
        assertThat(signIn(browser, one, PASSWORD).statusCode())
                .as("success forgets")
                .isEqualTo(302);
    }

    /** Many names from one place: the place is closed, for the right password as well, and in an hour forgotten. */
    @Test
    void fiftyAttemptsFromOneAddress_closeItsDoor() {
        Somebody one = withPassword();
        IntStream.range(0, 50)
                .forEach(i -> browser.submit(
                        CLINIC + "/oauth/sign-in-link", Map.of("email", "name-" + i + "@clinic.example")));

        assertThat(signIn(browser, one, PASSWORD).statusCode()).isEqualTo(403);
        clock.ahead(Duration.ofSeconds(61));
        assertThat(signIn(browser, one, PASSWORD).statusCode()).isEqualTo(302);
        assertThat(signIn(browser, one, "wrong").statusCode()).isEqualTo(403);
        assertThat(signIn(browser, one, PASSWORD).statusCode()).isEqualTo(403);
        clock.ahead(Duration.ofMinutes(62));
        assertThat(signIn(browser, one, "wrong").statusCode()).isEqualTo(403);
        assertThat(signIn(browser, one, PASSWORD).statusCode()).as("a new hour").isEqualTo(302);
    }

    /** Guesses at once are counted before they are judged. */
    @Test
    void manyGuessesAtOnce_areNoMoreThanFive() {
        Somebody one = withPassword();

        IntStream.range(0, 20).parallel().forEach(i -> signIn(new Browser(), one, "guess at once " + i));

        assertThat(signIn(browser, one, PASSWORD).statusCode()).isEqualTo(403);
        int counted = sql.in(
                new TenantId("clinic"),
                client -> client.sql("select max(failures) from sign_in_failure where kind = 'account'")
                        .query(Integer.class)
                        .single());
        assertThat(counted).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short one",
                "passwordpassword",
                "qwertyuiop[]",
                "ada byron 1815",
                "aaaaaaaaaaaaaaaa",
                "123456789012"
            })
    void guessablePassword_isNotTaken(String password) {
        Somebody one = somebody(CLINIC, "clinician");
        browser.submit(CLINIC + "/oauth/sign-in-link", linkForm(invitation(one)));

        HttpResponse<String> answer =
                browser.submit(CLINIC + "/oauth/sign-in-account", Map.of("do", "password", "new", password));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(signIn(new Browser(), one, password).statusCode()).isEqualTo(403);
    }

    @Test
    void newPassword_needsTheOldOne_andEndsOtherSessions() {
        Somebody one = withPassword();
        Browser elsewhere = new Browser();
        signIn(elsewhere, one, PASSWORD);
        signIn(browser, one, PASSWORD);
        String next = "walnut ferry copper meadow";

        HttpResponse<String> without =
                browser.submit(CLINIC + "/oauth/sign-in-account", Map.of("do", "password", "new", next));
        assertThat(without.body()).contains("The password until now is not right");
        HttpResponse<String> with = browser.submit(
                CLINIC + "/oauth/sign-in-account", Map.of("do", "password", "old", PASSWORD, "new", next));

        assertThat(with.body()).contains("The password is saved");
        assertThat(isSignedIn(browser, CLINIC)).isTrue();
        assertThat(isSignedIn(elsewhere, CLINIC)).isFalse();
        assertThat(signIn(new Browser(), one, PASSWORD).statusCode()).isEqualTo(403);
    }

    @Test
    void passwordFromAnotherSite_isRefused() {
        Somebody one = withPassword();

        assertThat(browser.submit(
                                CLINIC + "/oauth/sign-in-password",
                                form(Map.of("email", one.email(), "password", PASSWORD)),
                                "https://evil.example")
                        .statusCode())
                .isEqualTo(400);
    }

    /** Argon2id alone; nothing of the account in clear. */
    @Test
    void whatTheDatabaseShows() {
        Somebody one = withPassword();

        String row = sql.in(
                new TenantId("clinic"),
                client -> client.sql("select p::text from person p where tenant = 'clinic' and fhir_user = ?")
                        .param(one.fhirUser())
                        .query(String.class)
                        .single());

        assertThat(row).contains("$argon2id$").doesNotContain("Ada").doesNotContain(one.email());
    }
}
