package io.chartside.server.crypto;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How processes share keys.
 *
 * @param knownAfter how long a process may use unwrapped keys without having looked whether any was destroyed or rotated
 * @param orphansKept how long a patient's key without any resource is kept
 */
@ConfigurationProperties("chartside.keys")
public record KeySettings(
        @DefaultValue("5s") Duration knownAfter,
        @DefaultValue("7d") Duration orphansKept) {
    public KeySettings {
        if (knownAfter.compareTo(Duration.ofMillis(10)) < 0 || knownAfter.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("chartside.keys.known-after is 10 ms to 1 minute");
        }
        if (orphansKept.isNegative()) {
            throw new IllegalArgumentException("chartside.keys.orphans-kept is no time before now");
        }
    }
}
