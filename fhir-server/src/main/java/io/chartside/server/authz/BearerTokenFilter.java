package io.chartside.server.authz;

import io.chartside.server.access.Caller;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nothing below a tenant's FHIR base be answered without a token but what clients need before they have one:
 * {@code metadata}, discovery and the OAuth endpoints. The token comes in the Authorization header (RFC 6750, section 2.1)
 * and nowhere else: in a URL it would stand in logs.
 */
final class BearerTokenFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(BearerTokenFilter.class);
    private static final String BASE = "/fhir/";
    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_TOKEN = 512;

    private final Tenants tenants;
    private final AccessTokens tokens;
    private final AuditTrail audit;
    private final Origins origins;

    BearerTokenFilter(Tenants tenants, AccessTokens tokens, AuditTrail audit, Origins origins) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.audit = audit;
        this.origins = origins;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (!path.startsWith(BASE)) {
            chain.doFilter(request, response);
            return;
        }
        int slash = path.indexOf('/', BASE.length());
        String name = slash < 0 ? path.substring(BASE.length()) : path.substring(BASE.length(), slash);
        Optional<TenantSettings> tenant = tenants.find(name);
        if (tenant.isEmpty()) {
            outcome(response, 404, "not-found", "There is no such tenant.");
            return;
        }
        if (isOpen(request.getMethod(), slash < 0 ? "" : path.substring(slash + 1))) {
            chain.doFilter(request, response);
            return;
        }
        Optional<String> token = token(request);
        Optional<Caller> caller =
                token.flatMap(value -> tokens.caller(tenant.get().id(), value));
        if (caller.isEmpty()) {
            TenantId id = tenant.get().id();
            audit.refused(id, Optional.empty(), origins.of(request, id), act(request.getMethod()), 401);
            String realm = "Bearer realm=\"" + name + "\"";
            response.setHeader("WWW-Authenticate", token.isEmpty() ? realm : realm + ", error=\"invalid_token\"");
            outcome(
                    response,
                    401,
                    "login",
                    token.isEmpty()
                            ? "An access token is needed: Authorization: Bearer <token>."
                            : "The access token is unknown, expired or revoked.");
            return;
        }
        request.setAttribute(Caller.REQUEST_ATTRIBUTE, caller.get());
        chain.doFilter(request, response);
    }

    private static boolean isOpen(String method, String rest) {
        boolean preflight = method.equals("OPTIONS") && rest.equals("metadata");
        return rest.startsWith("oauth/")
                || preflight
                || (method.equals("GET") || method.equals("HEAD"))
                        && (rest.equals("metadata")
                                || SmartStyles.isStyle(rest)
                                || rest.equals(".well-known/smart-configuration")
                                || rest.equals(".well-known/openid-configuration"));
    }

    /** The nearest act: what exactly was wanted is not looked into for somebody unknown. */
    private static Act act(String method) {
        return switch (method) {
            case "POST" -> Act.CREATE;
            case "PUT" -> Act.UPDATE;
            case "PATCH" -> Act.PATCH;
            case "DELETE" -> Act.DELETE;
            default -> Act.READ;
        };
    }

    private static Optional<String> token(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders("Authorization");
        if (headers == null || !headers.hasMoreElements()) {
            return Optional.empty();
        }
        String header = headers.nextElement();
        if (headers.hasMoreElements()
                || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || header.length() > LONGEST_TOKEN) {
            return Optional.of("");
        }
        return Optional.of(header.substring(SCHEME.length()).trim());
    }

    private static void outcome(HttpServletResponse response, int status, String code, String text) throws IOException {
        byte[] body = Json.write(Map.of(
                        "resourceType",
                        "OperationOutcome",
                        "issue",
                        List.of(Map.of("severity", "error", "code", code, "diagnostics", text))))
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/fhir+json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
