package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * A public client that refreshes or revokes names itself by {@code client_id} alone (RFC 6749, section 3.2.1); what it brings
 * is bound to it. Spring knows public clients only at the exchange of a code.
 */
final class PublicClientConverter implements AuthenticationConverter {
    static final String MARK = "io.chartside.public-client";

    @Override
    public Authentication convert(HttpServletRequest request) {
        String endpoint = OAuthPath.endpoint(request);
        boolean refreshes =
                endpoint.equals("token") && "refresh_token".equals(FormParameters.single(request, "grant_type"));
        String clientId = FormParameters.single(request, "client_id");
        if (clientId == null
                || !(refreshes || endpoint.equals("revoke"))
                || request.getHeader("Authorization") != null
                || request.getParameter("client_assertion") != null) {
            return null;
        }
        return new OAuth2ClientAuthenticationToken(clientId, ClientAuthenticationMethod.NONE, null, Map.of(MARK, true));
    }
}
