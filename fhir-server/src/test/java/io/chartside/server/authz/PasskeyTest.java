package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** MH15: passkeys, both factors at once, also where two are a must. */
class PasskeyTest extends AccountTest {
    private final Authenticator authenticator = new Authenticator();

    private static String data(HttpResponse<String> page, String name) {
        Matcher matcher = Pattern.compile("data-" + name + "=\"([^\"]+)\"").matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1);
    }

    /** At the clinic, whose people need no second factor before they can add one. */
    private Somebody withPasskey() {
        Somebody one = somebody(CLINIC, "clinician");
        Browser first = new Browser();
        first.submit(CLINIC + "/oauth/sign-in-link", linkForm(invitation(one)));
        HttpResponse<String> account = first.open(CLINIC + "/oauth/sign-in-account");
        String answer = authenticator.create(data(account, "challenge"), data(account, "user"));
        HttpResponse<String> added = first.submit(CLINIC + "/oauth/sign-in-passkey-add", Map.of("response", answer));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(302);
        assertThat(first.submit(CLINIC + "/oauth/sign-in-passkey-add", Map.of("response", answer))
                        .statusCode())
                .as("the challenge is spent")
                .isEqualTo(400);
        return one;
    }

    private String challenge() {
        HttpResponse<String> page = browser.open(CLINIC + "/oauth/sign-in");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("script-src 'self'");
        return data(page, "challenge");
    }

    private int signIn(String answer) {
        return browser.submit(CLINIC + "/oauth/sign-in-passkey", Map.of("response", answer))
                .statusCode();
    }

    @Test
    void passkey_signsInAsTwoFactors() throws ParseException {
        Somebody one = withPasskey();
        authenticator.counter = 2;
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(302);

        var claims = idToken(tokens(browser, CLINIC));
        assertThat(claims.getSubject()).isEqualTo(one.fhirUser());
        assertThat(claims.getStringListClaim("amr")).containsExactly("mfa", "pop");
        assertThat(claims.getStringClaim("acr")).endsWith("/aal/2");
        assertThat(tree(admin("GET", one.user(), managerToken(CLINIC), null))
                        .path("proofs")
                        .toString())
                .contains("passkey");
    }

    @Test
    void answerBroughtTwice_orTooLate_orToAForeignChallenge_isRefused() {
        withPasskey();
        authenticator.counter = 2;
        String answer = authenticator.get(challenge());
        assertThat(signIn(answer)).isEqualTo(302);
        authenticator.counter = 3;
        assertThat(signIn(answer)).isEqualTo(400);
        assertThat(signIn(authenticator.get(TokenHash.newSecret()))).isEqualTo(400);
        String late = authenticator.get(challenge());
        clock.ahead(Duration.ofMinutes(11));
        assertThat(signIn(late)).isEqualTo(400);
    }

    @Test
    void otherOriginOrRelyingParty_unverifiedUser_copiedCounter_areRefused() {
        withPasskey();
        authenticator.counter = 2;
        authenticator.origin = "https://evil.example";
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(400);
        authenticator.origin = SERVER;
        authenticator.relyingParty = "evil.example";
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(400);
        authenticator.relyingParty = "127.0.0.1";
        authenticator.verifiesUser = false;
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(400);
        authenticator.verifiesUser = true;
        authenticator.counter = 1;
        assertThat(signIn(authenticator.get(challenge()))).as("a copy").isEqualTo(400);
        authenticator.counter = 2;
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(302);
    }

    @Test
    void otherKeyUnderTheSameName_atAnotherTenant_orNonsense_isRefused() {
        withPasskey();
        Authenticator stranger = new Authenticator();
        stranger.create(challenge(), "c3RyYW5nZXI");
        assertThat(signIn(stranger.get(challenge()))).isEqualTo(400);
        assertThat(signIn("{}")).isEqualTo(400);
        assertThat(signIn("nonsense")).isEqualTo(400);
        authenticator.counter = 2;
        String elsewhere = data(browser.open(STRICT + "/oauth/sign-in"), "challenge");
        assertThat(signIn(authenticator.get(elsewhere))).isEqualTo(400);
        assertThat(browser.submit(STRICT + "/oauth/sign-in-passkey", Map.of("response", authenticator.get(elsewhere)))
                        .statusCode())
                .isEqualTo(400);
    }
}
