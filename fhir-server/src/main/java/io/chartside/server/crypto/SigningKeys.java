package io.chartside.server.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tenants' keys for signatures of one purpose: P-256 for ES256, kept wrapped by the key service, made at first use. */
public final class SigningKeys {
    private final KeyRing keys;
    private final String purpose;
    private final Map<TenantId, ECKey> opened = new ConcurrentHashMap<>();

    public SigningKeys(KeyRing keys, String purpose) {
        this.keys = keys;
        this.purpose = purpose;
    }

    /** With its private part. */
    public ECKey of(TenantId tenant) {
        return opened.computeIfAbsent(tenant, this::open);
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
