package io.chartside.server.rest;

import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.ResourceStore.HistoryPage;
import io.chartside.server.store.StoredResource;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Answers searches and histories with Bundles set together from stored bytes. */
final class SearchHandler {
    private final Readings readings;
    private final Clock clock;

    SearchHandler(Readings readings, Clock clock) {
        this.readings = readings;
        this.clock = clock;
    }

    Answer search(RequestContext context, FhirRequest request) {
        String type = request.segment(0);
        Map<String, List<String>> selecting = Query.selecting(request.parameters());
        SearchPage page = readings.search(
                context,
                new SearchRequest(
                        type,
                        selecting,
                        request.preferences().lenient(),
                        context.caller().subject()),
                raw(context, request));
        String base = context.origin().base();
        BundleJson bundle = new BundleJson("searchset", clock.instant(), size(page.matches()) + size(page.included()));
        bundle.total(page.total());
        links(bundle, base + "/" + type, request.parameters(), page.nextCursor());
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
        return Answer.of(200, bundle.bytes());
    }

    /** @param type null for the system, @param id null for a type */
    Answer history(RequestContext context, FhirRequest request, String type, String id) {
        HistoryPage page = readings.history(context, HistoryParameters.of(request, type, id), raw(context, request));
        String base = context.origin().base();
        BundleJson bundle = new BundleJson("history", clock.instant(), size(page.versions()));
        bundle.total(OptionalLong.of(page.total()));
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
