package io.chartside.server.rest;

import io.chartside.server.interaction.BinaryContent;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.StoredResource;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What goes back, in FHIR JSON, before it is given the form the client asked for.
 *
 * @param json empty for no body
 * @param version set for one resource: its ETag and Last-Modified
 * @param location of what was created or changed, relative to the base: {@code Patient/1/_history/1}
 * @param headers besides those of every answer
 * @param apart the content that goes into the resource, or alone when there is no resource, unless this is within a bundle
 */
record Answer(
        int status,
        byte[] json,
        Optional<Version> version,
        Optional<String> location,
        Map<String, String> headers,
        Optional<ContentPointer> apart) {
    private static final byte[] NOTHING = new byte[0];

    record Version(long number, Instant lastUpdated) {
        String etag() {
            return "W/\"" + number + "\"";
        }
    }

    Answer {
        Objects.requireNonNull(json);
        Objects.requireNonNull(version);
        Objects.requireNonNull(location);
        headers = Map.copyOf(headers);
        Objects.requireNonNull(apart);
    }

    Answer(int status, byte[] json, Optional<Version> version, Optional<String> location, Map<String, String> headers) {
        this(status, json, version, location, headers, Optional.empty());
    }

    Answer(int status, byte[] json, Optional<Version> version, Optional<String> location) {
        this(status, json, version, location, Map.of());
    }

    static Answer of(int status, byte[] json) {
        return new Answer(status, json, Optional.empty(), Optional.empty());
    }

    static Answer resource(StoredResource stored) {
        return new Answer(
                200,
                stored.json(),
                Optional.of(versionOf(stored)),
                Optional.empty(),
                Map.of(),
                BinaryContent.of(stored));
    }

    static Answer written(int status, byte[] json, StoredResource stored) {
        return new Answer(
                status,
                json,
                Optional.of(versionOf(stored)),
                Optional.of(stored.type() + "/" + stored.id() + "/_history/" + stored.version()));
    }

    static Answer notModified(StoredResource stored) {
        return new Answer(304, NOTHING, Optional.of(versionOf(stored)), Optional.empty());
    }

    static Answer noContent(Optional<StoredResource> stored) {
        return new Answer(204, NOTHING, stored.map(Answer::versionOf), Optional.empty());
    }

    Answer withHeaders(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new Answer(status, json, version, location, all, apart);
    }

    private static Version versionOf(StoredResource stored) {
        return new Version(stored.version(), stored.lastUpdated());
    }
}
