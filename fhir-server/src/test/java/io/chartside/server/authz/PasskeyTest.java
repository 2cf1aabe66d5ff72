package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.store.Resealing;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MH15: passkeys, both factors at once, also where two are a must. */
class PasskeyTest extends AccountTest {
    private final Authenticator authenticator = new Authenticator();

    @Autowired
    private KeyRing keys;

    @Autowired
    private KeyRotation rotation;

    @Autowired
    private Resealing sealed;

    private static String data(HttpResponse<String> page, String name) {
        Matcher matcher = Pattern.compile("data-" + name + "=\"([^\"]+)\"").matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1);
    }

    /** Nothing but a passkey lets people in here. */
    private static final String KEYS = SERVER + "/fhir/keys";

    private static String added(Browser by, String base, Authenticator passkey) {
        HttpResponse<String> account = by.open(base + "/oauth/sign-in-account");
        String answer = passkey.create(data(account, "challenge"), data(account, "user"));
        HttpResponse<String> added = by.submit(base + "/oauth/sign-in-passkey-add", Map.of("response", answer));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(302);
        return answer;
    }

    /** At the clinic, whose people need no second factor before they can add one. */
    private Somebody withPasskey() {
        Somebody one = somebody(CLINIC, "clinician");
        Browser first = new Browser();
        first.submit(CLINIC + "/oauth/sign-in-link", linkForm(invitation(one)));
        String answer = added(first, CLINIC, authenticator);
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

    /** A link is one factor, and in the hands of an administrator first. */
    @Test
    void linkIsNoWayRoundAPasskey_untilTheSecondFactorIsDropped() {
        Somebody one = withPasskey();
        for (String act : List.of("/invite", "/reset")) {
            HttpResponse<String> refused = admin("POST", one.user() + act, managerToken(CLINIC), null);
            assertThat(refused.statusCode()).as(act).isEqualTo(409);
            assertThat(refused.body()).contains("passkey").contains("secondFactor");
        }
        authenticator.counter = 2;
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(302);

        HttpResponse<String> reset =
                admin("POST", one.user() + "/reset", managerToken(CLINIC), "{\"secondFactor\":\"drop\"}");
        assertThat(tree(reset).path("link").asText()).contains("link=");
        assertThat(tree(reset).path("proofs").toString()).isEqualTo("[]");
        authenticator.counter = 3;
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(400);
    }

    /** One that was handed over before, and not used. */
    @Test
    void passkeyThatIsAdded_endsAnEarlierLink() {
        Somebody one = withPassword();
        Map<String, String> link = linkForm(invitation(one));
        Browser own = new Browser();
        signIn(own, one, PASSWORD);
        added(own, CLINIC, authenticator);
        assertThat(new Browser().submit(CLINIC + "/oauth/sign-in-link", link).statusCode())
                .isEqualTo(403);
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

    private HttpResponse<String> own(Browser by, String id, String change, String name) {
        return by.submit(CLINIC + "/oauth/sign-in-passkey-own", Map.of("id", id, "do", change, "name", name));
    }

    private Browser signedInWith(Authenticator passkey) {
        Browser by = new Browser();
        HttpResponse<String> in = by.submit(
                CLINIC + "/oauth/sign-in-passkey",
                Map.of("response", passkey.get(data(by.open(CLINIC + "/oauth/sign-in"), "challenge"))));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(302);
        return by;
    }

    private static String idOfFirst(HttpResponse<String> page) {
        Matcher matcher =
                Pattern.compile("name=\"id\" value=\"([A-Za-z0-9_-]+)\"").matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1);
    }

    /** MH15: its owner sees, names and removes it, and what it had opened ends. */
    @Test
    void passkeyThatIsNamedAndRemoved_signsInNoMore_andItsOtherSessionsEnd() {
        Somebody one = withPasskey();
        authenticator.counter = 2;
        Browser here = signedInWith(authenticator);
        authenticator.counter = 3;
        Browser elsewhere = signedInWith(authenticator);
        String id = idOfFirst(here.open(CLINIC + "/oauth/sign-in-account"));

        HttpResponse<String> named = own(here, id, "name", "Blue key <1>");
        assertThat(named.body()).contains("The name is saved", "Blue key &lt;1&gt;");
        TenantId clinic = new TenantId("clinic");
        rotation.use(clinic, RotatedKey.DATA, rotation.announce(clinic, RotatedKey.DATA));
        keys.refresh();
        assertThat(sealed.run(clinic).broken()).isEmpty();
        rotation.resealContentKeys(clinic);
        rotation.retireFormer(clinic, RotatedKey.DATA);
        assertThat(here.open(CLINIC + "/oauth/sign-in-account").body())
                .as("the name outlives the data key that sealed it (MA10)")
                .contains("Blue key &lt;1&gt;");
        assertThat(own(here, id, "name", "x".repeat(61)).statusCode()).isEqualTo(400);
        assertThat(own(here, "nonsense!", "remove", "").statusCode()).isEqualTo(400);
        assertThat(here.submit(
                                CLINIC + "/oauth/sign-in-passkey-own",
                                form(Map.of("id", id, "do", "remove")),
                                "https://evil.example")
                        .statusCode())
                .as("sent by another site")
                .isEqualTo(400);

        HttpResponse<String> removed = own(here, id, "remove", "");
        assertThat(removed.body()).contains("The passkey is removed").doesNotContain("Blue key");
        assertThat(isSignedIn(here, CLINIC)).isTrue();
        assertThat(isSignedIn(elsewhere, CLINIC)).isFalse();
        authenticator.counter = 4;
        assertThat(signIn(authenticator.get(challenge()))).isEqualTo(400);
        assertThat(tree(admin("GET", one.user(), managerToken(CLINIC), null))
                        .path("proofs")
                        .toString())
                .doesNotContain("passkey");
    }

    @Test
    void passkeyOfAnother_orAfterAQuarterOfAnHour_isNotRemoved() {
        withPasskey();
        authenticator.counter = 2;
        Browser owner = signedInWith(authenticator);
        String id = idOfFirst(owner.open(CLINIC + "/oauth/sign-in-account"));
        Browser other = new Browser();
        signIn(other, withPassword(), PASSWORD);
        assertThat(own(other, id, "remove", "").body()).contains("no longer one of this account");
        assertThat(own(new Browser(), id, "remove", "").statusCode()).isEqualTo(400);
        clock.ahead(Duration.ofMinutes(16));
        assertThat(own(owner, id, "remove", "").body()).contains("Sign in again");
    }

    @Test
    void lastWayToSignIn_isRemovedOnlyOnceThereIsAnother() {
        Browser owner = new Browser();
        owner.submit(KEYS + "/oauth/sign-in-link", linkForm(invitation(somebody(KEYS, "clinician"))));
        added(owner, KEYS, authenticator);
        Map<String, String> removing =
                Map.of("id", idOfFirst(owner.open(KEYS + "/oauth/sign-in-account")), "do", "remove");

        HttpResponse<String> refused = owner.submit(KEYS + "/oauth/sign-in-passkey-own", removing);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("the only way to sign in");

        added(owner, KEYS, new Authenticator());
        assertThat(owner.submit(KEYS + "/oauth/sign-in-passkey-own", removing).body())
                .contains("The passkey is removed");
        assertThat(owner.submit(
                                KEYS + "/oauth/sign-in-passkey-own",
                                Map.of("id", idOfFirst(owner.open(KEYS + "/oauth/sign-in-account")), "do", "remove"))
                        .statusCode())
                .isEqualTo(400);
    }
}
