package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.search.SearchRequest.Compartment;
import io.chartside.server.store.ResourceStore.HistoryPage;
import io.chartside.server.store.StoredResource;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers searches and histories with Bundles set together from stored bytes. */
final class SearchHandler {
    private final Readings readings;
    private final Clock clock;

    SearchHandler(Readings readings, Clock clock) {
        this.readings = readings;
        this.clock = clock;
    }

    Answer search(RequestContext context, FhirRequest request) {
        return search(context, request, request.segment(0), Optional.empty());
    }

    /** @throws FhirRefusal 400 when its parameters are not understood, whatever they would find */
    void requireUnderstood(RequestContext context, FhirRequest request) {
        readings.requireUnderstood(
                context,
                new SearchRequest(
                        request.segment(0),
                        Query.selecting(request.parameters()),
                        request.preferences().lenient(),
                        context.caller().subject(),
                        Optional.empty(),
                        context.origin().base()));
    }

    /** {@code GET [base]?…} and {@code POST [base]/_search}: over all types (FHIR R4, http.html#search). */
    Answer searchAll(RequestContext context, FhirRequest request) {
        return search(context, request, "", Optional.empty());
    }

    /** {@code Patient/1/Observation} and {@code Patient/1/*} (FHIR R4, http.html#vsearch). */
    Answer searchCompartment(RequestContext context, FhirRequest request) {
        Compartment compartment = new Compartment(request.segment(0), request.segment(1));
        String type = request.segment(2).equals("*") ? "" : request.segment(2);
        return search(context, request, type, Optional.of(compartment));
    }

    private Answer search(RequestContext context, FhirRequest request, String type, Optional<Compartment> compartment) {
        Map<String, List<String>> selecting = Query.selecting(request.parameters());
        Optional<Compartment> within = compartment;
        if (type.equals("AuditEvent") && compartment.isPresent()) {
            if (!compartment.get().type().equals("Patient")) {
                throw new FhirRefusal(400, "not-supported", "AuditEvents are searched within a Patient");
            }
            selecting.put("patient", List.of(compartment.get().id()));
            within = Optional.empty();
        }
        SearchPage page = readings.search(
                context,
                new SearchRequest(
                        type,
                        selecting,
                        request.preferences().lenient(),
                        context.caller().subject(),
                        within,
                        context.origin().base()),
                raw(context, request));
        List<String> path = request.segments();
        int last = path.size() - 1;
        List<String> searched = last >= 0 && path.get(last).equals("_search") ? path.subList(0, last) : path;
        return Answer.of(200, page(context, String.join("/", searched), request.parameters(), page));
    }

    /** @param path relative to the base, for the links */
    byte[] page(RequestContext context, String path, Map<String, List<String>> parameters, SearchPage page) {
        String base = context.origin().base();
        BundleJson bundle = new BundleJson("searchset", clock.instant(), size(page.matches()) + size(page.included()));
        bundle.total(page.total());
        // The links name what was searched by (R4, 3.1.1.1.1), and so can be followed without lenient handling.
        Map<String, List<String>> used = new LinkedHashMap<>(parameters);
        used.keySet().removeAll(page.ignoredParameters());
        links(bundle, path.isEmpty() ? base : base + "/" + path, used, page.nextCursor());
        for (StoredResource match : page.matches()) {
            bundle.entry()
                    .fullUrl(base, match.type(), match.id())
                    .resource(match.json())
                    .mode("match")
                    .end();
        }
        for (StoredResource included : page.included()) {
            bundle.entry()
                    .fullUrl(base, included.type(), included.id())
                    .resource(included.json())
                    .mode("include")
                    .end();
        }
        if (!page.ignoredParameters().isEmpty()) {
            bundle.entry()
                    .resource(Outcomes.ignored(page.ignoredParameters()))
                    .mode("outcome")
                    .end();
        }
        return bundle.bytes();
    }

    /** @param type null for the system, @param id null for a type */
    Answer history(RequestContext context, FhirRequest request, String type, String id) {
        HistoryPage page = readings.history(context, HistoryParameters.of(request, type, id), raw(context, request));
        String base = context.origin().base();
        BundleJson bundle = new BundleJson("history", clock.instant(), size(page.versions()));
        bundle.total(page.total());
        links(bundle, base + "/" + String.join("/", request.segments()), request.parameters(), page.nextCursor());
        for (StoredResource version : page.versions()) {
            bundle.entry().fullUrl(base, version.type(), version.id());
            if (!version.deleted()) {
                bundle.resource(version.json());
            }
            String url = version.type() + "/" + version.id();
            boolean first = version.version() == 1;
            bundle.request(
                    version.deleted() ? "DELETE" : first ? "POST" : "PUT",
                    first && !version.deleted() ? version.type() : url);
            bundle.response(
                            Answer.written(version.deleted() ? 204 : first ? 201 : 200, new byte[0], version),
                            new byte[0])
                    .end();
        }
        return Answer.of(200, bundle.bytes());
    }

    static String raw(RequestContext context, FhirRequest request) {
        String query = request.rawQuery().isEmpty() ? Query.encode(request.parameters()) : request.rawQuery();
        return request.method() + " " + context.origin().base() + "/" + String.join("/", request.segments())
                + (query.isEmpty() ? "" : "?" + query);
    }

    private static void links(BundleJson bundle, String url, Map<String, List<String>> parameters, String nextCursor) {
        bundle.link("self", url + query(parameters));
        if (nextCursor != null) {
            Map<String, List<String>> next = new LinkedHashMap<>(parameters);
            next.put("_cursor", List.of(nextCursor));
            bundle.link("next", url + query(next));
        }
    }

    private static String query(Map<String, List<String>> parameters) {
        String query = Query.encode(parameters);
        return query.isEmpty() ? "" : "?" + query;
    }

    private static int size(List<StoredResource> resources) {
        int size = 0;
        for (StoredResource resource : resources) {
            size += resource.json().length + 200;
        }
        return size;
    }
}
