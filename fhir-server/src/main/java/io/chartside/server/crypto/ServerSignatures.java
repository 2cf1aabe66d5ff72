package io.chartside.server.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the server itself vouches for, not a person: certificates of erasure and checkpoints of the audit. Compact JWS
 * (RFC 7515) signed with ES256 by a key of the tenant's that is made at its first use; {@code typ} keeps one kind from passing
 * for another (RFC 8725, section 3.11).
 */
public final class ServerSignatures {
    private static final String PURPOSE = "server-signature";

    private final KeyRing keys;
    private final Map<TenantId, ECKey> opened = new ConcurrentHashMap<>();

    public ServerSignatures(KeyRing keys) {
        this.keys = keys;
    }

    /** For the tenant's JWKS, so that anybody can check a signature. */
    public JWK publicKey(TenantId tenant) {
        return key(tenant).toPublicJWK();
    }

    public String sign(TenantId tenant, String type, String payload) {
        ECKey key = key(tenant);
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                new Payload(payload));
        try {
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the server's signature key does not sign", e);
        }
    }

    /** The payload, or empty when it is not of this type or not signed by this tenant's server. */
    public Optional<String> verified(TenantId tenant, String type, String jws) {
        return verified(key(tenant), type, jws);
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

    private ECKey key(TenantId tenant) {
        return opened.computeIfAbsent(tenant, this::open);
    }

    private ECKey open(TenantId tenant) {
        byte[] jwk = keys.secret(tenant, PURPOSE, ServerSignatures::fresh);
        try {
            return ECKey.parse(new String(jwk, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            // The cause would repeat the key.
            throw new IllegalStateException("the signature key of tenant " + tenant + " is damaged");
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
