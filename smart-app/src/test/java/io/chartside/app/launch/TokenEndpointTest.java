package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.app.ehr.EhrProfile.Client;
import io.chartside.app.ehr.EhrProfile.Secret;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Each kind of client of SMART App Launch 2.2 authenticates in its own way. */
class TokenEndpointTest extends PluginTest {

    private final TokenEndpoint endpoint;

    @Autowired
    TokenEndpointTest(TokenEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    private static Client client(Authentication authentication, String algorithm) {
        return new Client(
                "app:1", authentication, algorithm, Optional.of(new Secret("p%ss w:rd")), "openid", Optional.empty());
    }

    /** The code is unknown to the server: what matters is how it was asked. */
    private Request asked(Client client) {
        URI address = URI.create(EHR.base() + "/oauth/token");
        assertThatThrownBy(() -> endpoint.redeem(
                        address,
                        client,
                        "no-such-code",
                        APP + "/callback",
                        "verifier",
                        java.time.Duration.ofSeconds(10)))
                .isInstanceOf(TokenEndpoint.Refused.class);
        return EHR.requests("/oauth/token").get(0);
    }

    @Test
    void aPublicClientNamesItselfInTheForm() {
        Request request = asked(client(Authentication.PUBLIC, "ES384"));
        assertThat(request.form()).containsEntry("client_id", "app:1").doesNotContainKey("client_assertion");
        assertThat(request.headers()).doesNotContainKey("authorization");
    }

    @Test
    void aSymmetricClientSendsItsEncodedSecretInTheHeaderAlone() {
        Request request = asked(client(Authentication.CLIENT_SECRET_BASIC, "ES384"));
        String basic = request.headers().get("authorization").substring("Basic ".length());
        // RFC 6749 §2.3.1: both halves are form-encoded first.
        assertThat(new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8))
                .isEqualTo("app%3A1:p%25ss+w%3Ard");
        assertThat(request.form()).doesNotContainKeys("client_id", "client_secret", "client_assertion");
    }

    @Test
    void anAsymmetricClientMaySignWithRs384() throws Exception {
        Request request = asked(client(Authentication.PRIVATE_KEY_JWT, "RS384"));
        SignedJWT assertion = SignedJWT.parse(request.form().get("client_assertion"));
        JWKSet keys = JWKSet.parse(browser().get("/.well-known/jwks.json").text());
        assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo("RS384");
        assertThat(assertion.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(assertion.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        assertThat(assertion.getJWTClaimsSet().getJWTID().length())
                .as("Epic allows 151")
                .isLessThanOrEqualTo(151);
    }
}
