package io.chartside.server.authz;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.tenancy.TenantSettings.AuthTime;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What holds for every id_token of another issuer (OpenID Connect Core 1.0, section 3.1.3.7), whatever it is brought for. */
@Component
final class IdTokenRules {
    static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.ES256, JWSAlgorithm.ES384);

    private final RemoteKeySets remoteKeys;
    private final Clock clock;

    IdTokenRules(RemoteKeySets remoteKeys, Clock clock) {
        this.remoteKeys = remoteKeys;
        this.clock = clock;
    }

    /** Neither {@code none} nor HMAC; no key of the token's own. */
    static SignedJWT parse(String idToken) throws Refused {
        return JwtShape.parse(idToken, ALGORITHMS);
    }

    /** The issuer's key, asked for again when the set that is known lacks it. */
    JWK key(SignedJWT jwt, URI jwksUri) throws Refused {
        try {
            try {
                return JwtShape.key(jwt, remoteKeys.get(jwksUri));
            } catch (Refused e) {
                return JwtShape.key(jwt, remoteKeys.getAgain(jwksUri));
            }
        } catch (RemoteKeySets.Unavailable e) {
            throw new Refused("its issuer's keys cannot be had");
        }
    }

    void checkTimes(JWTClaimsSet claims) throws Refused {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires == null || !now.isBefore(expires.toInstant().plus(CLOCK_SKEW))) {
            throw new Refused("it has expired");
        }
        Date issued = claims.getIssueTime();
        if (issued == null || issued.toInstant().isAfter(now.plus(CLOCK_SKEW))) {
            throw new Refused("its iat is missing or ahead");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && notBefore.toInstant().isAfter(now.plus(CLOCK_SKEW))) {
            throw new Refused("it is not valid yet");
        }
    }

    /** The app asks with {@code max_age}, so that {@code auth_time} is owed (OpenID Connect Core 1.0, section 2). */
    Instant signedIn(JWTClaimsSet claims, TrustedIssuer issuer) throws Refused, ParseException {
        Date authTime = claims.getDateClaim("auth_time");
        if (authTime == null && issuer.authTime() == AuthTime.REQUIRED) {
            throw new Refused(
                    "it carries no auth_time, which a signature rests on; the tenant's administrator may let the"
                            + " launch count as the sign-in with 'auth-time: issued-at' at this issuer in the tenant's file");
        }
        Instant signedIn = (authTime == null ? claims.getIssueTime() : authTime).toInstant();
        if (signedIn.isAfter(clock.instant().plus(CLOCK_SKEW))) {
            throw new Refused("its auth_time is ahead");
        }
        return signedIn;
    }
}
