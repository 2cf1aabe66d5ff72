package io.chartside.server.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before authorization and every parser: sizes of URL, headers and inflated body, and what the scans refuse. A
 * body of a FHIR request is read here, once; content of its own type, and what the token and discovery endpoints get, is
 * read by them.
 */
final class RequestGuard extends OncePerRequestFilter {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private final GuardProperties limits;
    private final GuardedBody bodies;
    private final GuardedBody uploads;
    private final GuardAnswer answer;

    RequestGuard(GuardProperties limits, GuardAnswer answer) {
        this.limits = limits;
        this.bodies = new GuardedBody(limits.bodySize().toBytes());
        this.uploads = new GuardedBody(limits.binarySize().toBytes());
        this.answer = answer;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !FhirPath.isFhir(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpServletRequest guarded;
        try {
            checkHead(request);
            guarded = guarded(request);
        } catch (GuardException e) {
            answer.refuse(request, response, e);
            return;
        }
        chain.doFilter(guarded, response);
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
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
                size += name.length() + values.nextElement().length();
            }
        }
        if (size > limits.headerSize().toBytes()) {
            throw new GuardException(431, "The headers are larger than " + limits.headerSize());
        }
    }

    /** Content is left to be read as it comes, once it is known who sends it. */
    private HttpServletRequest guarded(HttpServletRequest request) throws IOException {
        if (!hasBody(request)) {
            return request;
        }
        List<String> segments =
                FhirPath.of(request.getRequestURI()).map(FhirPath::segments).orElse(List.of());
        if (RawBinary.isUpload(request.getMethod(), segments, request.getContentType())) {
            uploads.checkHead(request);
            return request;
        }
        return new GuardedRequest(request, checkedBody(request, segments));
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private byte[] checkedBody(HttpServletRequest request, List<String> segments) throws IOException {
        byte[] body = bodies.read(request);
        String contentType = request.getContentType();
        if (RawBinary.isContent(request.getMethod(), segments, contentType, body)) {
            return body;
        }
        String media = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (media.contains("xml-patch")) {
            throw new GuardException(415, "A patch is a JSON Patch or a FHIRPath Patch");
        }
        if (media.contains("json")) {
            JsonScan.check(body);
        } else if (media.contains("xml")) {
            XmlScan.check(body);
        } else if (!Utf8.isWellFormed(body)) {
            throw new GuardException(400, "The body is not UTF-8");
        }
        return body;
    }
}
