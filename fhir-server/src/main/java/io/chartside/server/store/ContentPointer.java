package io.chartside.server.store;

import java.util.Arrays;
import java.util.Objects;

/**
 * Where the content of a resource is that is kept apart from it. It stands in the resource's sealed body, which thus binds
 * the content to that version.
 *
 * @param number of the content within its tenant
 * @param size in bytes
 * @param sha256 of the content
 */
public record ContentPointer(long number, long size, byte[] sha256) {
    public ContentPointer {
        Objects.requireNonNull(sha256);
        if (size < 0 || sha256.length != 32) {
            throw new IllegalArgumentException("a content has a size and a SHA-256");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentPointer pointer
                && number == pointer.number
                && size == pointer.size
                && Arrays.equals(sha256, pointer.sha256);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public String toString() {
        return "content " + number;
    }
}
