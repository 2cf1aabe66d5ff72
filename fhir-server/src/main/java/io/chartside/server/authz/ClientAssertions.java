package io.chartside.server.authz;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.authz.JwtShape.Refused;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** Checks private_key_jwt assertions (SMART App Launch 2.2, "Client Authentication: Asymmetric"; RFC 7523, section 3). */
@Component
final class ClientAssertions implements JwtDecoderFactory<RegisteredClient> {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAssertions.class);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);
    private static final Duration LONGEST_LIFETIME = Duration.ofMinutes(5);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final int LONGEST_JTI = 255;

    private final ClientRegistry clients;
    private final CurrentTenant tenant;
    private final RemoteKeySets remoteKeys;
    private final AssertionsSeen seen;
    private final Clock clock;

    ClientAssertions(
            ClientRegistry clients, CurrentTenant tenant, RemoteKeySets remoteKeys, AssertionsSeen seen, Clock clock) {
        this.clients = clients;
        this.tenant = tenant;
        this.remoteKeys = remoteKeys;
        this.seen = seen;
        this.clock = clock;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient registeredClient) {
        Client client = clients.client(tenant.settings(), registeredClient.getClientId())
                .orElseThrow(() -> new BadJwtException("unknown client"));
        return assertion -> {
            try {
                return check(client, assertion);
            } catch (Refused e) {
                LOG.info("Client assertion of {} at {} refused: {}", client.clientId(), tenant.id(), e.getMessage());
                throw new BadJwtException(e.getMessage());
            }
        };
    }

    private Jwt check(Client client, String assertion) throws Refused {
        if (!client.authMethod().equals("private_key_jwt")) {
            throw new Refused("the client is registered for another method");
        }
        SignedJWT jwt = JwtShape.parse(assertion, ALGORITHMS);
        if (!JOSEObjectType.JWT.equals(jwt.getHeader().getType())) {
            throw new Refused("typ is not JWT");
        }
        if (jwt.getHeader().getKeyID() == null) {
            throw new Refused("kid is missing");
        }
        if (jwt.getHeader().getJWKURL() != null && !jwt.getHeader().getJWKURL().equals(client.jwksUri())) {
            throw new Refused("jku is not the registered address");
        }
        JwtShape.verify(jwt, key(client, jwt));
        JWTClaimsSet claims = claims(jwt);
        Instant expires = checkClaims(client, claims);
        // Last, so that nobody can use up a jti without the key.
        if (!seen.firstTime(tenant.id(), client.clientId(), claims.getJWTID(), expires.plus(CLOCK_SKEW))) {
            throw new Refused("jti was used before");
        }
        return Jwt.withTokenValue("assertion")
                .header("alg", jwt.getHeader().getAlgorithm().getName())
                .subject(claims.getSubject())
                .expiresAt(expires)
                .build();
    }

    private JWK key(Client client, SignedJWT jwt) throws Refused {
        if (client.jwks() != null) {
            return JwtShape.key(jwt, client.jwks());
        }
        try {
            try {
                return JwtShape.key(jwt, remoteKeys.ofClient(client, false));
            } catch (Refused e) {
                return JwtShape.key(jwt, remoteKeys.ofClient(client, true));
            }
        } catch (RemoteKeySets.Unavailable e) {
            throw new Refused("the client's keys cannot be had: " + e.getMessage());
        }
    }

    private static JWTClaimsSet claims(SignedJWT jwt) throws Refused {
        try {
            return jwt.getJWTClaimsSet();
        } catch (ParseException e) {
            throw new Refused("the claims are no JSON object");
        }
    }

    private Instant checkClaims(Client client, JWTClaimsSet claims) throws Refused {
        if (!client.clientId().equals(claims.getIssuer()) || !client.clientId().equals(claims.getSubject())) {
            throw new Refused("iss and sub are not the client");
        }
        List<String> audience = claims.getAudience();
        if (audience.size() != 1 || !endpoints().contains(audience.get(0))) {
            throw new Refused("aud is not the token URL");
        }
        Date expiration = claims.getExpirationTime();
        if (expiration == null) {
            throw new Refused("exp is missing");
        }
        Instant now = clock.instant();
        Instant expires = expiration.toInstant();
        if (!now.isBefore(expires.plus(CLOCK_SKEW))) {
            throw new Refused("exp is past");
        }
        if (expires.isAfter(now.plus(LONGEST_LIFETIME).plus(CLOCK_SKEW))) {
            throw new Refused("exp is more than five minutes ahead");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && notBefore.toInstant().isAfter(now.plus(CLOCK_SKEW))) {
            throw new Refused("nbf is ahead");
        }
        Date issued = claims.getIssueTime();
        if (issued != null && issued.toInstant().isAfter(now.plus(CLOCK_SKEW))) {
            throw new Refused("iat is ahead");
        }
        String jti = claims.getJWTID();
        if (jti == null || jti.isBlank() || jti.length() > LONGEST_JTI) {
            throw new Refused("jti is missing or too long");
        }
        return expires;
    }

    private List<String> endpoints() {
        return List.of(tenant.endpoint("token"), tenant.endpoint("introspect"), tenant.endpoint("revoke"));
    }
}
