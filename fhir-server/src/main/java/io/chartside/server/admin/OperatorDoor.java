package io.chartside.server.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.audit.AdminAct.Actor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody below {@code /admin} but who holds the operator's key: a file of the data folder, so a command on the server's
 * machine. Each request carries a JWT that the key signed for this method and path; it lives a minute and works once.
 */
public final class OperatorDoor extends OncePerRequestFilter {
    /** Request attribute: the {@link Actor} whose key the request was signed with. */
    public static final String ACTOR = OperatorDoor.class.getName() + ".actor";

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String SCHEME = "Bearer ";

    private final ECKey key;
    private final Clock clock;
    private final Cache<String, Boolean> seen =
            Caffeine.newBuilder().expireAfterWrite(LONGEST.multipliedBy(2)).build();

    /** @param key public */
    OperatorDoor(ECKey key, Clock clock) {
        this.key = key.toPublicJWK();
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> account = account(request);
        if (account.isEmpty()) {
            AdminAnswers.refuse(response, 401, "the operator's key is needed");
            return;
        }
        request.setAttribute(ACTOR, new Actor.Operator(account.get()));
        chain.doFilter(request, response);
    }

    private Optional<String> account(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(header.substring(SCHEME.length()));
            boolean ours = JWSAlgorithm.ES384.equals(jwt.getHeader().getAlgorithm())
                    && OperatorKey.TYPE.equals(jwt.getHeader().getType())
                    && jwt.getHeader().getCriticalParams() == null
                    && jwt.verify(new ECDSAVerifier(key));
            return ours
                    ? Optional.of(jwt.getJWTClaimsSet())
                            .filter(claims -> fits(claims, request))
                            .map(JWTClaimsSet::getSubject)
                    : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private boolean fits(JWTClaimsSet claims, HttpServletRequest request) {
        Instant now = clock.instant();
        return claims.getAudience().equals(List.of(OperatorKey.AUDIENCE))
                && claims.getExpirationTime() != null
                && claims.getExpirationTime().toInstant().isAfter(now)
                && !claims.getExpirationTime().toInstant().isAfter(now.plus(LONGEST))
                && request.getMethod().equals(claims.getClaim(OperatorKey.METHOD))
                && request.getRequestURI().equals(claims.getClaim(OperatorKey.PATH))
                && claims.getSubject() != null
                && claims.getJWTID() != null
                && seen.asMap().putIfAbsent(claims.getJWTID(), true) == null;
    }
}
