package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.chartside.server.tenancy.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The RSA key with which each tenant signs its id_tokens (RS256, as OpenID Connect demands). */
@Component
final class SigningKeys {
    private static final int BITS = 2048;

    private final KeyFiles files;
    private final Map<TenantId, RSAKey> keys = new ConcurrentHashMap<>();

    SigningKeys(KeyFiles files) {
        this.files = files;
    }

    RSAKey of(TenantId tenant) {
        return keys.computeIfAbsent(
                tenant,
                id -> files.loadOrCreate(id + "-id-token.jwk", SigningKeys::newKey)
                        .toRSAKey());
    }

    JWKSet publicKeys(TenantId tenant) {
        return new JWKSet(of(tenant)).toPublicJWKSet();
    }

    private static JWK newKey() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make an RSA key", e);
        }
    }
}
