package io.chartside.server.rest;

import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets pages of the origins that a tenant lists call its endpoint (Fetch standard, CORS protocol). No cookie opens
 * anything here, so credentials are never allowed; to other origins the answers stay unreadable. The token endpoint of
 * the tenant is opened with it; metadata and discovery are open to all.
 */
final class CrossOrigin extends OncePerRequestFilter {
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final String REQUEST_HEADERS = "Accept, Authorization, Content-Type, If-Match, If-Modified-Since,"
            + " If-None-Exist, If-None-Match, Prefer, X-Request-Id, X-Security-Context, DPoP";
    private static final String ANSWER_HEADERS =
            "Allow, Content-Location, Content-Range, DPoP-Nonce, ETag, Last-Modified, Location, Repr-Digest, Retry-After,"
                    + " Warning, WWW-Authenticate, X-Progress, X-Request-Id";
    private final Tenants tenants;

    CrossOrigin(Tenants tenants) {
        this.tenants = tenants;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader("Origin");
        String path = request.getRequestURI();
        Optional<TenantSettings> tenant = FhirPath.of(path).flatMap(p -> tenants.find(p.tenant()));
        if (tenant.isPresent() && !tenant.get().api().corsOrigins().isEmpty()) {
            response.addHeader("Vary", "Origin");
            if (origin != null
                    && tenant.get().api().corsOrigins().contains(origin)
                    && (FhirPath.isFhir(path) || path.endsWith("/oauth/token") || path.endsWith("/oauth/revoke"))
                    && !path.endsWith("/metadata")) {
                response.setHeader("Access-Control-Allow-Origin", origin);
                response.setHeader("Access-Control-Expose-Headers", ANSWER_HEADERS);
                if (isPreflight(request)) {
                    response.setHeader("Access-Control-Allow-Methods", METHODS);
                    response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
                    response.setHeader("Access-Control-Max-Age", "600");
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                    return;
                }
            }
        }
        chain.doFilter(request, response);
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }
}
