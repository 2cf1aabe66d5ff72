package io.chartside.server.authz;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the keys that sign id_tokens follow one another.
 *
 * @param replacedAfter age at which the next one is made
 * @param publishedBefore how long it stands in the JWKS before it signs, so that clients which keep key sets know it
 */
@ConfigurationProperties("chartside.id-token-keys")
record IdTokenKeySettings(
        @DefaultValue("90d") Duration replacedAfter,
        @DefaultValue("1h") Duration publishedBefore) {
    IdTokenKeySettings {
        // Longer than an id_token lives: of the keys before the one that signs, only the last can still be needed.
        if (publishedBefore.compareTo(Duration.ofMinutes(15)) < 0) {
            throw new IllegalArgumentException("chartside.id-token-keys.published-before is 15 minutes at least");
        }
        if (replacedAfter.compareTo(publishedBefore.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "chartside.id-token-keys.replaced-after is twice published-before at least");
        }
    }
}
