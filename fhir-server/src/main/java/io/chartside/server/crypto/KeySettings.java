package io.chartside.server.crypto;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How processes share keys.
 *
 * @param knownAfter how long a process may use unwrapped keys without having looked whether any was destroyed or rotated
 */
@ConfigurationProperties("chartside.keys")
public record KeySettings(@DefaultValue("5s") Duration knownAfter) {
    public KeySettings {
        if (knownAfter.compareTo(Duration.ofMillis(10)) < 0 || knownAfter.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("chartside.keys.known-after is 10 ms to 1 minute");
        }
    }
}
