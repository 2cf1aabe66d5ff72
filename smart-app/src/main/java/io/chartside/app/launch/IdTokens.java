package io.chartside.app.launch;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.app.words.Texts;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Verifies id_tokens (OpenID Connect Core §3.1.3.7): signature by a key of the issuer's JWKS that {@code kid} names,
 * algorithm from a fixed list, issuer, audience, times and nonce. Keys come from the issuer's registered address alone;
 * what the token's own header offers ({@code jku}, {@code jwk}, {@code x5u}) is never used.
 */
@Component
final class IdTokens {

    private static final Map<JWSAlgorithm, KeyType> ALGORITHMS = Map.of(
            JWSAlgorithm.RS256, KeyType.RSA,
            JWSAlgorithm.RS384, KeyType.RSA,
            JWSAlgorithm.ES256, KeyType.EC,
            JWSAlgorithm.ES384, KeyType.EC);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);
    private static final int MINIMUM_RSA_BITS = 2048;

    /** The token does not prove who signed in. */
    static class Unverified extends RuntimeException {
        private final String reason;

        /** @param reason as it is kept for a page */
        Unverified(String reason, Throwable cause) {
            super(Texts.logged(reason), cause);
            this.reason = reason;
        }

        /** {@link Texts#shown} has it in the language of who looks. */
        String reason() {
            return reason;
        }
    }

    /** The issuer's keys cannot be had now: the token may be good. */
    static final class NoKeys extends Unverified {
        private NoKeys(RemoteKeys.Unavailable cause) {
            super(Texts.kept("detail.no-keys"), cause);
        }
    }

    private final RemoteKeys keys;
    private final Clock clock;

    IdTokens(RemoteKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Who signed in.
     *
     * @param nonce that the authorization request carried; empty for a token from a refresh
     * @throws Unverified when anything does not fit; {@link NoKeys} when that cannot be told now
     */
    Identity verify(String token, AuthorizationServer server, String clientId, Optional<String> nonce) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            checkSignature(jwt, server);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            checkClaims(claims, server, clientId, nonce);
            String fhirUser = Optional.ofNullable(claims.getStringClaim("fhirUser"))
                    .or(() -> profileClaim(claims))
                    .orElse("");
            Date signedIn = claims.getDateClaim("auth_time");
            return new Identity(
                    fhirUser,
                    token,
                    claims.getExpirationTime().toInstant(),
                    Optional.ofNullable(signedIn).map(Date::toInstant));
        } catch (ParseException | JOSEException wrong) {
            throw new Unverified(Texts.kept("detail.id-token-unreadable"), wrong);
        }
    }

    /**
     * Who signed in, from a token that came with a refresh: it must have the subject of the one that was verified before
     * (OpenID Connect Core 1.0, 12.2).
     */
    Identity again(String token, String before, AuthorizationServer server, String clientId) {
        Identity identity = verify(token, server, clientId, Optional.empty());
        try {
            String now = SignedJWT.parse(token).getJWTClaimsSet().getSubject();
            require(now.equals(SignedJWT.parse(before).getJWTClaimsSet().getSubject()), "sub");
        } catch (ParseException wrong) {
            throw new Unverified(Texts.kept("detail.id-token-unreadable"), wrong);
        }
        return identity;
    }

    /** SMART 1.0 named the claim {@code profile}. */
    private static Optional<String> profileClaim(JWTClaimsSet claims) {
        return claims.getClaim("profile") instanceof String profile ? Optional.of(profile) : Optional.empty();
    }

    private void checkSignature(SignedJWT jwt, AuthorizationServer server) throws JOSEException {
        KeyType type = ALGORITHMS.get(jwt.getHeader().getAlgorithm());
        if (type == null) {
            throw new Unverified(Texts.kept("detail.id-token-algorithm"), null);
        }
        if (jwt.getHeader().getCriticalParams() != null) {
            throw new Unverified(Texts.kept("detail.id-token-critical"), null);
        }
        URI jwksUri = server.jwksUri().orElseThrow(() -> new Unverified(Texts.kept("detail.no-jwks"), null));
        JWK key = key(jwksUri, jwt.getHeader().getKeyID(), type);
        if (!jwt.verify(verifier(key))) {
            throw new Unverified(Texts.kept("detail.id-token-signature"), null);
        }
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa) {
            if (rsa.size() < MINIMUM_RSA_BITS) {
                throw new Unverified(Texts.kept("detail.id-token-key-short"), null);
            }
            return new RSASSAVerifier(rsa);
        }
        return new ECDSAVerifier((ECKey) key);
    }

    private JWK key(URI jwksUri, String kid, KeyType type) {
        try {
            return keys.find(jwksUri, kid, type)
                    .orElseThrow(() -> new Unverified(Texts.kept("detail.id-token-which-key"), null));
        } catch (RemoteKeys.Unavailable unavailable) {
            throw new NoKeys(unavailable);
        }
    }

    private void checkClaims(JWTClaimsSet claims, AuthorizationServer server, String clientId, Optional<String> nonce)
            throws ParseException {
        Instant now = clock.instant();
        require(server.issuer().equals(claims.getIssuer()), "iss");
        require(claims.getAudience().contains(clientId), "aud");
        String party = claims.getStringClaim("azp");
        require(claims.getAudience().size() == 1 || clientId.equals(party), "azp");
        require(party == null || party.equals(clientId), "azp");
        Date expires = claims.getExpirationTime();
        require(expires != null && now.isBefore(expires.toInstant().plus(CLOCK_SKEW)), "exp");
        Date issued = claims.getIssueTime();
        require(issued != null && issued.toInstant().isBefore(now.plus(CLOCK_SKEW)), "iat");
        Date notBefore = claims.getNotBeforeTime();
        require(notBefore == null || notBefore.toInstant().isBefore(now.plus(CLOCK_SKEW)), "nbf");
        require(claims.getSubject() != null && claims.getSubject().length() < 256, "sub");
        if (nonce.isPresent()) {
            require(nonce.get().equals(claims.getStringClaim("nonce")), "nonce");
        }
    }

    private static void require(boolean holds, String claim) {
        if (!holds) {
            throw new Unverified(Texts.kept("detail.id-token-claim", claim), null);
        }
    }
}
