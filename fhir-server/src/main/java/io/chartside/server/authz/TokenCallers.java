package io.chartside.server.authz;

import io.chartside.server.access.Caller;
import io.chartside.server.tenancy.TenantId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who stands behind an access token, where it comes by another way than the Authorization header of a request. */
@Component
public final class TokenCallers {
    private final AccessTokens tokens;

    TokenCallers(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** Empty for a token that is unknown, expired or revoked, and for one that is bound to a key. */
    public Optional<Caller> caller(TenantId tenant, String token) {
        return token.isEmpty() ? Optional.empty() : tokens.caller(tenant, token, Optional.empty());
    }
}
