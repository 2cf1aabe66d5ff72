package io.chartside.server.authz;

import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.web.filter.OncePerRequestFilter;

/** First in the chain of the OAuth endpoints: known tenant, known endpoint, right method, a form of bearable size. */
final class OAuthRequestFilter extends OncePerRequestFilter {
    private static final Set<String> BACK_CHANNEL = Set.of("token", "introspect", "revoke");
    /** Its body is JSON, which the endpoint itself reads (RFC 7591, section 3.1). */
    private static final String REGISTER = "register";

    private static final Map<String, Set<String>> METHODS = Map.of(
            "authorize",
            Set.of("GET", "POST"),
            "token",
            Set.of("POST"),
            "introspect",
            Set.of("POST"),
            "revoke",
            Set.of("POST"),
            "jwks",
            Set.of("GET", "HEAD"),
            "sign-in",
            Set.of("GET", "POST"),
            "sign-out",
            Set.of("POST"),
            StandaloneLaunch.PAGE,
            Set.of("GET", "POST"),
            "consent",
            Set.of("GET"),
            REGISTER,
            Set.of("POST"));
    private static final int MAXIMUM_FORM_BYTES = 64 * 1024;

    private final Tenants tenants;

    OAuthRequestFilter(Tenants tenants) {
        this.tenants = tenants;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Set<String> methods = methods(OAuthPath.endpoint(request));
        if (methods == null || tenants.find(OAuthPath.tenant(request)).isEmpty()) {
            OAuthErrors.json(response, 404, Map.of("error", "not_found"));
            return;
        }
        if (!methods.contains(request.getMethod())) {
            response.setHeader("Allow", String.join(", ", methods));
            OAuthErrors.json(response, 405, Map.of("error", OAuth2ErrorCodes.INVALID_REQUEST));
            return;
        }
        boolean form = !OAuthPath.endpoint(request).equals(REGISTER);
        if (form && request.getMethod().equals("POST") && !isForm(request)) {
            OAuthErrors.write(
                    request,
                    response,
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "A form of at most 64 kB is expected.", null));
            return;
        }
        if (holdsNul(request)) {
            OAuthErrors.write(
                    request,
                    response,
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "A parameter holds a NUL.", null));
            return;
        }
        if (BACK_CHANNEL.contains(OAuthPath.endpoint(request)) && request.getQueryString() != null) {
            OAuthErrors.write(
                    request,
                    response,
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "Parameters belong into the form.", null));
            return;
        }
        if (isConsent(request) && !SameOrigin.isCertain(request)) {
            OAuthErrors.write(
                    request,
                    response,
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "Consent is given on the consent page.", null));
            return;
        }
        if (OAuthPath.endpoint(request).equals("jwks")) {
            // Public, and wanted by pages of browser-only apps too; shorter than a key is published before it signs.
            response.setHeader("Cache-Control", "max-age=600");
            response.setHeader("Access-Control-Allow-Origin", "*");
        }
        chain.doFilter(request, response);
    }

    /** The pages of the sign-in are answered, or not, by their controllers. */
    private static Set<String> methods(String endpoint) {
        boolean signIn = endpoint.startsWith("sign-in-") || endpoint.equals(OAuthPath.EXTERNAL_SIGN_IN);
        return METHODS.get(signIn ? "sign-in" : endpoint);
    }

    /** A POST to the authorization endpoint that is no authorization request is the consent page's form. */
    private static boolean isConsent(HttpServletRequest request) {
        return request.getMethod().equals("POST")
                && OAuthPath.endpoint(request).equals("authorize")
                && request.getParameter(OAuth2ParameterNames.RESPONSE_TYPE) == null;
    }

    /** No database keeps the character, and no parameter needs it. */
    private static boolean holdsNul(HttpServletRequest request) {
        return request.getParameterMap().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(value -> value.indexOf(0) >= 0);
    }

    private static boolean isForm(HttpServletRequest request) {
        try {
            MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
            return MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type)
                    && request.getContentLengthLong() >= 0
                    && request.getContentLengthLong() <= MAXIMUM_FORM_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
