package io.chartside.server.attestation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The key that a tenant's signatures are made with: P-256, kept wrapped by the key service, made at first use. */
@Component
public final class AttestationKeys {
    private static final String PURPOSE = "attestation";

    private final KeyRing keys;
    private final Map<TenantId, ECKey> opened = new ConcurrentHashMap<>();

    AttestationKeys(KeyRing keys) {
        this.keys = keys;
    }

    /** For the tenant's JWKS, so that anybody can check a signature. */
    public List<JWK> publicKeys(TenantId tenant) {
        return List.of(signing(tenant).toPublicJWK());
    }

    ECKey signing(TenantId tenant) {
        return opened.computeIfAbsent(tenant, this::open);
    }

    private ECKey open(TenantId tenant) {
        byte[] jwk = keys.secret(tenant, PURPOSE, AttestationKeys::fresh);
        try {
            return ECKey.parse(new String(jwk, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            // The cause would repeat the key.
            throw new IllegalStateException("the attestation key of tenant " + tenant + " is damaged");
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
