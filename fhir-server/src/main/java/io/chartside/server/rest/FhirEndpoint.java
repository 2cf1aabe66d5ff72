package io.chartside.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditUnavailableException;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.Origins;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.Writings;
import io.chartside.server.store.RequestsUnderWay;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The FHIR endpoint {@code /fhir/{tenant}}: from the servlet's request to {@link FhirRequest} and back. A filter rather than
 * a servlet, behind the guard and the token and before all others: discovery and the authorization server keep their paths
 * below the same base, and a read passes no dispatcher.
 */
final class FhirEndpoint extends OncePerRequestFilter {
    private static final Answer UNRECORDED =
            Unavailability.answer("The request could not be recorded, so it was not answered");

    private final Tenants tenants;
    private final AuditTrail audit;
    private final FhirDispatch dispatch;
    private final Capabilities capabilities;
    private final ResourceParser parser;
    private final UploadedContent uploads;
    private final Writings writings;
    private final ContentDelivery delivery;
    private final AnswerWriter writer;
    private final Origins origins;
    private final RequestTimers timers;
    private final RequestsUnderWay underWay;
    private final int mostEntries;

    FhirEndpoint(
            Tenants tenants,
            AuditTrail audit,
            FhirDispatch dispatch,
            Capabilities capabilities,
            ResourceParser parser,
            UploadedContent uploads,
            Writings writings,
            ContentDelivery delivery,
            AnswerWriter writer,
            Origins origins,
            RequestTimers timers,
            RequestsUnderWay underWay,
            int mostEntries) {
        this.tenants = tenants;
        this.audit = audit;
        this.dispatch = dispatch;
        this.capabilities = capabilities;
        this.parser = parser;
        this.uploads = uploads;
        this.writings = writings;
        this.delivery = delivery;
        this.writer = writer;
        this.origins = origins;
        this.timers = timers;
        this.underWay = underWay;
        this.mostEntries = mostEntries;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !FhirPath.isFhir(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        underWay.begins();
        try {
            answer(request, response);
        } finally {
            underWay.ended();
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long begin = System.nanoTime();
        Representation representation = Representation.AS_STORED;
        Answer answer;
        Optional<ContentDelivery.Sending> content = Optional.empty();
        String base = "";
        try {
            FhirPath path = FhirPath.of(request.getRequestURI())
                    .orElseThrow(() -> FhirRefusal.notFound("There is nothing at this path"));
            TenantSettings tenant =
                    tenants.find(path.tenant()).orElseThrow(() -> FhirRefusal.notFound("There is no such tenant"));
            Origin origin = origins.of(request, tenant.id());
            base = origin.base();
            Map<String, List<String>> parameters = Query.parse(request.getQueryString());
            Optional<String> wanted =
                    RawBinary.wanted(request.getMethod(), path.segments(), parameters, request.getHeader("Accept"));
            boolean file = path.segments().stream()
                    .findFirst()
                    .filter("$export-file"::equals)
                    .isPresent();
            representation = wanted.isPresent() || file
                    ? Representation.AS_STORED
                    : Representation.of(parameters, request.getHeader("Accept"));
            answer = path.segments().equals(List.of("metadata"))
                    ? metadata(request, response, base, tenant)
                    : interact(request, path, parameters, wanted, origin);
            if (answer.status() >= 400
                    && RawBinary.isUpload(request.getMethod(), path.segments(), request.getContentType())) {
                answer = answer.withHeaders(Map.of("Connection", "close")); // The rest of the body is not waited for.
            }
            if (ContentDelivery.takes(request, answer)) {
                content = Optional.of(delivery.prepare(request, tenant.id(), answer, representation));
            }
        } catch (FhirRefusal refusal) {
            answer = recorded(request, refusal);
        } catch (AuditUnavailableException unrecorded) {
            answer = UNRECORDED;
        }
        answer = AllowedMethods.told(
                answer,
                FhirPath.of(request.getRequestURI()).map(FhirPath::segments).orElse(List.of()),
                request.getMethod());
        String requestId = origins.requestId(request);
        if (content.isPresent()) {
            content.get().send(response, requestId, base);
        } else {
            boolean headOnly = request.getMethod().equals("HEAD");
            writer.write(response, requestId, base, answer, representation, headOnly);
        }
        timers.ended(request.getMethod(), answer.status(), begin);
    }

    /** What is refused before it reaches an interaction is on record too, when it is known whose tenant it concerns. */
    private Answer recorded(HttpServletRequest request, FhirRefusal refusal) {
        if (!(request.getAttribute(Caller.REQUEST_ATTRIBUTE) instanceof Caller caller)) {
            return Outcomes.of(refusal);
        }
        try {
            audit.refused(
                    caller.tenant(),
                    Optional.of(caller),
                    origins.of(request, caller.tenant()),
                    GuardAnswer.act(request),
                    refusal.status());
            return Outcomes.of(refusal);
        } catch (AuditUnavailableException unrecorded) {
            return UNRECORDED;
        }
    }

    /** Open to browsers of any origin, since it tells no patient's data. */
    private Answer metadata(
            HttpServletRequest request, HttpServletResponse response, String base, TenantSettings tenant) {
        response.setHeader("Access-Control-Allow-Origin", "*");
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> Answer.of(200, capabilities.json(base, tenant));
            case "OPTIONS" -> {
                response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
                response.setHeader("Access-Control-Allow-Headers", "Accept, Authorization");
                yield Answer.noContent(Optional.empty());
            }
            default -> throw FhirRefusal.notAllowed("metadata is read");
        };
    }

    private Answer interact(
            HttpServletRequest request,
            FhirPath path,
            Map<String, List<String>> parameters,
            Optional<String> content,
            Origin origin) {
        if (!(request.getAttribute(Caller.REQUEST_ATTRIBUTE) instanceof Caller caller)) {
            if (request.getMethod().equals("OPTIONS")) {
                throw FhirRefusal.notAllowed("Browsers of other origins reach metadata and discovery only");
            }
            throw new FhirRefusal(401, "login", "An access token is needed");
        }
        boolean bundle = request.getMethod().equals("POST") && path.segments().isEmpty();
        byte[] body = bundle ? RawBody.NONE.bytes() : GuardedRequest.bodyOf(request);
        String contentType = request.getContentType();
        Map<String, List<String>> all = parameters;
        boolean posted = isPostedSearch(path, request.getMethod());
        if (posted && body.length > 0 && !isForm(contentType)) {
            throw new FhirRefusal(415, "not-supported", "A posted search is application/x-www-form-urlencoded");
        }
        if (posted) {
            all = Query.both(parameters, Query.parse(new String(body, StandardCharsets.US_ASCII)));
        }
        String query = request.getQueryString();
        RequestContext context = new RequestContext(caller, origin);
        return dispatch.answer(
                context,
                new FhirRequest(
                        request.getMethod(),
                        path.segments(),
                        all,
                        query == null || all != parameters ? "" : query,
                        Preferences.of(request),
                        body.length == 0 ? RawBody.NONE : new RawBody(body, contentType),
                        content,
                        new ParsedOnce(() -> bundle ? bundle(request) : parsed(context, request, path, body))));
    }

    private ResourceJson bundle(HttpServletRequest request) {
        byte[] body = GuardedRequest.takeBodyOf(request);
        if (BundleEntries.exceed(body, mostEntries)) {
            throw BundleHandler.tooMany(mostEntries);
        }
        return parser.parse(body, request.getContentType());
    }

    private ResourceJson parsed(RequestContext context, HttpServletRequest request, FhirPath path, byte[] body) {
        String contentType = request.getContentType();
        boolean upload = RawBinary.isUpload(request.getMethod(), path.segments(), contentType);
        if (!upload && !RawBinary.isContent(request.getMethod(), path.segments(), contentType, body)) {
            return parser.parse(body, contentType);
        }
        ObjectNode binary = RawBinary.resource(
                contentType,
                path.segments().stream().skip(1).findFirst(),
                request.getHeader(RawBinary.SECURITY_CONTEXT));
        if (upload) {
            boolean creates = request.getMethod().equals("POST");
            writings.require(context, creates ? Interaction.CREATE : Interaction.UPDATE, "Binary");
            uploads.readInto(binary, context.tenant(), request);
        } else {
            binary.put("data", Base64.getEncoder().encodeToString(body));
        }
        return parser.plain(binary);
    }

    private static boolean isPostedSearch(FhirPath path, String method) {
        return method.equals("POST")
                && !path.segments().isEmpty()
                && path.segments().get(path.segments().size() - 1).equals("_search");
    }

    private static boolean isForm(String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }
}
