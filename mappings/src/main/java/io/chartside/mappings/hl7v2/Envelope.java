package io.chartside.mappings.hl7v2;

import java.time.Instant;
import java.util.Objects;

/**
 * What tells one message from another.
 *
 * @param controlId MSH-10: 1 to 20 letters, digits and hyphens, unique for the sender
 * @param at MSH-7
 */
public record Envelope(String controlId, Instant at) {
    public Envelope {
        if (!controlId.matches("[A-Za-z0-9-]{1,20}")) {
            throw new IllegalArgumentException("a message control id is 1 to 20 letters, digits and hyphens");
        }
        Objects.requireNonNull(at);
    }
}
