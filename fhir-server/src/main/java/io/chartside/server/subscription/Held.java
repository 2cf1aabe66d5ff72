package io.chartside.server.subscription;

import io.chartside.server.store.ChangeFeed;
import io.chartside.server.tenancy.TenantId;
import java.util.UUID;

/**
 * A Subscription that this process delivers to until its lease ends.
 *
 * @param after up to where the feed has been looked at
 * @param numbered the last event that has a number
 * @param delivered the last that the receiver took
 * @param beatAt when a heartbeat or the end is due
 * @param failures since the receiver took something
 * @param failingSince milliseconds since 1970; 0 when it is not failing
 */
record Held(
        TenantId tenant,
        String id,
        UUID lease,
        Status status,
        ChangeFeed.Position after,
        long numbered,
        long delivered,
        long beatAt,
        int failures,
        long failingSince,
        Subscriber subscriber) {

    /** Subscription.status of R4. */
    enum Status {
        REQUESTED("requested"),
        ACTIVE("active"),
        ERROR("error"),
        OFF("off");

        private final String code;

        Status(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }

        static Status of(String code) {
            return valueOf(code.toUpperCase(java.util.Locale.ROOT));
        }
    }

    Terms terms() {
        return subscriber.terms();
    }

    @Override
    public String toString() {
        return "Subscription/" + id + " of " + tenant;
    }
}
