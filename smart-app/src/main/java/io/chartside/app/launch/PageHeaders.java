package io.chartside.app.launch;

import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.plugin.Correlation;
import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The security headers of every answer, and the request's number. Nothing may be loaded from another origin, no script or
 * style may stand in the page itself, and only registered EHRs may show the app in a frame (CSP Level 3; MH26). Pages
 * without a session may be framed by every registered EHR, as a launch that fails is to be seen where it was begun; a
 * launch's own pages by its EHR alone.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class PageHeaders extends OncePerRequestFilter {

    private static final int LONGEST_LIST = 4096;

    private final String sources;
    private final String everyAncestor;
    private final boolean https;

    PageHeaders(PluginSettings settings, EhrProfiles profiles) {
        String audio = settings.serverUrl().toString().replaceFirst("^http", "ws");
        this.sources =
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                        + "connect-src 'self' " + audio
                        + "; media-src 'self' blob:; worker-src 'self'; form-action 'self'; "
                        + "base-uri 'none'; frame-ancestors 'self'";
        this.everyAncestor = joined(profiles.all().stream()
                .flatMap(profile -> profile.everyFrameAncestor().stream())
                .distinct()
                .toList());
        this.https = settings.appUrl().getScheme().equals("https");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String number = Correlation.begin();
        try {
            response.setHeader("X-Request-Id", number);
            response.setHeader("Content-Security-Policy", sources + everyAncestor);
            response.setHeader("X-Content-Type-Options", "nosniff");
            // With no-referrer, browsers send "Origin: null" on form posts (Fetch, "append a request Origin header");
            // other
            // sites get no referrer either way.
            response.setHeader("Referrer-Policy", "same-origin");
            response.setHeader(
                    "Permissions-Policy", "microphone=(self), camera=(), geolocation=(), payment=(), usb=()");
            response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
            if (https) {
                response.setHeader("Strict-Transport-Security", "max-age=31536000");
            }
            chain.doFilter(request, response);
        } finally {
            Correlation.end();
        }
    }

    /** Narrows the frame rule to these origins and the app's own. */
    void onlyFramedBy(List<String> ancestors, HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", sources + joined(ancestors));
    }

    /** For pages that are opened by themselves alone. */
    void neverFramed(HttpServletResponse response) {
        response.setHeader(
                "Content-Security-Policy", sources.replace("frame-ancestors 'self'", "frame-ancestors 'none'"));
    }

    /** As a part of one header line, which servers and proxies bound at 8 KiB: more EHRs than fit are no reason to answer nothing. */
    private static String joined(List<String> ancestors) {
        String line = ancestors.isEmpty() ? "" : " " + String.join(" ", ancestors);
        return line.length() > LONGEST_LIST ? "" : line;
    }
}
