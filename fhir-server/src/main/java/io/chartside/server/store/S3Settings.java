package io.chartside.server.store;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A checkpoint store that speaks the protocol of S3; credentials are those that the AWS SDK finds.
 *
 * @param region that requests are signed for
 * @param objectLock how the store is asked to keep each object
 * @param retainedFor for how long; one day at least
 */
public record S3Settings(
        String region,
        @DefaultValue("none") ObjectLock objectLock,
        @DefaultValue("2557d") Duration retainedFor) {

    /** S3 Object Lock. */
    public enum ObjectLock {
        /** The bucket's own rule, if it has one. */
        NONE,
        /** Who has the right to bypass it may shorten the time. */
        GOVERNANCE,
        /** Nobody may, the account's root neither. */
        COMPLIANCE
    }

    public S3Settings {
        if (region == null || region.isBlank()) {
            throw new IllegalArgumentException("chartside.audit.checkpoint-s3.region names the region to sign for");
        }
        if (retainedFor.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("chartside.audit.checkpoint-s3.retained-for is one day at least");
        }
    }
}
