package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** MM11: links that sign in, through a real mail server. */
class MagicLinkTest extends AccountTest {
    private static final Pattern LINK = Pattern.compile("http\\S+/oauth/sign-in-link\\?link=[A-Za-z0-9_-]{43}");

    private HttpResponse<String> ask(Browser in, String email) {
        return in.submit(CLINIC + "/oauth/sign-in-link?client_id=clinic-app&state=x", Map.of("email", email));
    }

    private static String link(String email) {
        List<String> mails = AuthzMail.to(email, 1);
        Matcher matcher = LINK.matcher(mails.get(mails.size() - 1));
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }

    private static HttpResponse<String> press(Browser in, String link, String code) {
        String secret = linkForm(link).get("link");
        return in.submit(CLINIC + "/oauth/sign-in-link", Map.of("link", secret, "code", code));
    }

    @Test
    void pressedInTheBrowserThatAsked_signsIn_onceOnly() {
        Somebody one = somebody(CLINIC, "clinician");
        ask(browser, one.email());
        String link = link(one.email());

        for (int scanned = 0; scanned < 3; scanned++) {
            assertThat(new Browser().open(link).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> page = browser.open(link);
        assertThat(page.body()).doesNotContain("name=\"code\"").doesNotContain(one.email());
        Browser copy = browser.stolen();
        assertThat(Browser.location(press(browser, link, "")))
                .isEqualTo(CLINIC + "/oauth/authorize?client_id=clinic-app&state=x");
        assertThat(isSignedIn(browser, CLINIC)).isTrue();

        assertThat(press(copy, link, "").statusCode()).isEqualTo(403);
        assertThat(isSignedIn(copy, CLINIC)).isFalse();
    }

    @Test
    void inAnotherBrowser_needsTheCodeOfTheFirst() {
        Somebody one = somebody(CLINIC, "clinician");
        String code = shown(ask(new Browser(), one.email()), "code").get(0);
        String link = link(one.email());

        assertThat(browser.open(link).body()).contains("name=\"code\"");
        assertThat(press(browser, link, "").statusCode()).isEqualTo(403);
        assertThat(press(browser, link, code.equals("111111") ? "222222" : "111111")
                        .statusCode())
                .isEqualTo(403);
        assertThat(press(browser, link, code).statusCode()).isEqualTo(302);
    }

    @Test
    void fiveWrongCodes_endTheLink() {
        Somebody one = somebody(CLINIC, "clinician");
        Browser asking = new Browser();
        ask(asking, one.email());
        String link = link(one.email());
        for (int i = 0; i < 5; i++) {
            press(browser, link, "x");
        }

        assertThat(press(asking, link, "").statusCode()).isEqualTo(403);
    }

    @Test
    void afterAQuarterOfAnHour_isTooLate() {
        Somebody one = somebody(CLINIC, "clinician");
        ask(browser, one.email());
        String link = link(one.email());
        clock.ahead(Duration.ofMinutes(16));

        assertThat(press(browser, link, "").statusCode()).isEqualTo(403);
    }

    @Test
    void strangerAndDisabled_getTheSamePage_andNoMail() {
        Somebody one = somebody(CLINIC, "clinician");
        Somebody disabled = somebody(CLINIC, "clinician");
        admin("POST", disabled.user() + "/disable", managerToken(CLINIC), null);
        HttpResponse<String> known = ask(new Browser(), one.email());

        for (String email : List.of("stranger@clinic.example", disabled.email())) {
            HttpResponse<String> answer = ask(new Browser(), email);
            assertThat(answer.statusCode()).isEqualTo(known.statusCode()).isEqualTo(200);
            assertThat(answer.body().replaceAll("[0-9]{6}", ""))
                    .isEqualTo(known.body().replaceAll("[0-9]{6}", ""));
        }

        assertThat(AuthzMail.to(one.email(), 1)).hasSize(1);
        assertThat(AuthzMail.to("stranger@clinic.example", 0)).isEmpty();
        assertThat(AuthzMail.to(disabled.email(), 0)).isEmpty();
    }

    @Test
    void askedForTooOften_isNotSent() {
        Somebody one = somebody(CLINIC, "clinician");
        for (int i = 0; i < 6; i++) {
            assertThat(ask(new Browser(), one.email()).statusCode()).isEqualTo(200);
        }

        assertThat(AuthzMail.to(one.email(), 4)).hasSize(3);
    }

    @Test
    void invitation_replacesTheOneBefore_andLastsThreeDays() {
        Somebody one = somebody(CLINIC, "clinician");
        String first = invitation(one);
        String second = invitation(one);
        assertThat(press(browser, first, "").statusCode()).isEqualTo(403);
        clock.ahead(Duration.ofHours(71));

        assertThat(press(browser, second, "").statusCode()).isEqualTo(302);
        assertThat(press(new Browser(), second, "").statusCode()).isEqualTo(403);
    }

    /** A link that an administrator made lets in whoever holds it: its owner hears of it, without it. */
    @Test
    void whoHasAPassword_isToldOfALinkThatAnAdministratorMade() {
        Somebody one = withPassword();
        String secret = linkForm(invitation(one)).get("link");
        List<String> told = AuthzMail.to(one.email(), 1);
        assertThat(told).singleElement().asString().contains("administrator").doesNotContain(secret);

        admin("POST", one.user() + "/reset", managerToken(CLINIC), null);
        assertThat(AuthzMail.to(one.email(), 2)).hasSize(2);
    }
}
