package io.chartside.server.subscription;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Subscription asks for.
 *
 * @param topic canonical URL
 * @param filters of each type the search strings that must all hold; for notes of Composition, and there may be none
 * @param endpoint where notifications are posted to
 * @param headers {@code Name: value}, sent with each
 * @param secret that signs each: as it was given
 * @param form of what is sent
 * @param heartbeatSeconds 0 for none
 * @param timeoutSeconds how long the receiver may take, 1 to 30
 * @param maxCount events of one notification, 1 to 100
 * @param end milliseconds since 1970; {@link Long#MAX_VALUE} for never
 */
record Terms(
        String topic,
        Map<String, List<String>> filters,
        String endpoint,
        List<String> headers,
        String secret,
        Form form,
        Content content,
        int heartbeatSeconds,
        int timeoutSeconds,
        int maxCount,
        long end) {

    /** {@code empty}, {@code id-only} or {@code full-resource} of the guide's payload content. */
    enum Content {
        EMPTY("empty"),
        ID_ONLY("id-only"),
        FULL_RESOURCE("full-resource");

        private final String code;

        Content(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** What is sent: FHIR's notifications, or events of the MedScribeAlliance protocol. */
    enum Form {
        FHIR,
        ALLIANCE
    }

    Terms {
        filters = Map.copyOf(filters);
        headers = List.copyOf(headers);
    }

    Topic known() {
        return Topic.of(topic).orElseThrow();
    }

    @JsonIgnore
    Set<String> types() {
        return known().isOfNotes() ? known().types() : filters.keySet();
    }

    URI address() {
        return URI.create(endpoint);
    }

    boolean isOver(Instant now) {
        return now.toEpochMilli() >= end;
    }

    /** When the next heartbeat or the end is due, after something was sent. */
    long nextBeat(Instant now) {
        long beat = heartbeatSeconds == 0 ? Long.MAX_VALUE : now.toEpochMilli() + 1_000L * heartbeatSeconds;
        return Math.min(beat, end);
    }

    /** It holds a secret. */
    @Override
    public String toString() {
        return "subscription to " + topic;
    }
}
