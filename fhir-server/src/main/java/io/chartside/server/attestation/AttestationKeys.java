package io.chartside.server.attestation;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SigningKeys;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import org.springframework.stereotype.Component;

/** The key that a tenant's signatures under notes are made with. */
@Component
public final class AttestationKeys {
    private final SigningKeys keys;

    AttestationKeys(KeyRing keys) {
        this.keys = new SigningKeys(keys, "attestation");
    }

    /** For the tenant's JWKS, so that anybody can check a signature. */
    public List<JWK> publicKeys(TenantId tenant) {
        return List.of(signing(tenant).toPublicJWK());
    }

    ECKey signing(TenantId tenant) {
        return keys.of(tenant);
    }
}
