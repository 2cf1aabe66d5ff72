package io.chartside.server.rest;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The methods that a path takes, which an answer 405 names in {@code Allow} (RFC 9110, 15.5.6). */
final class AllowedMethods {
    private static final List<String> READ = List.of("GET", "HEAD");

    private AllowedMethods() {}

    /** The answer with its {@code Allow}, unless it is none that needs one or has it already. */
    static Answer told(Answer answer, List<String> segments, String refused) {
        if (answer.status() != 405 || answer.headers().containsKey("Allow")) {
            return answer;
        }
        TreeSet<String> allowed = new TreeSet<>(of(segments));
        allowed.remove(refused);
        return answer.withHeaders(Map.of("Allow", String.join(", ", allowed)));
    }

    private static List<String> of(List<String> segments) {
        if (segments.isEmpty()) {
            return List.of("GET", "HEAD", "POST");
        }
        if (segments.equals(List.of("metadata"))) {
            return List.of("GET", "HEAD", "OPTIONS");
        }
        String last = segments.get(segments.size() - 1);
        if (last.equals("_search")) {
            return List.of("POST");
        }
        boolean audit = segments.get(0).equals("AuditEvent");
        if (last.equals("_history") && audit) {
            return List.of(); // Events never change.
        }
        if (last.equals("_history") || segments.size() > 2) {
            return READ;
        }
        if (segments.size() == 2) {
            return audit ? READ : List.of("GET", "HEAD", "PUT", "PATCH", "DELETE");
        }
        return audit ? List.of("GET", "HEAD", "POST") : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    }
}
