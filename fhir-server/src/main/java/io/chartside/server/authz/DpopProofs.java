package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Checks DPoP proofs (RFC 9449, section 4.3). Keys are the sender's own and unregistered, so only elliptic curves are taken,
 * whose cost is the same for every key. A proof counts once, also when two requests bring it at the same moment.
 */
@Component
final class DpopProofs {
    static final String HEADER = "DPoP";

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384);
    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");
    private static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final int LONGEST_JTI = 255;

    private final AssertionsSeen seen;
    private final DpopNonces nonces;
    private final Clock clock;

    DpopProofs(AssertionsSeen seen, DpopNonces nonces, Clock clock) {
        this.seen = seen;
        this.nonces = nonces;
        this.clock = clock;
    }

    /**
     * A proof that is right but for whether it was used before.
     *
     * @param jkt thumbprint of the key that it proves
     */
    record Proof(String jkt, String jti, Instant expires) {
        Proof {
            Objects.requireNonNull(jkt);
            Objects.requireNonNull(jti);
            Objects.requireNonNull(expires);
        }

        @Override
        public String toString() {
            return "DPoP proof of the key " + jkt;
        }
    }

    /** The proof is right but for its nonce, which the tenant asks for: the answer brings one to try again with. */
    static final class NonceNeeded extends Refused {
        static final String CODE = "use_dpop_nonce";
        private static final long serialVersionUID = 1L;

        NonceNeeded() {
            super("nonce is missing or no longer taken");
        }
    }

    static boolean isIn(HttpServletRequest request) {
        return request.getHeader(HEADER) != null;
    }

    /** Gives who proves a key the nonce for its next proof, where the tenant asks for nonces (sections 8.2 and 9). */
    void giveNonce(TenantSettings tenant, HttpServletResponse response) {
        nonce(tenant).ifPresent(nonce -> {
            response.setHeader(DpopNonces.HEADER, nonce);
            response.setHeader("Cache-Control", "no-store");
        });
    }

    /** @param url of this request as clients see it, without its query */
    Proof ofTokenRequest(TenantSettings tenant, HttpServletRequest request, String url) throws Refused {
        return proof(tenant, single(request), request.getMethod(), url, null);
    }

    /** @param token the access token that comes along, named by {@code ath} */
    Proof ofResourceRequest(TenantSettings tenant, HttpServletRequest request, String url, String token)
            throws Refused {
        return proof(
                tenant,
                single(request),
                request.getMethod(),
                url,
                TokenHash.of(token).encoded());
    }

    /**
     * A browser cannot give its WebSocket a header, so the proof of the request that opened it comes in its first message.
     *
     * @param url of that request, a GET, with the scheme http or https
     */
    Proof ofSocket(TenantSettings tenant, String proof, String url, String token) throws Refused {
        return proof(tenant, proof, "GET", url, TokenHash.of(token).encoded());
    }

    /** The nonce for the next proof, where the tenant asks for nonces. */
    Optional<String> nonce(TenantSettings tenant) {
        return tenant.dpopNonces() ? Optional.of(nonces.current(tenant.id())) : Optional.empty();
    }

    /** Call last, so that nobody can use up a jti without the key, or without a token. */
    void use(TenantId tenant, Proof proof) throws Refused {
        if (!seen.firstTime(tenant, HEADER + " " + proof.jkt(), proof.jti(), proof.expires())) {
            throw new Refused("jti was used before");
        }
    }

    private Proof proof(TenantSettings tenant, String proof, String method, String url, String ath) throws Refused {
        SignedJWT jwt = JwtShape.parseWithKeyOfItsOwn(proof, ALGORITHMS);
        if (!TYPE.equals(jwt.getHeader().getType())) {
            throw new Refused("typ is not dpop+jwt");
        }
        if (!(jwt.getHeader().getJWK() instanceof ECKey key)) {
            throw new Refused("the key is of another kind than alg");
        }
        JwtShape.verifyOnce(jwt, key);
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!method.equals(claims.getStringClaim("htm"))) {
                throw new Refused("htm is not the method of this request");
            }
            if (!isSame(url, claims.getStringClaim("htu"))) {
                throw new Refused("htu is not the URL of this request");
            }
            if (ath != null && !ath.equals(claims.getStringClaim("ath"))) {
                throw new Refused("ath is not the hash of the access token");
            }
            String jti = claims.getJWTID();
            if (jti == null || jti.isBlank() || jti.length() > LONGEST_JTI) {
                throw new Refused("jti is missing or too long");
            }
            Instant expires = expires(claims.getIssueTime()).plusSeconds(1);
            if (tenant.dpopNonces() && !nonces.isTaken(tenant.id(), claims.getStringClaim("nonce"))) {
                throw new NonceNeeded();
            }
            return new Proof(key.computeThumbprint().toString(), jti, expires);
        } catch (ParseException | JOSEException e) {
            throw new Refused("the claims are of another form");
        }
    }

    private Instant expires(Date issuedAt) throws Refused {
        if (issuedAt == null) {
            throw new Refused("iat is missing");
        }
        Instant now = clock.instant();
        Instant expires = issuedAt.toInstant().plus(LIFETIME);
        if (now.isAfter(expires)) {
            throw new Refused("iat is more than " + LIFETIME.toSeconds() + " seconds ago");
        }
        if (issuedAt.toInstant().isAfter(now.plus(CLOCK_SKEW))) {
            throw new Refused("iat is ahead");
        }
        return expires;
    }

    private static String single(HttpServletRequest request) throws Refused {
        Enumeration<String> headers = request.getHeaders(HEADER);
        String proof = headers.hasMoreElements() ? headers.nextElement() : null;
        if (proof == null || headers.hasMoreElements()) {
            throw new Refused("there is not one proof");
        }
        return proof;
    }

    /** Query and fragment aside, after the normalization of RFC 3986, section 6.2.2, as far as our own URLs need it. */
    private static boolean isSame(String url, String claimed) {
        try {
            return claimed != null && normal(URI.create(url)).equals(normal(URI.create(claimed)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String normal(URI uri) {
        if (!uri.isAbsolute() || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("no http URL");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port + path;
    }
}
