package io.chartside.server.attestation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.util.Set;

/** A JWS with detached, unencoded payload (RFC 7515, appendix F; RFC 7797, {@code b64=false}), signed with ES256. */
final class DetachedJws {
    private static final String UNENCODED = "b64";

    private DetachedJws() {}

    /** @return the compact form without its payload: {@code header..signature} */
    static String sign(byte[] payload, ECKey key) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .base64URLEncodePayload(false)
                .criticalParams(Set.of(UNENCODED))
                .build();
        JWSObject jws = new JWSObject(header, new Payload(payload));
        try {
            jws.sign(new ECDSASigner(key));
            return jws.serialize(true);
        } catch (JOSEException e) {
            throw new IllegalStateException("the attestation key does not sign", e);
        }
    }

    static boolean verifies(String jws, byte[] payload, ECKey key) {
        try {
            JWSObject parsed = JWSObject.parse(jws, new Payload(payload));
            JWSHeader header = parsed.getHeader();
            return JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    && !header.isBase64URLEncodePayload()
                    && key.getKeyID().equals(header.getKeyID())
                    && parsed.verify(new ECDSAVerifier(key.toECPublicKey(), Set.of(UNENCODED)));
        } catch (ParseException | JOSEException e) {
            return false;
        }
    }
}
