package io.chartside.server.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;

/**
 * The tenants' keys for signatures of one purpose: P-256 for ES256, kept wrapped by the key service, made at first use. An opened
 * one serves as long as the tenant's keys it was opened with: it is forgotten with them, when they rotate, and when the key service
 * has been gone for longer than they are held (docs/adr/0026).
 */
public final class SigningKeys {
    /** In memory, also of a tenant that never signs again. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final KeyRing keys;
    private final String purpose;
    private final Cache<TenantId, Opened> opened =
            Caffeine.newBuilder().expireAfterWrite(LONGEST).build();

    /** @param by the keys that were the tenant's when it was opened */
    private record Opened(TenantKeys by, ECKey key) {
        @Override
        public String toString() {
            return "signing key (redacted)";
        }
    }

    public SigningKeys(KeyRing keys, String purpose) {
        this.keys = keys;
        this.purpose = purpose;
        keys.whenForgotten(opened::invalidateAll);
    }

    /**
     * With its private part.
     *
     * @throws KeysUnavailable when the key service does not serve and what it unwrapped before is too old
     */
    public ECKey of(TenantId tenant) {
        TenantKeys now = keys.tenant(tenant);
        Opened known = opened.getIfPresent(tenant);
        if (known == null || known.by() != now) {
            known = new Opened(now, open(tenant));
            opened.put(tenant, known);
        }
        return known.key();
    }

    private ECKey open(TenantId tenant) {
        byte[] jwk = keys.secret(tenant, purpose, SigningKeys::fresh);
        try {
            return ECKey.parse(new String(jwk, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            // The cause would repeat the key.
            throw new IllegalStateException("the " + purpose + " key of tenant " + tenant + " is damaged");
        }
    }

    private static byte[] fresh() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java runtime lacks P-256", e);
        }
    }
}
