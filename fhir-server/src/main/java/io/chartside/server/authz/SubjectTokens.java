package io.chartside.server.authz;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.AuthTime;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.stereotype.Component;

/** Verifies the id_token of an exchange against the issuers that the tenant trusts, and finds the Practitioner behind it. */
@Component
final class SubjectTokens {
    private static final Logger LOG = LoggerFactory.getLogger(SubjectTokens.class);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.ES256, JWSAlgorithm.ES384);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final String PRACTITIONER = "Practitioner/";

    private final CurrentTenant tenant;
    private final SigningKeys ownKeys;
    private final RemoteKeySets remoteKeys;
    private final OwnRoles ownRoles;
    private final People people;
    private final Clock clock;

    SubjectTokens(
            CurrentTenant tenant,
            SigningKeys ownKeys,
            RemoteKeySets remoteKeys,
            OwnRoles ownRoles,
            People people,
            Clock clock) {
        this.tenant = tenant;
        this.ownKeys = ownKeys;
        this.remoteKeys = remoteKeys;
        this.ownRoles = ownRoles;
        this.people = people;
        this.clock = clock;
    }

    /** @throws OAuth2AuthenticationException invalid_grant; the description says what to do, never what the token says */
    SignedIn practitioner(String idToken) {
        try {
            SignedJWT jwt = JwtShape.parse(idToken, ALGORITHMS);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            TrustedIssuer issuer = tenant.settings().trustedIssuers().stream()
                    .filter(trusted -> trusted.issuer().equals(claims.getIssuer()))
                    .findFirst()
                    .orElseThrow(() -> new Refused("its issuer is not trusted here"));
            JwtShape.verify(jwt, key(jwt, issuer));
            checkClaims(claims, issuer);
            return linked(claims, issuer);
        } catch (Refused e) {
            LOG.info("Token exchange at {} refused: {}", tenant.id(), e.getMessage());
            throw refused("the subject_token is refused: " + e.getMessage());
        } catch (ParseException e) {
            throw refused("the subject_token is no JWT");
        }
    }

    private JWK key(SignedJWT jwt, TrustedIssuer issuer) throws Refused {
        if (issuer.jwksUri() == null) {
            if (!issuer.issuer().equals(tenant.issuer())) {
                throw new Refused("its issuer has no jwks-uri in the tenant's file");
            }
            return JwtShape.key(jwt, ownKeys.publicKeys(tenant.id()));
        }
        try {
            try {
                return JwtShape.key(jwt, remoteKeys.get(issuer.jwksUri()));
            } catch (Refused e) {
                return JwtShape.key(jwt, remoteKeys.getAgain(issuer.jwksUri()));
            }
        } catch (RemoteKeySets.Unavailable e) {
            throw new Refused("its issuer's keys cannot be had");
        }
    }

    private void checkClaims(JWTClaimsSet claims, TrustedIssuer issuer) throws Refused {
        if (claims.getAudience().size() != 1
                || !issuer.clients().contains(claims.getAudience().get(0))) {
            throw new Refused("it was issued to another client");
        }
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

    /** The tenant's own Practitioners are themselves; of another issuer only those whom the tenant has linked. */
    private SignedIn linked(JWTClaimsSet claims, TrustedIssuer issuer) throws Refused, ParseException {
        String fhirUser = claims.getStringClaim("fhirUser");
        if (fhirUser == null) {
            throw new Refused("it carries no fhirUser");
        }
        String base = issuer.issuer() + "/";
        String relative = fhirUser.startsWith(base) ? fhirUser.substring(base.length()) : fhirUser;
        String practitioner;
        if (issuer.issuer().equals(tenant.issuer())) {
            TenantSettings settings = tenant.settings();
            practitioner = people.find(settings.id(), relative).isEmpty()
                    ? null
                    : ownRoles.practitioner(settings.id(), relative).orElse(relative);
        } else {
            practitioner = issuer.links().getOrDefault(fhirUser, issuer.links().get(relative));
        }
        if (practitioner == null || !practitioner.startsWith(PRACTITIONER)) {
            throw new Refused("its user is not linked with a Practitioner of this tenant; the tenant's administrator"
                    + " links users in the tenant's file");
        }
        return new SignedIn(practitioner, signedIn(claims, issuer));
    }

    /** The app asks with {@code max_age}, so that {@code auth_time} is owed (OpenID Connect Core 1.0, section 2). */
    private Instant signedIn(JWTClaimsSet claims, TrustedIssuer issuer) throws Refused, ParseException {
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

    private static OAuth2AuthenticationException refused(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error("invalid_grant", description, null));
    }
}
