package io.chartside.server.authz;

import io.chartside.server.access.Caller;
import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who stands behind an access token, where it comes by another way than the Authorization header of a request. */
@Component
public final class TokenCallers {
    /** Attribute of a request whose token is bound to a key that the request has proven: its thumbprint (RFC 7638). */
    public static final String PROVEN_KEY = TokenCallers.class.getName() + ".proven-key";

    private final AccessTokens tokens;
    private final DpopProofs proofs;
    private final AssertionsSeen seen;

    TokenCallers(AccessTokens tokens, DpopProofs proofs, AssertionsSeen seen) {
        this.tokens = tokens;
        this.proofs = proofs;
        this.seen = seen;
    }

    /** What became of a proof. */
    public sealed interface Outcome {
        /** @param key thumbprint of the key that the token is bound to */
        record Proven(String key) implements Outcome {
            public Proven {
                Objects.requireNonNull(key);
            }
        }

        /** @param nonce to try again with, where its lack is what is wrong */
        record NotProven(String reason, Optional<String> nonce) implements Outcome {
            public NotProven {
                Objects.requireNonNull(reason);
                Objects.requireNonNull(nonce);
            }
        }
    }

    /**
     * Empty for a token that is unknown, expired or revoked, and for one that is bound to another key than this.
     *
     * @param provenKey thumbprint of the key that was proven; empty: none, so that a bound token counts for nothing
     */
    public Optional<Caller> caller(TenantId tenant, String token, Optional<String> provenKey) {
        return token.isEmpty() ? Optional.empty() : tokens.caller(tenant, token, provenKey);
    }

    /**
     * Checks the proof of the request that opened a WebSocket, and uses it up (RFC 9449, sections 4.3, 7 and 9).
     *
     * @param url of that request with the scheme http or https, without a query
     */
    public Outcome prove(TenantSettings tenant, String token, String proof, String url) {
        try {
            DpopProofs.Proof proven = proofs.ofSocket(tenant, proof, url, token);
            if (caller(tenant.id(), token, Optional.of(proven.jkt())).isEmpty()) {
                return new Outcome.NotProven("the token is not bound to its key", Optional.empty());
            }
            proofs.use(tenant.id(), proven);
            return new Outcome.Proven(proven.jkt());
        } catch (DpopProofs.NonceNeeded e) {
            return new Outcome.NotProven(e.getMessage(), proofs.nonce(tenant));
        } catch (Refused e) {
            return new Outcome.NotProven(e.getMessage(), Optional.empty());
        }
    }

    /** Whether what counts once is used for the first time, in whatever process; forgotten when it has expired. */
    public boolean firstTime(TenantId tenant, String kind, String id, Instant expires) {
        return seen.firstTime(tenant, kind, id, expires);
    }
}
