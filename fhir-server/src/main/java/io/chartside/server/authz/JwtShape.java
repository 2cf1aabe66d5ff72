package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Set;

/** The part of checking a JWT that is the same for client assertions and id_tokens: form, header, key, signature. */
final class JwtShape {
    /** Why a JWT is refused: for the log, never with its content. */
    static class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private static final int MAXIMUM_LENGTH = 8 * 1024;
    private static final int SMALLEST_RSA_BITS = 2048;

    private JwtShape() {}

    /**
     * Parses and checks the header (RFC 8725): an allowed signature algorithm, so neither {@code none} nor HMAC with a
     * public key; no critical extension; no key of the token's own.
     */
    static SignedJWT parse(String text, Set<JWSAlgorithm> algorithms) throws Refused {
        SignedJWT jwt = parseSigned(text, algorithms);
        if (jwt.getHeader().getJWK() != null) {
            throw new Refused("the header brings a key of its own");
        }
        return jwt;
    }

    /** The same for a JWT that proves the very key in its header: a public key, in the header alone (RFC 9449, section 4.2). */
    static SignedJWT parseWithKeyOfItsOwn(String text, Set<JWSAlgorithm> algorithms) throws Refused {
        SignedJWT jwt = parseSigned(text, algorithms);
        if (jwt.getHeader().getJWK() == null
                || jwt.getHeader().getJWK().isPrivate()
                || jwt.getHeader().getJWKURL() != null) {
            throw new Refused("the header brings no public key");
        }
        return jwt;
    }

    private static SignedJWT parseSigned(String text, Set<JWSAlgorithm> algorithms) throws Refused {
        if (text == null || text.length() > MAXIMUM_LENGTH) {
            throw new Refused("too long");
        }
        SignedJWT jwt;
        try {
            jwt = SignedJWT.parse(text);
        } catch (ParseException e) {
            throw new Refused("not a signed JWT");
        }
        JWSHeader header = jwt.getHeader();
        if (!algorithms.contains(header.getAlgorithm())) {
            throw new Refused("alg is not allowed");
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            throw new Refused("crit is not understood");
        }
        if (header.getX509CertURL() != null || header.getX509CertChain() != null) {
            throw new Refused("the header brings a key of its own");
        }
        return jwt;
    }

    /** The one key that fits kid, type and use; a set with two such keys is as wrong as one with none. */
    static JWK key(SignedJWT jwt, JWKSet keys) throws Refused {
        JWSHeader header = jwt.getHeader();
        KeyType type = KeyType.forAlgorithm(header.getAlgorithm());
        List<JWK> fitting = keys.getKeys().stream()
                .filter(key -> header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
                .filter(key -> type.equals(key.getKeyType()))
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .filter(key -> key.getAlgorithm() == null || key.getAlgorithm().equals(header.getAlgorithm()))
                .toList();
        if (fitting.size() != 1) {
            throw new Refused(fitting.isEmpty() ? "no registered key has this kid" : "several keys have this kid");
        }
        return fitting.get(0);
    }

    /** @param key of a registered client or issuer, which brings many signatures */
    static void verify(SignedJWT jwt, JWK key) throws Refused {
        try {
            if (key instanceof RSAKey rsa && rsa.size() >= SMALLEST_RSA_BITS) {
                verify(jwt, new RSASSAVerifier(rsa));
            } else if (key instanceof ECKey ec) {
                verify(jwt, KnownEcKeys.verifier(ec));
            } else {
                throw new Refused("the registered key is too weak or of another kind");
            }
        } catch (JOSEException e) {
            throw new Refused("the signature cannot be checked with the registered key");
        }
    }

    /** For a key that was never seen before: nothing of it is kept. */
    static void verifyOnce(SignedJWT jwt, ECKey key) throws Refused {
        try {
            verify(jwt, new ECDSAVerifier(key));
        } catch (JOSEException e) {
            throw new Refused("the signature cannot be checked with this key");
        }
    }

    private static void verify(SignedJWT jwt, JWSVerifier verifier) throws Refused {
        try {
            if (!jwt.verify(verifier)) {
                throw new Refused("the signature is wrong");
            }
        } catch (JOSEException e) {
            throw new Refused("the signature cannot be checked with this key");
        }
    }
}
