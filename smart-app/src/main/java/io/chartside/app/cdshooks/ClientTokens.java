package io.chartside.app.cdshooks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.CdsHooks;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.launch.RemoteKeys;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Checks who calls (CDS Hooks 2.0, "Trusting CDS Clients"): a JWT of a registered EHR, signed with ES384 or RS384 by a key of
 * its registered key set, for exactly this address, in time, and used once.
 */
@Component
final class ClientTokens {

    /** Attribute of a request: the {@link EhrProfile} that its token names, proven or not. */
    static final String CLAIMED = ClientTokens.class.getName() + ".claimed";

    private static final Map<JWSAlgorithm, KeyType> ALGORITHMS =
            Map.of(JWSAlgorithm.ES384, KeyType.EC, JWSAlgorithm.RS384, KeyType.RSA);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    /** The specification bounds no lifetime; each used token is remembered for as long. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final int LONGEST_JTI = 255;
    private static final int LONGEST_TOKEN = 8192;
    private static final int MINIMUM_RSA_BITS = 2048;
    private static final String BEARER = "bearer ";

    private final EhrProfiles profiles;
    private final RemoteKeys keys;
    private final HookStore store;
    private final Clock clock;

    ClientTokens(EhrProfiles profiles, RemoteKeys keys, HookStore store, Clock clock) {
        this.profiles = profiles;
        this.keys = keys;
        this.store = store;
        this.clock = clock;
    }

    /**
     * The EHR that calls.
     *
     * @param request that brings the token, and is told by {@link #CLAIMED} whom it names
     * @param addresses of which the token's audience is one
     * @throws HookRefusal 401 when anything does not fit
     */
    EhrProfile require(HttpServletRequest request, Set<String> addresses) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw HookRefusal.untrusted("there is no bearer token", null);
        }
        try {
            String token = authorization.substring(BEARER.length()).strip();
            require(token.length() <= LONGEST_TOKEN, "length");
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            EhrProfile profile = profiles.ofCdsClient(
                            String.valueOf(claims.getIssuer()), Optional.ofNullable(claims.getStringClaim("tenant")))
                    .orElseThrow(() -> HookRefusal.untrusted("the token's issuer and tenant are not registered", null));
            request.setAttribute(CLAIMED, profile);
            checkSignature(jwt, profile.cdsHooks().orElseThrow());
            checkClaims(claims, addresses);
            Instant forgotten = claims.getExpirationTime().toInstant().plus(CLOCK_SKEW);
            if (!store.firstUse(profile.site(), claims.getJWTID(), forgotten)) {
                throw HookRefusal.untrusted("the token was used before", null);
            }
            return profile;
        } catch (ParseException | JOSEException unreadable) {
            throw HookRefusal.untrusted("the token cannot be read", unreadable);
        } catch (RemoteKeys.Unavailable unavailable) {
            throw HookRefusal.untrusted("the client's keys cannot be had: " + unavailable.getMessage(), null);
        }
    }

    private void checkSignature(SignedJWT jwt, CdsHooks client) throws JOSEException {
        JWSHeader header = jwt.getHeader();
        KeyType type = ALGORITHMS.get(header.getAlgorithm());
        require(type != null, "algorithm");
        require(
                header.getType() != null
                        && "JWT".equalsIgnoreCase(header.getType().getType()),
                "typ");
        require(header.getKeyID() != null, "kid");
        require(header.getCriticalParams() == null, "crit");
        require(
                header.getJWK() == null && header.getX509CertURL() == null && header.getX509CertChain() == null,
                "header, which brings a key,");
        require(header.getJWKURL() == null || header.getJWKURL().equals(client.jwks()), "jku");
        JWK key = keys.find(client.jwks(), header.getKeyID(), type)
                .orElseThrow(() -> HookRefusal.untrusted("the client has not exactly one key for the token", null));
        require(jwt.verify(verifier(key)), "signature");
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa) {
            require(rsa.size() >= MINIMUM_RSA_BITS, "key, which is too short,");
            return new RSASSAVerifier(rsa);
        }
        return new ECDSAVerifier((ECKey) key);
    }

    private void checkClaims(JWTClaimsSet claims, Set<String> addresses) {
        Instant now = clock.instant();
        require(
                claims.getAudience().size() == 1
                        && addresses.contains(claims.getAudience().get(0)),
                "audience");
        Date expires = claims.getExpirationTime();
        require(expires != null && now.isBefore(expires.toInstant().plus(CLOCK_SKEW)), "expiry");
        require(expires.toInstant().isBefore(now.plus(LONGEST).plus(CLOCK_SKEW)), "expiry, which is too far away,");
        Date issued = claims.getIssueTime();
        require(issued != null && issued.toInstant().isBefore(now.plus(CLOCK_SKEW)), "time of issue");
        Date notBefore = claims.getNotBeforeTime();
        require(notBefore == null || notBefore.toInstant().isBefore(now.plus(CLOCK_SKEW)), "start");
        String jti = claims.getJWTID();
        require(jti != null && !jti.isBlank() && jti.length() <= LONGEST_JTI, "jti");
    }

    private static void require(boolean holds, String part) {
        if (!holds) {
            throw HookRefusal.untrusted("the token's " + part + " does not fit", null);
        }
    }
}
