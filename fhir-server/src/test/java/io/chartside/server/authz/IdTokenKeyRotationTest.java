package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.attestation.AttestationKeys;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The keys of id_tokens follow one another without a token that nobody can check, in several processes alike. */
class IdTokenKeyRotationTest extends LaunchedAppTest {
    /** Of its own, because its keys are made in times that other tests never reach. */
    private static final TenantId OTHER = new TenantId("other");

    private static final Duration PERIOD = Duration.ofDays(90);
    private static final Duration LEAD = Duration.ofHours(1);

    @Autowired
    SigningKeys keys;

    @Autowired
    KeyRing keyRing;

    @Autowired
    KeyKeeper keeper;

    @Autowired
    AttestationKeys attestation;

    @Autowired
    ServerSignatures signatures;

    private SigningKeys process() {
        return new SigningKeys(keyRing, keeper, attestation, signatures, new IdTokenKeySettings(PERIOD, LEAD), clock);
    }

    private static List<String> published(SigningKeys process) {
        return process.publicKeys(OTHER).getKeys().stream().map(JWK::getKeyID).toList();
    }

    private static String signing(SigningKeys process) {
        return process.of(OTHER).getKeyID();
    }

    @Test
    void keysFollowOneAnother_publishedBeforeTheySign_andUntilTheLastTokenIsPast_inEveryProcess() {
        SigningKeys one = process();
        SigningKeys two = process();
        String first = signing(one);
        assertThat(signing(two)).isEqualTo(first);
        assertThat(published(two)).containsExactly(first);

        Duration due = PERIOD.plusMinutes(1);
        clock.ahead(due);
        assertThat(signing(one)).isEqualTo(first);
        assertThat(published(one)).hasSize(2).startsWith(first);
        String second = published(one).get(1);
        assertThat(published(two)).containsExactly(first, second);

        clock.ahead(due.plus(LEAD).minusSeconds(5));
        assertThat(signing(two)).isEqualTo(first);
        clock.ahead(due.plus(LEAD).plusMinutes(2));
        assertThat(signing(one)).isEqualTo(second);
        assertThat(signing(two)).isEqualTo(second);
        assertThat(published(one)).as("tokens of the first key still live").containsExactly(second, first);
        assertThat(published(two)).containsExactly(second, first);

        clock.ahead(due.plus(LEAD).plus(IdTokens.LIFETIME).plusMinutes(5));
        assertThat(published(one)).containsExactly(second);
        assertThat(published(two)).containsExactly(second);
        assertThat(published(process())).as("who starts now").containsExactly(second);
    }

    @Test
    void keyReplacedByCommand_isPublishedAtOnce_signsLater_andTokensOfBothCanBeChecked() throws Exception {
        String before = keys.of(DEMO).getKeyID();

        SigningKeys.Next next = keys.replace(DEMO);

        assertThat(keys.replace(DEMO)).as("one at a time").isEqualTo(next);
        assertThat(keys.of(DEMO).getKeyID()).isEqualTo(before);
        String after = keys.publicKeys(DEMO).getKeys().get(1).getKeyID();
        assertThat(kid()).isEqualTo(before);
        clock.ahead(LEAD.plusMinutes(2));
        assertThat(keys.of(DEMO).getKeyID()).isEqualTo(after);
        JWKSet published = JWKSet.parse(get(BASE + "/oauth/jwks").body());
        assertThat(published.getKeys().stream()
                        .filter(key -> KeyType.RSA.equals(key.getKeyType()))
                        .map(JWK::getKeyID))
                .containsExactly(after, before);
    }

    /** Of the key that signed an id_token just now. */
    private String kid() throws Exception {
        browser.signIn("Practitioner/dr-one");
        Launch launch = app();
        Map<String, Object> tokens = json(launch.token(launch.authorize(browser).get("code")));
        return SignedJWT.parse((String) tokens.get("id_token")).getHeader().getKeyID();
    }
}
