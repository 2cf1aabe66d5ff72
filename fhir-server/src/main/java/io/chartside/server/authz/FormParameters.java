package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/** Parameters of a token request: in the form, once each (RFC 6749, section 3.2). */
final class FormParameters {
    private FormParameters() {}

    /** Null when absent or empty. */
    static String single(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null) {
            return null;
        }
        String query = request.getQueryString();
        if (values.length != 1 || query != null && !query.isEmpty()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return values[0].isEmpty() ? null : values[0];
    }
}
