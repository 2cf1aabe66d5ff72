package io.chartside.server.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Around all other filters of what works with keys: where one fails because a database or the key service does not answer, the
 * client hears 503 and when to come again, in FHIR's terms, in those of OAuth (RFC 6749, section 4.1.2.1) or of the admin API,
 * or in a sentence where pages are.
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

    private enum Form {
        FHIR(Representation.JSON),
        OAUTH("application/json"),
        ADMIN("application/json"),
        PAGE("text/plain;charset=US-ASCII");

        private final String contentType;

        Form(String contentType) {
            this.contentType = contentType;
        }

        static Form of(String path) {
            if (path.startsWith("/fhir/")) {
                return path.contains("/oauth/") ? OAUTH : FHIR;
            }
            return path.startsWith("/admin/") ? ADMIN : PAGE;
        }

        byte[] body(String reason) {
            return switch (this) {
                case FHIR -> Unavailability.answer(reason).json();
                case OAUTH -> ascii("{\"error\":\"temporarily_unavailable\",\"error_description\":\"" + reason + "\"}");
                case ADMIN -> ascii("{\"error\":\"" + reason + "\"}");
                case PAGE -> ascii(reason + ". Please try again in a few seconds.\n");
            };
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, String reason)
            throws IOException {
        Form form = Form.of(request.getRequestURI());
        byte[] body = form.body(reason);
        response.setStatus(503);
        response.setHeader("Retry-After", Unavailability.RETRY_AFTER);
        response.setContentType(form.contentType);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
