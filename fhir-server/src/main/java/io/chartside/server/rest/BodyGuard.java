package io.chartside.server.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of a FHIR request, once, and refuses what the scans find. It stands behind the authorization, so that only
 * known callers' bodies are held in memory, and holds large ones within a budget. Content of its own type is left to be read
 * as it comes.
 */
final class BodyGuard extends OncePerRequestFilter {
    private final GuardedBody bodies;
    private final GuardedBody uploads;
    private final BodyBudget budget;
    private final GuardAnswer answer;

    BodyGuard(GuardProperties limits, GuardAnswer answer) {
        this.bodies = new GuardedBody(limits.bodySize().toBytes());
        this.uploads = new GuardedBody(limits.binarySize().toBytes());
        this.budget = new BodyBudget(limits.bodiesAtOnce().toBytes());
        this.answer = answer;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !FhirPath.isFhir(request.getRequestURI()) || !hasBody(request);
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> segments =
                FhirPath.of(request.getRequestURI()).map(FhirPath::segments).orElse(List.of());
        try (BodyBudget.Share share = budget.share()) {
            HttpServletRequest guarded;
            try {
                if (RawBinary.isUpload(request.getMethod(), segments, request.getContentType())) {
                    uploads.checkHead(request);
                    guarded = request;
                } else {
                    bodies.checkHead(request);
                    guarded = new GuardedRequest(request, checkedBody(request, segments, share));
                }
            } catch (GuardException e) {
                answer.refuse(request, response, e);
                return;
            }
            chain.doFilter(guarded, response);
        }
    }

    private byte[] checkedBody(HttpServletRequest request, List<String> segments, BodyBudget.Share share)
            throws IOException {
        boolean plain = request.getHeader("Content-Encoding") == null;
        share.take(plain && request.getContentLengthLong() >= 0 ? request.getContentLengthLong() : Long.MAX_VALUE);
        byte[] body = bodies.read(request);
        share.keep(body.length);
        String contentType = request.getContentType();
        if (RawBinary.isContent(request.getMethod(), segments, contentType, body)) {
            return body;
        }
        String media = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (media.contains("json")) {
            JsonScan.check(body);
        } else if (media.contains("xml")) {
            XmlScan.check(body, media.contains("xml-patch"));
        } else if (!Utf8.isWellFormed(body)) {
            throw new GuardException(400, "The body is not UTF-8");
        }
        return body;
    }
}
