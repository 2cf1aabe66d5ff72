package io.chartside.server.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import io.chartside.server.tenancy.TenantId;
import java.text.ParseException;
import java.util.Optional;

/**
 * What the server itself vouches for, not a person: certificates of erasure and checkpoints of the audit. Compact JWS
 * (RFC 7515) signed with ES256 by a key of the tenant's that is made at its first use; {@code typ} keeps one kind from passing
 * for another (RFC 8725, section 3.11).
 */
public final class ServerSignatures {
    private static final String PURPOSE = "server-signature";

    private final SigningKeys keys;

    public ServerSignatures(KeyRing keys) {
        this.keys = new SigningKeys(keys, PURPOSE);
    }

    /** For the tenant's JWKS, so that anybody can check a signature. */
    public JWK publicKey(TenantId tenant) {
        return keys.of(tenant).toPublicJWK();
    }

    public String sign(TenantId tenant, String type, String payload) {
        ECKey key = keys.of(tenant);
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                new Payload(payload));
        try {
            ECDSASigner signer = new ECDSASigner(key);
            signer.getJCAContext().setProvider(EcProvider.BOUNCY_CASTLE);
            jws.sign(signer);
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the server's signature key does not sign", e);
        }
    }

    /** The payload, or empty when it is not of this type or not signed by this tenant's server. */
    public Optional<String> verified(TenantId tenant, String type, String jws) {
        return verified(keys.of(tenant), type, jws);
    }

    /** As {@link #verified(TenantId, String, String)}, by a published key. */
    public static Optional<String> verified(ECKey key, String type, String jws) {
        try {
            JWSObject parsed = JWSObject.parse(jws);
            JWSHeader header = parsed.getHeader();
            boolean holds = JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    && new JOSEObjectType(type).equals(header.getType())
                    && key.getKeyID().equals(header.getKeyID())
                    && parsed.verify(new ECDSAVerifier(key.toECPublicKey()));
            return holds ? Optional.of(parsed.getPayload().toString()) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }
}
