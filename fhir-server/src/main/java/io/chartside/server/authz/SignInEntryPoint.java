package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Sends a browser that asks for an authorization without being signed in to the tenant's sign-in page, which comes back with
 * the same parameters. Clients of the other endpoints get JSON.
 */
final class SignInEntryPoint implements AuthenticationEntryPoint {
    private final OAuthErrors errors;

    SignInEntryPoint(OAuthErrors errors) {
        this.errors = errors;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        if (!OAuthPath.endpoint(request).equals("authorize")) {
            errors.commence(request, response, exception);
            return;
        }
        response.sendRedirect("/fhir/" + OAuthPath.tenant(request) + "/oauth/sign-in?" + parameters(request));
    }

    /** The request's parameters as a query, for a page that leads back to it: repeated ones too, to be refused there. */
    static String parameters(HttpServletRequest request) {
        StringJoiner query = new StringJoiner("&");
        request.getParameterMap().forEach((name, values) -> {
            for (String value : values) {
                query.add(encoded(name) + "=" + encoded(value));
            }
        });
        return query.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
