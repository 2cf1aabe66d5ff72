package io.chartside.app.writeback;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Delivery to EHRs.
 *
 * @param worker whether this process delivers; one that only serves pages may leave it to others
 * @param pollInterval between looks at the ledger; what this process enqueues goes out at once
 */
@ConfigurationProperties("chartside.writeback")
record WritebackSettings(
        @DefaultValue("true") boolean worker,
        @DefaultValue("2s") Duration pollInterval) {

    WritebackSettings {
        if (pollInterval.isZero() || pollInterval.isNegative()) {
            throw new IllegalArgumentException("chartside.writeback.poll-interval must be positive");
        }
    }
}
