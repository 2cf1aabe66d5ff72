package io.chartside.server.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Around all other filters of a tenant's paths: where one fails because a database or the key service does not answer, the
 * client hears 503 and when to come again, in FHIR's terms or in those of OAuth (RFC 6749, section 4.1.2.1).
 */
final class UnavailableAnswers extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException e) {
            String reason = Unavailability.of(e).orElse("");
            if (reason.isEmpty() || response.isCommitted()) {
                throw e;
            }
            response.resetBuffer();
            write(request, response, reason);
        }
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, String reason)
            throws IOException {
        boolean oauth = request.getRequestURI().contains("/oauth/");
        byte[] body = oauth
                ? ("{\"error\":\"temporarily_unavailable\",\"error_description\":\"" + reason + "\"}")
                        .getBytes(StandardCharsets.US_ASCII)
                : Unavailability.answer(reason).json();
        response.setStatus(503);
        response.setHeader("Retry-After", Unavailability.RETRY_AFTER);
        response.setContentType(oauth ? "application/json" : Representation.JSON);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
