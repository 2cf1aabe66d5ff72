package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The key that the token request under way has proven to hold (RFC 9449), and what must be bound to it. */
final class ProvenKey {
    static final String INVALID = "invalid_dpop_proof";

    /** Client setting, from the member {@code dpop_bound_access_tokens} of its registration (section 5.2). */
    static final String DEMANDED = "io.chartside.dpop-bound";

    /** Attribute of a found authorization: the thumbprint that its refresh token is bound to. */
    static final String OF_REFRESH_TOKEN = "io.chartside.refresh-token-jkt";

    private static final String REQUEST_ATTRIBUTE = ProvenKey.class.getName();

    private ProvenKey() {}

    static void keep(HttpServletRequest request, String jkt) {
        request.setAttribute(REQUEST_ATTRIBUTE, jkt);
    }

    /** Thumbprint of the key; empty when the request brought no proof. */
    static Optional<String> current() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        return request == null
                ? Optional.empty()
                : Optional.ofNullable(
                        (String) request.getAttribute(REQUEST_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
    }

    /** Refuses a request for a token that must prove a key, and proves none or another. */
    static void check(OAuth2TokenContext context) {
        Optional<String> proven = current();
        boolean demanded = Boolean.TRUE.equals(
                context.getRegisteredClient().getClientSettings().getSetting(DEMANDED));
        if (demanded && proven.isEmpty()) {
            throw refused("this client is registered for DPoP: a proof is needed");
        }
        OAuth2Authorization authorization = context.getAuthorization();
        if (authorization == null) {
            return;
        }
        OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        Object ofCode =
                request == null ? null : request.getAdditionalParameters().get("dpop_jkt");
        Object ofRefreshToken = authorization.getAttribute(OF_REFRESH_TOKEN);
        if (ofCode != null && !proven.filter(ofCode::equals).isPresent()) {
            throw refused("the code is bound to another key");
        }
        if (ofRefreshToken != null && !proven.filter(ofRefreshToken::equals).isPresent()) {
            throw refused("the refresh token is bound to another key");
        }
    }

    private static OAuth2AuthenticationException refused(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(INVALID, description, null));
    }

    /** An access token bound to a key; Spring makes its type DPoP by the claim. */
    static final class BoundToken extends OAuth2AccessToken implements ClaimAccessor {
        private static final long serialVersionUID = 1L;

        private final String jkt;

        BoundToken(String value, Instant issued, Instant expires, Set<String> scopes, String jkt) {
            super(TokenType.DPOP, value, issued, expires, scopes);
            this.jkt = jkt;
        }

        @Override
        public Map<String, Object> getClaims() {
            return Map.of("cnf", Map.of("jkt", jkt));
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && other instanceof BoundToken bound && jkt.equals(bound.jkt);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }
}
