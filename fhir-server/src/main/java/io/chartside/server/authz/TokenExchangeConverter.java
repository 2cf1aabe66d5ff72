package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Takes a token exchange from the form (RFC 8693, section 2.1): an id_token for an access token, nothing else. */
final class TokenExchangeConverter implements AuthenticationConverter {
    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    @Override
    public Authentication convert(HttpServletRequest request) {
        if (!AuthorizationGrantType.TOKEN_EXCHANGE.getValue().equals(FormParameters.single(request, "grant_type"))) {
            return null;
        }
        String subjectToken = FormParameters.single(request, "subject_token");
        String wanted = FormParameters.single(request, "requested_token_type");
        if (subjectToken == null
                || !ID_TOKEN.equals(FormParameters.single(request, "subject_token_type"))
                || wanted != null && !wanted.equals(ACCESS_TOKEN)
                || request.getParameter("actor_token") != null) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "subject_token of type " + ID_TOKEN + " is expected, and no actor_token",
                    null));
        }
        String scope = FormParameters.single(request, "scope");
        Set<String> scopes = scope == null
                ? Set.of()
                : new LinkedHashSet<>(Arrays.asList(scope.trim().split(" +")));
        return new TokenExchangeRequest(SecurityContextHolder.getContext().getAuthentication(), subjectToken, scopes);
    }
}
