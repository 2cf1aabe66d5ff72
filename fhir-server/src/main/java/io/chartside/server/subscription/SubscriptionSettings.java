package io.chartside.server.subscription;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this process delivers to Subscriptions.
 *
 * @param poll between looks whether there is anything to deliver, of all tenants together; 0: this process delivers nothing
 * @param atOnce deliveries side by side
 * @param lease how long a process may be at one delivery before another takes it over; longer than receivers may take (30
 *     seconds), or they get more twice
 * @param errorAfter how long a receiver may fail before its Subscription is in error
 * @param longestPause between two attempts
 * @param eventsKept how long {@code $events} tells what was delivered
 */
@ConfigurationProperties("chartside.subscriptions")
record SubscriptionSettings(
        @DefaultValue("1s") Duration poll,
        @DefaultValue("4") int atOnce,
        @DefaultValue("50s") Duration lease,
        @DefaultValue("24h") Duration errorAfter,
        @DefaultValue("5m") Duration longestPause,
        @DefaultValue("7d") Duration eventsKept) {
    SubscriptionSettings {
        if (!poll.isZero() && poll.toMillis() < 1_000 || atOnce < 1 || atOnce > 64) {
            throw new IllegalArgumentException("chartside.subscriptions: poll is 0 or 1s at least, at-once is 1 to 64");
        }
        if (lease.isNegative() || errorAfter.isNegative() || longestPause.toMillis() < 1 || eventsKept.isNegative()) {
            throw new IllegalArgumentException("chartside.subscriptions: times are positive");
        }
    }
}
