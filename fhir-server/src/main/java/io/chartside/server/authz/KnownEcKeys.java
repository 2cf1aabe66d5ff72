package io.chartside.server.authz;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import io.chartside.server.crypto.EcProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPublicKeySpec;
import java.util.concurrent.CompletionException;

/**
 * EC keys whose signatures come again and again. Bouncy Castle keeps multiples of a key's point with the key: a signature by
 * P-384 costs 0.7 ms of CPU to check, where the JDK 17 takes 3.7 ms each time; a new key costs 5 ms once.
 */
final class KnownEcKeys {
    private static final int MAXIMUM = 2_000;
    private static final LoadingCache<ECKey, ECPublicKey> KEYS =
            Caffeine.newBuilder().maximumSize(MAXIMUM).build(KnownEcKeys::prepared);

    private KnownEcKeys() {}

    static JWSVerifier verifier(ECKey key) throws JOSEException {
        try {
            ECDSAVerifier verifier = new ECDSAVerifier(KEYS.get(key.toPublicJWK()));
            verifier.getJCAContext().setProvider(EcProvider.BOUNCY_CASTLE);
            return verifier;
        } catch (CompletionException e) {
            throw new JOSEException("a key of this curve cannot be used", e);
        }
    }

    /** The point is checked to lie on the curve by Nimbus and again here. */
    private static ECPublicKey prepared(ECKey key) throws JOSEException, GeneralSecurityException {
        ECPublicKey plain = key.toECPublicKey();
        return (ECPublicKey) KeyFactory.getInstance("EC", EcProvider.BOUNCY_CASTLE)
                .generatePublic(new ECPublicKeySpec(plain.getW(), plain.getParams()));
    }
}
