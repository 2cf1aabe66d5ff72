package io.chartside.server.rest;

import io.chartside.server.access.AccessDecision;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.Operations;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of a FHIR request, once, and refuses what the scans find. It stands behind the authorization, so that only
 * known callers' bodies are held in memory, and holds large ones within a budget. Content of its own type is left to be read
 * as it comes.
 */
final class BodyGuard extends OncePerRequestFilter {
    /** Whoever has a place and sends slowly keeps others from it no longer than this. */
    private static final Duration TIME_FOR_A_PLACE = Duration.ofMinutes(2);

    /** What is worked on in a place takes its time: seconds until another try. */
    private static final int LATER = 30;

    private final GuardedBody bodies;
    private final GuardedBody uploads;
    private final BodyBudget budget;
    private final Operations operations;
    private final AccessPolicy policy;
    private final GuardAnswer answer;

    BodyGuard(GuardProperties limits, Operations operations, AccessPolicy policy, GuardAnswer answer) {
        this.operations = operations;
        this.policy = policy;
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
        Optional<Operation> crowded = operations.withPlaces(segments);
        if (crowded.isPresent() && !mayCall(request, crowded.get(), segments)) {
            // The endpoint says why, and needs neither a body nor a place for that.
            response.setHeader("Connection", "close");
            chain.doFilter(new GuardedRequest(request, new byte[0]), response);
            return;
        }
        Optional<Semaphore> places = crowded.flatMap(Operation::places);
        if (places.isPresent() && !places.get().tryAcquire()) {
            answer.refuse(
                    request, response, new GuardException(503, "Others are being worked on: try again soon", LATER));
            return;
        }
        try {
            HttpServletRequest timed = places.isPresent() ? new TimedBody(request, TIME_FOR_A_PLACE) : request;
            withBody(timed, response, chain, segments);
        } finally {
            places.ifPresent(Semaphore::release);
        }
    }

    private boolean mayCall(HttpServletRequest request, Operation operation, List<String> segments) {
        return request.getAttribute(Caller.REQUEST_ATTRIBUTE) instanceof Caller caller
                && operation.needs(segments.size() > 1 ? segments.get(0) : "").stream()
                        .noneMatch(need -> policy.decide(caller, need.interaction(), need.resourceType())
                                instanceof AccessDecision.Deny);
    }

    private void withBody(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, List<String> segments)
            throws ServletException, IOException {
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
        boolean known = request.getHeader("Content-Encoding") == null && request.getContentLengthLong() >= 0;
        share.take(known ? expected(request.getContentLengthLong(), request.getContentType()) : Long.MAX_VALUE);
        byte[] body = bodies.read(request);
        boolean content = RawBinary.isContent(request.getMethod(), segments, request.getContentType(), body);
        share.keep(body.length, content ? body.length : heapOf(body, request.getContentType()));
        return body;
    }

    private static long expected(long length, String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("xml")
                ? BodyBudget.asPlain(BodyBudget.byHapi(length))
                : length;
    }

    /** What it takes once it is read. */
    private static long heapOf(byte[] body, String contentType) {
        String media = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (media.contains("json")) {
            return JsonScan.check(body);
        }
        if (media.contains("xml")) {
            XmlScan.check(body, media.contains("xml-patch"));
            return BodyBudget.byHapi(body.length);
        }
        if (!Utf8.isWellFormed(body)) {
            throw new GuardException(400, "The body is not UTF-8");
        }
        return body.length;
    }
}
