package io.chartside.server.interaction;

import io.chartside.server.store.StoredResource;
import java.util.Optional;

/**
 * What became of one write.
 *
 * @param status 200 updated or already there, 201 created, 204 deleted
 * @param stored the version now current; empty when a conditional delete met nothing
 */
public record WriteOutcome(WriteEntry entry, int status, Optional<StoredResource> stored) {}
