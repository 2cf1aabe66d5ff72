package io.chartside.app.writeback;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Delivery to EHRs.
 *
 * @param worker whether this process delivers; one that only serves pages may leave it to others
 * @param pollInterval between looks at the ledger; what this process enqueues goes out at once
 * @param sitesAtOnce EHRs that this process delivers to at the same time, 1 to 256; each one at a time
 * @param kept how long the ledger keeps what a settled write was called and the EHR's words on it
 * @param recordClientId the back end that asks Chartside's record which patients were erased
 */
@ConfigurationProperties("chartside.writeback")
record WritebackSettings(
        @DefaultValue("true") boolean worker,
        @DefaultValue("2s") Duration pollInterval,
        @DefaultValue("32") int sitesAtOnce,
        @DefaultValue("30d") Duration kept,
        @DefaultValue("chartside-app-hooks") String recordClientId) {

    WritebackSettings {
        if (pollInterval.isZero() || pollInterval.isNegative()) {
            throw new IllegalArgumentException("chartside.writeback.poll-interval must be positive");
        }
        if (kept.isNegative()) {
            throw new IllegalArgumentException("chartside.writeback.kept must not be negative");
        }
        if (sitesAtOnce < 1 || sitesAtOnce > 256) {
            throw new IllegalArgumentException("chartside.writeback.sites-at-once must be 1 to 256");
        }
    }
}
