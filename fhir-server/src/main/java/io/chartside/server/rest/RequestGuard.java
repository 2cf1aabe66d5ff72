package io.chartside.server.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before authorization and every parser: method, path, sizes of URL and headers. The body waits for {@link BodyGuard}.
 */
final class RequestGuard extends OncePerRequestFilter {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    /** Two of these mean one thing to a proxy and another to us (RFC 9110, 5.3). */
    private static final Set<String> ONCE = Set.of(
            "authorization",
            "content-type",
            "content-encoding",
            "if-none-exist",
            "if-match",
            "if-modified-since",
            "x-request-id",
            "x-security-context",
            "dpop");

    private final GuardProperties limits;
    private final GuardAnswer answer;

    RequestGuard(GuardProperties limits, GuardAnswer answer) {
        this.limits = limits;
        this.answer = answer;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !FhirPath.isFhir(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            checkHead(request);
        } catch (GuardException e) {
            answer.refuse(request, response, e);
            return;
        }
        chain.doFilter(request, response);
    }

    private void checkHead(HttpServletRequest request) {
        if (!METHODS.contains(request.getMethod())) {
            throw new GuardException(405, "The method is not offered here");
        }
        if (FhirPath.of(request.getRequestURI()).isEmpty()) {
            throw new GuardException(404, "There is nothing at this path");
        }
        String query = request.getQueryString();
        if (request.getRequestURI().length() + (query == null ? 0 : query.length()) > limits.urlLength()) {
            throw new GuardException(414, "The URL is longer than " + limits.urlLength() + " characters");
        }
        long size = 0;
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            int times = 0;
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); times++) {
                size += name.length() + values.nextElement().length();
            }
            if (times > 1 && ONCE.contains(name.toLowerCase(Locale.ROOT))) {
                throw new GuardException(400, "A header that may stand once stands twice");
            }
        }
        if (size > limits.headerSize().toBytes()) {
            throw new GuardException(431, "The headers are larger than " + limits.headerSize());
        }
    }
}
