package io.chartside.server.rest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells which parameters lenient handling passed over (FHIR R4, http.html#handling) where the answer is no search
 * Bundle, which tells it in an entry: in a {@code Warning} header.
 */
final class LenientHandling {
    private LenientHandling() {}

    static Answer told(FhirRequest request, Answer answer) {
        Set<String> ignored = new TreeSet<>(request.parameters().keySet());
        ignored.removeAll(Query.SHAPING);
        List<String> segments = request.segments();
        String last = segments.isEmpty() ? "" : segments.get(segments.size() - 1);
        boolean create = segments.size() == 1 && request.method().equals("POST");
        boolean instance = segments.size() > 1 && !last.equals("_search") && !last.startsWith("$");
        if (last.equals("_history")) {
            ignored.removeAll(HistoryParameters.NAMES);
        } else if (!create && !instance) {
            return answer;
        }
        if (ignored.isEmpty()) {
            return answer;
        }
        String names = String.join(" ", shown(ignored));
        return answer.withHeaders(Map.of("Warning", "199 - \"Ignored parameters: " + names + "\""));
    }

    /** A name is told only when it looks like a parameter's; anything else might be a health record. */
    private static List<String> shown(Set<String> names) {
        return names.stream()
                .map(name -> name.matches("[A-Za-z_][A-Za-z0-9_-]{0,39}") ? name : "?")
                .distinct()
                .limit(20)
                .toList();
    }
}
