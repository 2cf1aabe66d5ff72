package io.chartside.server.subscription;

import java.time.Instant;

/**
 * One event of a Subscription.
 *
 * @param number from 1, without gaps within the Subscription
 * @param at when the version was written
 */
record Event(long number, String type, String resource, int version, Instant at) {
    @Override
    public String toString() {
        return type + "/" + resource + "/_history/" + version;
    }
}
