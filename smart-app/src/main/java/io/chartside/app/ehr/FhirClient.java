package io.chartside.app.ehr;

import ca.uhn.fhir.parser.DataFormatException;
import io.chartside.app.words.Texts;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;

/**
 * FHIR R4 REST on behalf of one clinician. The token goes to this server's base only; a link or reference to anywhere else
 * is never followed (SMART App Launch 2.2, 3.0.7). Every method can throw a {@link FhirFailure}.
 */
public abstract sealed class FhirClient permits RecordClient, EhrClient {

    private static final String FHIR_JSON = "application/fhir+json";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    /** {@code [base]/Type/id/_history/version}; Epic's is relative (ehr.md). */
    private static final Pattern LOCATION =
            Pattern.compile("(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\\-.]{1,64})(?:/_history/([A-Za-z0-9\\-.]{1,64}))?/?$");

    private static final Pattern ETAG = Pattern.compile("W/\"([A-Za-z0-9\\-.]{1,64})\"");

    private final FhirServer server;
    private final AccessTokens tokens;

    FhirClient(FhirServer server, AccessTokens tokens) {
        this.server = server;
        this.tokens = tokens;
    }

    /** The server this client speaks to. */
    public FhirServer server() {
        return server;
    }

    /** Reads the current version; 404 and 410 are a {@link FhirRefused}. */
    public <T extends Resource> T read(Class<T> type, String id) {
        Exchange exchange = exchange("GET", type.getSimpleName() + "/" + checked(id), null, Map.of());
        return parsed(type, exchange);
    }

    /** One page of a search; {@link #next} has the following ones. */
    public Bundle search(Class<? extends Resource> type, SearchParameters parameters) {
        String query = parameters.encoded();
        Exchange exchange =
                exchange("GET", type.getSimpleName() + (query.isEmpty() ? "" : "?" + query), null, Map.of());
        return parsed(Bundle.class, exchange);
    }

    /** The page after this one, as the server links it; empty on the last. */
    public Optional<Bundle> next(Bundle page) {
        Bundle.BundleLinkComponent link = page.getLink("next");
        if (link == null) {
            return Optional.empty();
        }
        String base = server.base().toString();
        String url = link.getUrl();
        if (!url.startsWith(base + "/") && !url.startsWith(base + "?")) {
            throw new FhirUnavailable(
                    Texts.kept("detail.foreign-page", server),
                    server + " links a page that is not under its base",
                    false,
                    "",
                    null);
        }
        return Optional.of(parsed(Bundle.class, exchange("GET", url.substring(base.length()), null, Map.of())));
    }

    /** The matches of a search in the server's order, page by page, at most {@code limit} of them. */
    public <T extends Resource> List<T> all(Class<T> type, SearchParameters parameters, int limit) {
        return matches(type, parameters, limit).found();
    }

    /** The same with what came along, and whether these are all. */
    public <T extends Resource> Matches<T> matches(Class<T> type, SearchParameters parameters, int limit) {
        List<T> found = new ArrayList<>();
        List<Resource> included = new ArrayList<>();
        boolean complete = true;
        Optional<Bundle> page = Optional.of(search(type, parameters));
        while (page.isPresent()) {
            for (Bundle.BundleEntryComponent entry : page.get().getEntry()) {
                Resource resource = entry.getResource();
                if (resource instanceof OperationOutcome told) {
                    complete &= told.getIssue().stream().noneMatch(FhirClient::isError);
                } else if (!type.isInstance(resource) || !isMatch(entry)) {
                    Optional.ofNullable(resource).ifPresent(included::add);
                } else if (found.size() < limit) {
                    found.add(type.cast(resource));
                } else {
                    complete = false;
                }
            }
            if (found.size() < limit) {
                page = next(page.get());
            } else {
                complete &= page.get().getLink("next") == null;
                page = Optional.empty();
            }
        }
        return new Matches<>(found, included, complete);
    }

    private static boolean isMatch(Bundle.BundleEntryComponent entry) {
        return !entry.hasSearch()
                || entry.getSearch().getMode() == null
                || entry.getSearch().getMode() == Bundle.SearchEntryMode.MATCH;
    }

    private static boolean isError(OperationOutcome.OperationOutcomeIssueComponent issue) {
        return issue.getSeverity() == OperationOutcome.IssueSeverity.ERROR
                || issue.getSeverity() == OperationOutcome.IssueSeverity.FATAL;
    }

    /** Creates a resource. */
    public <T extends Resource> Written<T> create(T resource) {
        return written(resource, exchange("POST", type(resource), resource, Map.of()));
    }

    /** Creates a resource unless one matches (R4 §3.1.0.8.1); then that one is found. */
    public <T extends Resource> Written<T> createIfNoneExist(T resource, SearchParameters match) {
        Map<String, String> headers = Map.of("If-None-Exist", match.encoded());
        return written(resource, exchange("POST", type(resource), resource, headers));
    }

    /** Updates the resource of that id, whatever its version. */
    public <T extends Resource> Written<T> update(T resource) {
        String path = type(resource) + "/" + checked(resource.getIdElement().getIdPart());
        return written(resource, exchange("PUT", path, resource, Map.of()));
    }

    /** Updates if the current version is still this one; 412 is a {@link FhirRefused} (R4 §3.1.0.5). */
    public <T extends Resource> Written<T> update(T resource, String version) {
        String path = type(resource) + "/" + checked(resource.getIdElement().getIdPart());
        return written(resource, exchange("PUT", path, resource, Map.of("If-Match", "W/\"" + version + "\"")));
    }

    /** Updates the one match or creates it (R4 §3.1.0.4.3). */
    public <T extends Resource> Written<T> conditionalUpdate(T resource, SearchParameters match) {
        return written(resource, exchange("PUT", type(resource) + "?" + match.encoded(), resource, Map.of()));
    }

    /** A transaction or batch (R4 §3.1.0.11). */
    public Bundle transaction(Bundle bundle) {
        return parsed(Bundle.class, exchange("POST", "", bundle, Map.of("Prefer", "return=representation")));
    }

    /** Runs an operation by POST, such as {@code Encounter/12/$draft-note}. */
    public <T extends Resource> T operation(String path, Parameters input, Class<T> result) {
        return parsed(result, exchange("POST", path, input, Map.of()));
    }

    /** Runs an operation whose answer may have no body; {@code Type/id} of what it made, where the server says so. */
    public Optional<String> invoke(String path, Parameters input) {
        Exchange exchange = exchange("POST", path, input, Map.of());
        done("POST", path, exchange.response().status(), null);
        return location(exchange.response()).map(found -> found.group(1) + "/" + found.group(2));
    }

    /** Runs an operation that changes nothing by GET, such as {@code Composition/12/$document}. */
    public <T extends Resource> T operation(String path, Class<T> result) {
        return parsed(result, exchange("GET", path, null, Map.of()));
    }

    /** {@code X-Request-Id} of the next interaction. */
    String requestId() {
        return UUID.randomUUID().toString();
    }

    /** Called after each interaction that reached the server. */
    void done(String method, String path, int status, Resource result) {}

    private record Exchange(String method, String path, OutboundResponse response, String requestId) {}

    private Exchange exchange(String method, String path, Resource body, Map<String, String> headers) {
        String requestId = requestId();
        byte[] payload = body == null
                ? new byte[0]
                : server.context().newJsonParser().encodeResourceToString(body).getBytes(StandardCharsets.UTF_8);
        String token = tokens.current();
        OutboundResponse response = send(request(method, path, payload, headers, requestId, token), requestId);
        if (response.status() == 401) {
            token = tokens.insteadOf(token);
            response = send(request(method, path, payload, headers, requestId, token), requestId);
        }
        if (!response.isSuccess()) {
            done(method, path, response.status(), null);
            throw failure(response, requestId);
        }
        return new Exchange(method, path, response, requestId);
    }

    private OutboundRequest request(
            String method, String path, byte[] payload, Map<String, String> headers, String requestId, String token) {
        String separator = path.isEmpty() || path.startsWith("?") || path.startsWith("/") ? "" : "/";
        URI address = URI.create(server.base() + separator + path);
        OutboundRequest request = (payload.length == 0
                        ? new OutboundRequest(method, address, Map.of(), payload, server.timeout(), 0)
                        : OutboundRequest.of(method, address, FHIR_JSON + ";charset=utf-8", payload))
                .limits(server.timeout(), server.maximumResponseBytes())
                .header("Accept", FHIR_JSON)
                .header("X-Request-Id", requestId)
                .header("Authorization", "Bearer " + token);
        if (payload.length > 0) {
            request = request.header(
                    "Prefer", server.prefersRepresentation() ? "return=representation" : "return=minimal");
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        return request;
    }

    private OutboundResponse send(OutboundRequest request, String requestId) {
        try {
            return server.outbound().send(request);
        } catch (OutboundRefused refused) {
            throw new FhirUnavailable(
                    Texts.kept("detail.not-allowed", server),
                    server + ": " + refused.getMessage(),
                    false,
                    requestId,
                    refused);
        } catch (OutboundFailed failed) {
            boolean perhapsDone = failed.reach() == OutboundFailed.Reach.ANSWER_LOST;
            String reason =
                    perhapsDone ? Texts.kept("detail.no-answer", server) : Texts.kept("detail.unreached", server);
            throw new FhirUnavailable(reason, server + ": " + failed.getMessage(), perhapsDone, requestId, failed);
        }
    }

    private FhirFailure failure(OutboundResponse response, String requestId) {
        int status = response.status();
        if (status == 401) {
            return new SignInAgain(server.name(), requestId);
        }
        if (status == 429 || status == 503) {
            return FhirUnavailable.busy(
                    Texts.kept("detail.busy", server, status),
                    server + " is busy (HTTP " + status + ")",
                    requestId,
                    RetryAfter.of(response));
        }
        if (status / 100 == 4) {
            return new FhirRefused(server.name(), status, outcome(response), requestId);
        }
        return new FhirUnavailable(
                Texts.kept("detail.failed", server, status),
                server + " failed with HTTP " + status,
                true,
                requestId,
                null);
    }

    private OperationOutcome outcome(OutboundResponse response) {
        try {
            OperationOutcome outcome =
                    server.context().newJsonParser().parseResource(OperationOutcome.class, response.text());
            if (outcome.hasIssue()) {
                return outcome;
            }
        } catch (DataFormatException | IllegalArgumentException unreadable) {
            // Epic answers 403 with an empty body and Oracle with bare text; the status is then all there is to say.
        }
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                .setCode(OperationOutcome.IssueType.PROCESSING)
                .setDiagnostics(Texts.kept("detail.no-outcome", response.status()));
        return outcome;
    }

    private <T extends Resource> T parsed(Class<T> type, Exchange exchange) {
        try {
            Resource resource = (Resource) server.context()
                    .newJsonParser()
                    .parseResource(exchange.response().text());
            if (type.isInstance(resource)) {
                done(exchange.method(), exchange.path(), exchange.response().status(), resource);
                return type.cast(resource);
            }
        } catch (DataFormatException | IllegalArgumentException unreadable) {
            throw new FhirUnavailable(
                    Texts.kept("detail.not-fhir", server),
                    server + " sent what is not FHIR JSON",
                    true,
                    exchange.requestId(),
                    unreadable);
        }
        throw new FhirUnavailable(
                Texts.kept("detail.another-resource", server, type.getSimpleName()),
                server + " sent another resource than " + type.getSimpleName(),
                true,
                exchange.requestId(),
                null);
    }

    private <T extends Resource> Written<T> written(T sent, Exchange exchange) {
        OutboundResponse response = exchange.response();
        Optional<Matcher> location = location(response);
        Optional<T> stored = stored(sent, exchange, location.isPresent());
        String id = location.map(found -> found.group(2))
                .or(() -> stored.map(found -> found.getIdElement().getIdPart()))
                .or(() -> Optional.ofNullable(sent.getIdElement().getIdPart()))
                .orElseThrow(() -> new FhirUnavailable(
                        Texts.kept("detail.no-id", server),
                        server + " did not say under which id it stored",
                        true,
                        exchange.requestId(),
                        null));
        Optional<String> version = location.map(found -> found.group(3))
                .or(() -> response.header("ETag")
                        .map(ETAG::matcher)
                        .filter(Matcher::matches)
                        .map(tag -> tag.group(1)))
                .or(() -> stored.map(found -> found.getMeta().getVersionId()));
        return new Written<>(id, version, response.status() == 201, stored);
    }

    /** The resource in the answer; a 201 that names its location has succeeded even if its body cannot be read. */
    private <T extends Resource> Optional<T> stored(T sent, Exchange exchange, boolean located) {
        if (exchange.response().body().length > 0) {
            try {
                Resource answer = parsed(Resource.class, exchange);
                if (answer.getClass() == sent.getClass()) {
                    @SuppressWarnings("unchecked")
                    T same = (T) answer;
                    return Optional.of(same);
                }
                return Optional.empty();
            } catch (FhirUnavailable unreadable) {
                if (!located) {
                    throw unreadable;
                }
            }
        }
        done(exchange.method(), exchange.path(), exchange.response().status(), sent);
        return Optional.empty();
    }

    private static Optional<Matcher> location(OutboundResponse response) {
        return response.header("Location")
                .or(() -> response.header("Content-Location"))
                .map(LOCATION::matcher)
                .filter(Matcher::find);
    }

    private static String type(Resource resource) {
        return resource.fhirType();
    }

    private static String checked(String id) {
        if (id == null || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not a FHIR id");
        }
        return id;
    }
}
