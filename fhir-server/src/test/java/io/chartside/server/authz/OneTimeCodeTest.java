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
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MH15, MM15: one-time codes as second factor (RFC 6238). */
class OneTimeCodeTest extends AccountTest {
    private static final String CODE = STRICT + "/oauth/sign-in-code";

    @Autowired
    private KeyRing keys;

    @Autowired
    private KeyRotation rotation;

    @Autowired
    private Resealing sealed;

    /** Somebody at the tenant that wants two factors, with what the authenticator app knows. */
    private record Enrolled(Somebody somebody, String secret, List<String> recovery) {}

    private Enrolled enrolled() {
        Somebody one = somebody(STRICT, "clinician");
        Browser first = new Browser();
        String step = Browser.location(first.submit(STRICT + "/oauth/sign-in-link", linkForm(invitation(one))));
        assertThat(step).isEqualTo(CODE);
        HttpResponse<String> page = first.open(step);
        String secret = shown(page, "secret").get(0);
        assertThat(page.body()).contains("otpauth://totp/Other%20Clinic:");
        HttpResponse<String> done = first.submit(CODE, Map.of("code", code(secret, Duration.ZERO)));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        first.submit(STRICT + "/oauth/sign-in-account", Map.of("do", "password", "new", PASSWORD));
        return new Enrolled(one, secret, shown(done, "recovery"));
    }

    private Browser atTheSecondStep(Enrolled one) {
        Browser in = new Browser();
        assertThat(Browser.location(signIn(in, one.somebody(), PASSWORD))).isEqualTo(CODE);
        assertThat(isSignedIn(in, STRICT)).isFalse();
        return in;
    }

    private static int status(Browser in, String code) {
        return in.submit(CODE, Map.of("code", code)).statusCode();
    }

    @Test
    void passwordAndCode_areTwoFactors() throws ParseException {
        Enrolled one = enrolled();
        clock.ahead(Duration.ofMinutes(2));
        Browser in = atTheSecondStep(one);
        assertThat(in.open(CODE).body()).doesNotContain(one.secret());

        assertThat(status(in, code(one.secret(), Duration.ZERO))).isEqualTo(302);

        var claims = idToken(tokens(in, STRICT));
        assertThat(claims.getStringListClaim("amr")).containsExactly("mfa", "otp", "pwd");
        assertThat(claims.getStringClaim("acr")).endsWith("/aal/2");
    }

    /** The secret is sealed by the tenant's data key (MA10). */
    @Test
    void secret_outlivesTheDataKey() {
        Enrolled one = enrolled();
        TenantId tenant = new TenantId(STRICT.substring(STRICT.lastIndexOf('/') + 1));
        rotation.use(tenant, RotatedKey.DATA, rotation.announce(tenant, RotatedKey.DATA));
        keys.refresh();
        assertThat(sealed.run(tenant).resealed()).isPositive();
        rotation.resealContentKeys(tenant);
        rotation.retireFormer(tenant, RotatedKey.DATA);
        clock.ahead(Duration.ofMinutes(2));

        assertThat(status(atTheSecondStep(one), code(one.secret(), Duration.ZERO)))
                .isEqualTo(302);
    }

    @Test
    void codeOfAStepThatLetIn_isSpent_andSoAreEarlierOnes() {
        Enrolled one = enrolled();
        clock.ahead(Duration.ofMinutes(2));
        String code = code(one.secret(), Duration.ZERO);
        String earlier = code(one.secret(), Duration.ofSeconds(-30));
        assertThat(status(atTheSecondStep(one), code)).isEqualTo(302);

        assertThat(status(atTheSecondStep(one), code)).isEqualTo(403);
        assertThat(status(atTheSecondStep(one), earlier)).isEqualTo(403);
    }

    @Test
    void oneStepAwayIsTaken_twoAreNot() {
        Enrolled one = enrolled();
        clock.ahead(Duration.ofMinutes(3));

        assertThat(status(atTheSecondStep(one), code(one.secret(), Duration.ofSeconds(-61))))
                .isEqualTo(403);
        assertThat(status(atTheSecondStep(one), code(one.secret(), Duration.ofSeconds(61))))
                .isEqualTo(403);
        assertThat(status(atTheSecondStep(one), code(one.secret(), Duration.ofSeconds(-30))))
                .isEqualTo(302);
        assertThat(status(atTheSecondStep(one), code(one.secret(), Duration.ofSeconds(30))))
                .isEqualTo(302);
    }

    @Test
    void recoveryCode_letsInOnce() {
        Enrolled one = enrolled();
        assertThat(one.recovery()).hasSize(10).doesNotHaveDuplicates();

        assertThat(status(atTheSecondStep(one), one.recovery().get(3))).isEqualTo(302);
        assertThat(status(atTheSecondStep(one), one.recovery().get(3))).isEqualTo(403);
    }

    @Test
    void fiveWrongCodes_endTheStep_andCloseTheDoor() {
        Enrolled one = enrolled();
        Browser in = atTheSecondStep(one);
        for (int i = 0; i < 5; i++) {
            assertThat(status(in, "00000" + i)).isEqualTo(403);
        }
        clock.ahead(Duration.ofMinutes(1));

        assertThat(Browser.location(in.submit(CODE, Map.of("code", code(one.secret(), Duration.ZERO)))))
                .endsWith("/oauth/sign-in");
    }

    @Test
    void withoutAFirstFactor_thereIsNoSecond() {
        assertThat(Browser.location(browser.open(CODE))).endsWith("/oauth/sign-in");
        assertThat(Browser.location(browser.submit(CODE, Map.of("code", "123456"))))
                .endsWith("/oauth/sign-in");
    }

    private HttpResponse<String> reset(Enrolled one, String body) {
        return admin("POST", one.somebody().user() + "/reset", managerToken(STRICT), body);
    }

    /** Who resets holds a link, and may be nobody else in its owner's name. */
    @Test
    void reset_takesThePasswordAway_andTheLinkStillWantsACode() {
        Enrolled one = enrolled();
        clock.ahead(Duration.ofMinutes(2));
        Browser in = atTheSecondStep(one);
        status(in, code(one.secret(), Duration.ZERO));
        assertThat(isSignedIn(in, STRICT)).isTrue();

        HttpResponse<String> reset = reset(one, null);

        assertThat(reset.statusCode()).as(reset.body()).isEqualTo(200);
        assertThat(tree(reset).path("proofs").toString()).isEqualTo("[\"one-time-codes\"]");
        assertThat(isSignedIn(in, STRICT)).isFalse();
        assertThat(signIn(new Browser(), one.somebody(), PASSWORD).statusCode()).isEqualTo(403);
        Browser again = new Browser();
        assertThat(Browser.location(again.submit(
                        STRICT + "/oauth/sign-in-link",
                        linkForm(tree(reset).path("link").asText()))))
                .isEqualTo(CODE);
        assertThat(shown(again.open(CODE), "secret")).isEmpty();
        assertThat(isSignedIn(again, STRICT)).isFalse();
        assertThat(status(again, "123456")).isEqualTo(403);
        clock.ahead(Duration.ofMinutes(4));
        assertThat(status(again, code(one.secret(), Duration.ZERO))).isEqualTo(302);
        assertThat(isSignedIn(again, STRICT)).isTrue();
    }

    /** A lost device: the operator says so, the old proofs are worth nothing. */
    @Test
    void resetThatDropsTheSecondFactor_hasCodesSetUpAnew() {
        Enrolled one = enrolled();

        HttpResponse<String> reset = reset(one, "{\"secondFactor\":\"drop\"}");

        assertThat(reset.statusCode()).as(reset.body()).isEqualTo(200);
        assertThat(tree(reset).path("proofs").toString()).isEqualTo("[]");
        Browser again = new Browser();
        again.submit(
                STRICT + "/oauth/sign-in-link",
                linkForm(tree(reset).path("link").asText()));
        assertThat(shown(again.open(CODE), "secret")).isNotEmpty().isNotEqualTo(List.of(one.secret()));
    }

    @Test
    void resetThatSaysSomethingElse_isRefused_andChangesNothing() {
        Enrolled one = enrolled();
        for (String other : List.of("{\"secondFactor\":\"no\"}", "{\"secondFactor\":true}", "[]", "{")) {
            assertThat(reset(one, other).statusCode()).as(other).isIn(400, 422);
        }
        clock.ahead(Duration.ofMinutes(2));
        assertThat(status(atTheSecondStep(one), code(one.secret(), Duration.ZERO)))
                .isEqualTo(302);
    }
}
