package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Errors of the token, introspection and revocation endpoints (RFC 6749, section 5.2): JSON, 401 for the client itself. */
final class OAuthErrors implements AuthenticationFailureHandler, AuthenticationEntryPoint {
    /** The same to an unknown client, one of another method and one with a wrong secret or assertion: the log says which. */
    private static final String NOT_AUTHENTICATED = "The client could not be authenticated.";

    private final TokenAudit audit;

    OAuthErrors(TokenAudit audit) {
        this.audit = audit;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        OAuth2Error error = exception instanceof OAuth2AuthenticationException oauth
                ? oauth.getError()
                : new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST);
        refused(request, response, error);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        refused(
                request,
                response,
                new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "Client authentication is needed.", null));
    }

    private void refused(HttpServletRequest request, HttpServletResponse response, OAuth2Error error)
            throws IOException {
        if (OAuthPath.endpoint(request).equals("token")) {
            audit.refused(request, status(error));
        } else if (OAuthPath.endpoint(request).equals("introspect")) {
            audit.introspected(request, status(error), Optional.empty());
        }
        write(request, response, error);
    }

    private static int status(OAuth2Error error) {
        return OAuth2ErrorCodes.INVALID_CLIENT.equals(error.getErrorCode()) ? 401 : 400;
    }

    static void write(HttpServletRequest request, HttpServletResponse response, OAuth2Error error) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error.getErrorCode());
        int status = status(error);
        if (status == 401) {
            body.put("error_description", NOT_AUTHENTICATED);
        } else if (error.getDescription() != null && !error.getDescription().isBlank()) {
            body.put("error_description", error.getDescription().replaceAll("[^ !#-\\[\\]-~]", "'"));
        }
        if (status == 401) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"oauth\"");
        }
        json(response, status, body);
    }

    static void json(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
