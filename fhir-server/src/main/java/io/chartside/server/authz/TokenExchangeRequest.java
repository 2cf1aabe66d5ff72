package io.chartside.server.authz;

import java.util.Map;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;

/** A client asks for a person's token on the strength of an id_token. */
final class TokenExchangeRequest extends OAuth2AuthorizationGrantAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient String subjectToken;
    private final transient Set<String> scopes;

    TokenExchangeRequest(Authentication client, String subjectToken, Set<String> scopes) {
        super(AuthorizationGrantType.TOKEN_EXCHANGE, client, Map.of());
        this.subjectToken = subjectToken;
        this.scopes = Set.copyOf(scopes);
    }

    String subjectToken() {
        return subjectToken;
    }

    Set<String> scopes() {
        return scopes;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
