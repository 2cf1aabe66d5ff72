package io.chartside.server.admin;

import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantState;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 403 to everything below the base of a tenant that is suspended or closed: an OperationOutcome to FHIR clients, the
 * error of RFC 6749 to back channels, a sentence to people who would sign in.
 */
final class TenantGate extends OncePerRequestFilter {
    private static final String BASE = "/fhir/";

    private final Tenants tenants;
    private final AuditTrail audit;
    private final Origins origins;

    TenantGate(Tenants tenants, AuditTrail audit, Origins origins) {
        this.tenants = tenants;
        this.audit = audit;
        this.origins = origins;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        int end = path.startsWith(BASE) ? path.indexOf('/', BASE.length()) : -1;
        String name = !path.startsWith(BASE) ? "" : path.substring(BASE.length(), end < 0 ? path.length() : end);
        Optional<TenantSettings> tenant = tenants.find(name);
        if (tenant.isEmpty() || tenants.state(tenant.get().id()) == TenantState.ACTIVE) {
            chain.doFilter(request, response);
            return;
        }
        String reason = "This tenant is " + tenants.state(tenant.get().id()).word();
        if (path.startsWith("oauth/", end + 1)) {
            oauth(request, response, path.substring(end + 1), tenant.get().name(), reason);
            return;
        }
        audit.refused(
                tenant.get().id(),
                Optional.empty(),
                origins.of(request, tenant.get().id()),
                act(request.getMethod()),
                403);
        write(
                response,
                "application/fhir+json;charset=UTF-8",
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"suppressed\","
                        + "\"diagnostics\":\"" + reason + "\"}]}");
    }

    private static void oauth(
            HttpServletRequest request, HttpServletResponse response, String endpoint, String name, String reason)
            throws IOException {
        boolean backChannel = request.getMethod().equals("POST")
                && (endpoint.equals("oauth/token")
                        || endpoint.equals("oauth/introspect")
                        || endpoint.equals("oauth/revoke"));
        if (backChannel) {
            write(
                    response,
                    "application/json",
                    "{\"error\":\"access_denied\",\"error_description\":\"" + reason + ".\"}");
            return;
        }
        response.setHeader("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
        write(
                response,
                "text/html;charset=UTF-8",
                "<!doctype html><html lang=\"en\"><title>Not served</title><h1>" + escaped(name) + "</h1><p>" + reason
                        + ". Nobody can sign in.</p></html>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static Act act(String method) {
        return switch (method) {
            case "POST" -> Act.CREATE;
            case "PUT" -> Act.UPDATE;
            case "PATCH" -> Act.PATCH;
            case "DELETE" -> Act.DELETE;
            default -> Act.READ;
        };
    }

    private static void write(HttpServletResponse response, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(403);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
