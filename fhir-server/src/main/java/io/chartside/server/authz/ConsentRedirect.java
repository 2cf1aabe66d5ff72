package io.chartside.server.authz;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Spring knows one consent page for all issuers: this puts the tenant into the redirect to it. */
final class ConsentRedirect extends OncePerRequestFilter {
    static final String PATH = "/oauth/consent";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!OAuthPath.endpoint(request).equals("authorize")) {
            chain.doFilter(request, response);
            return;
        }
        String tenant = OAuthPath.tenant(request);
        chain.doFilter(request, new HttpServletResponseWrapper(response) {
            @Override
            public void sendRedirect(String location) throws IOException {
                int query = location.indexOf('?');
                boolean toConsent =
                        query > 0 && location.substring(0, query).endsWith(PATH) && isOwn(request, location);
                super.sendRedirect(toConsent ? "/fhir/" + tenant + PATH + location.substring(query) : location);
            }
        });
    }

    private static boolean isOwn(HttpServletRequest request, String location) {
        String requested = request.getRequestURL().toString();
        return location.startsWith(requested.substring(0, requested.indexOf("/fhir/") + 1));
    }
}
