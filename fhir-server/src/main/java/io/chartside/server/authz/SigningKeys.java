package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.chartside.server.attestation.AttestationKeys;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The RSA key with which each tenant signs its id_tokens (RS256, as OpenID Connect demands): kept wrapped by the key service,
 * so that every process has the same, and made when first needed.
 */
@Component
final class SigningKeys {
    private static final String PURPOSE = "id-token";
    private static final int BITS = 2048;

    private final KeyRing keyRing;
    private final AttestationKeys attestation;
    private final ServerSignatures signatures;
    private final Map<TenantId, RSAKey> keys = new ConcurrentHashMap<>();

    SigningKeys(KeyRing keyRing, AttestationKeys attestation, ServerSignatures signatures) {
        this.keyRing = keyRing;
        this.signatures = signatures;
        this.attestation = attestation;
    }

    RSAKey of(TenantId tenant) {
        return keys.computeIfAbsent(tenant, this::open);
    }

    /** Of the id_tokens alone. */
    JWKSet publicKeys(TenantId tenant) {
        return new JWKSet(of(tenant)).toPublicJWKSet();
    }

    /** Everything that verifies what the tenant signs: its id_tokens, the signatures under its notes, the server's own. */
    JWKSet published(TenantId tenant) {
        List<JWK> all = new ArrayList<>(publicKeys(tenant).getKeys());
        all.addAll(attestation.publicKeys(tenant));
        all.add(signatures.publicKey(tenant));
        return new JWKSet(all);
    }

    private RSAKey open(TenantId tenant) {
        byte[] jwk = keyRing.secret(tenant, PURPOSE, SigningKeys::fresh);
        try {
            return RSAKey.parse(new String(jwk, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            // The cause would repeat the key.
            throw new IllegalStateException("the id_token key of tenant " + tenant + " is damaged");
        }
    }

    private static byte[] fresh() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make an RSA key", e);
        }
    }
}
