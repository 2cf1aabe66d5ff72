package io.chartside.server.authz;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.authz.RegistrationRefused.Kind;
import io.chartside.server.tenancy.DynamicRegistration;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantSettings;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Software statements (RFC 7591, section 2.3): what an issuer that the tenant trusts says of a piece of software. They are
 * copied with the software, so they must name its redirect addresses: whoever has a copy gets no code.
 */
@Component
public final class SoftwareStatements {
    private static final Logger LOG = LoggerFactory.getLogger(SoftwareStatements.class);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.ES256, JWSAlgorithm.ES384);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final List<String> NEEDED = List.of("software_id", "client_name", "redirect_uris");

    private final RemoteKeySets remoteKeys;
    private final ServerSettings settings;
    private final Clock clock;

    SoftwareStatements(RemoteKeySets remoteKeys, ServerSettings settings, Clock clock) {
        this.remoteKeys = remoteKeys;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param issuer whose word it is
     * @param metadata members of RFC 7591 that it decides
     * @param facts what is kept of it
     */
    public record Statement(String issuer, Map<String, Object> metadata, Map<String, Object> facts) {}

    /** @throws RegistrationRefused when it is not a statement of an issuer that the tenant trusts */
    public Statement verified(TenantSettings tenant, String text) {
        try {
            return check(tenant, text);
        } catch (Refused e) {
            LOG.info("Software statement at {} refused: {}", tenant.id(), e.getMessage());
            throw new RegistrationRefused(Kind.INVALID_SOFTWARE_STATEMENT, "the software statement is not accepted");
        }
    }

    private Statement check(TenantSettings tenant, String text) throws Refused {
        SignedJWT jwt = JwtShape.parse(text, ALGORITHMS);
        JOSEObjectType type = jwt.getHeader().getType();
        if (type != null && !JOSEObjectType.JWT.equals(type)) {
            throw new Refused("typ is not JWT");
        }
        if (jwt.getHeader().getJWKURL() != null) {
            throw new Refused("jku is not looked at");
        }
        JWTClaimsSet claims;
        try {
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException e) {
            throw new Refused("the claims are no JSON object");
        }
        DynamicRegistration.Issuer issuer = tenant.registration()
                .issuer(claims.getIssuer())
                .orElseThrow(() -> new RegistrationRefused(
                        Kind.UNAPPROVED_SOFTWARE_STATEMENT,
                        "the issuer of the software statement is not approved here"));
        verify(jwt, issuer);
        times(claims);
        List<String> audience = claims.getAudience();
        String base = settings.fhirBase(tenant.id());
        if (!audience.isEmpty() && !audience.contains(base) && !audience.contains(base + "/oauth/register")) {
            throw new Refused("aud is another server");
        }
        return statement(claims, text);
    }

    private void verify(SignedJWT jwt, DynamicRegistration.Issuer issuer) throws Refused {
        try {
            try {
                JwtShape.verify(jwt, JwtShape.key(jwt, remoteKeys.get(issuer.jwksUri())));
            } catch (Refused e) {
                JwtShape.verify(jwt, JwtShape.key(jwt, remoteKeys.getAgain(issuer.jwksUri())));
            }
        } catch (RemoteKeySets.Unavailable e) {
            throw new Refused("the issuer's keys cannot be had: " + e.getMessage());
        }
    }

    private void times(JWTClaimsSet claims) throws Refused {
        Instant now = clock.instant();
        if (claims.getExpirationTime() == null
                || !now.isBefore(claims.getExpirationTime().toInstant().plus(CLOCK_SKEW))) {
            throw new Refused("exp is missing or past");
        }
        Instant latest = now.plus(CLOCK_SKEW);
        if (claims.getNotBeforeTime() != null
                        && claims.getNotBeforeTime().toInstant().isAfter(latest)
                || claims.getIssueTime() != null
                        && claims.getIssueTime().toInstant().isAfter(latest)) {
            throw new Refused("nbf or iat is ahead");
        }
    }

    private static Statement statement(JWTClaimsSet claims, String text) throws Refused {
        Map<String, Object> all = claims.toJSONObject();
        for (String member : NEEDED) {
            if (all.get(member) == null) {
                throw new Refused(member + " is missing");
            }
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        all.forEach((member, value) -> {
            if (RegistrationRules.isMetadata(member)) {
                metadata.put(member, value);
            }
        });
        return new Statement(
                claims.getIssuer(),
                metadata,
                Map.of(
                        "iss",
                        claims.getIssuer(),
                        "software_id",
                        String.valueOf(all.get("software_id")),
                        "sha256",
                        TokenHash.of(text).encoded()));
    }
}
