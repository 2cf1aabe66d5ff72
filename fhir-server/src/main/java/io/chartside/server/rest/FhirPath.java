package io.chartside.server.rest;

import java.util.List;
import java.util.Optional;

/** Splits {@code /fhir/{tenant}/…}; the segments are the raw ones, since no part of a FHIR path needs escapes. */
record FhirPath(String tenant, List<String> segments) {
    private static final String PREFIX = "/fhir/";

    FhirPath {
        segments = List.copyOf(segments);
    }

    /**
     * Whether the FHIR endpoint answers it: discovery, authorization, administration, audio streams, webhooks and sealed visits are
     * others'.
     */
    static boolean isFhir(String uri) {
        if (!uri.startsWith(PREFIX)) {
            return false;
        }
        int slash = uri.indexOf('/', PREFIX.length());
        if (slash < 0) {
            return true;
        }
        return !(uri.startsWith(".well-known", slash + 1)
                || uri.startsWith("oauth/", slash + 1)
                || uri.startsWith("admin/", slash + 1)
                || uri.startsWith("audio/", slash + 1)
                || uri.startsWith("medscribealliance/", slash + 1)
                || uri.startsWith("sealed/", slash + 1));
    }

    /** @param requested the raw URI; of escapes only that of {@code $} is understood, which some clients write */
    static Optional<FhirPath> of(String requested) {
        String uri = requested.replace("%24", "$");
        if (!uri.startsWith(PREFIX) || uri.indexOf('%') >= 0 || uri.indexOf(';') >= 0) {
            return Optional.empty();
        }
        String[] parts = uri.substring(PREFIX.length()).split("/", -1);
        int end = parts.length > 1 && parts[parts.length - 1].isEmpty() ? parts.length - 1 : parts.length;
        List<String> segments = List.of(parts).subList(1, end);
        return segments.contains("") ? Optional.empty() : Optional.of(new FhirPath(parts[0], segments));
    }
}
