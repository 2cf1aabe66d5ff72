package io.chartside.server.authz;

import java.time.Instant;
import java.util.Objects;

/**
 * Somebody who is cut off now.
 *
 * @param name client_id, or relative reference of the person; empty for the tenant itself
 * @param since when the cut-off began
 */
public record Cutoff(Kind kind, String name, Instant since) {
    /** What a cut-off ends: one person, one client, or all that a tenant has. */
    public enum Kind {
        TENANT,
        CLIENT,
        USER
    }

    public Cutoff {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(since);
        if ((kind == Kind.TENANT) != name.isEmpty()) {
            throw new IllegalArgumentException("a person and a client have a name, the tenant has none");
        }
    }
}
