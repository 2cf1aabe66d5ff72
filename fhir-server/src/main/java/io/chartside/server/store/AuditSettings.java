package io.chartside.server.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit's checkpoints outside of the database.
 *
 * @param checkpointFolder where they are written; null for {@code audit-checkpoints} in the data folder
 * @param checkpointInterval how old the newest is at most while there are events; at most 10 s, which is what verifying
 *     promises
 * @param checkpointUrl where they are put besides, each as an object of its own that is written once; null for nowhere
 * @param checkpointAuthorization value of the {@code Authorization} header there; null for none
 * @param checkpointUrlInternal whether that address may be http and may resolve to loopback and private addresses
 * @param checkpointS3 set when it is a bucket of S3 or of what speaks its protocol; null for another store
 */
@ConfigurationProperties("chartside.audit")
public record AuditSettings(
        Path checkpointFolder,
        @DefaultValue("5s") Duration checkpointInterval,
        URI checkpointUrl,
        String checkpointAuthorization,
        @DefaultValue("false") boolean checkpointUrlInternal,
        S3Settings checkpointS3) {
    public AuditSettings {
        if (checkpointInterval.toMillis() < 100 || checkpointInterval.toMillis() > 10_000) {
            throw new IllegalArgumentException("chartside.audit.checkpoint-interval is 100 ms to 10 s");
        }
        if (checkpointS3 != null && (checkpointUrl == null || checkpointAuthorization != null)) {
            throw new IllegalArgumentException(
                    "chartside.audit.checkpoint-s3 takes checkpoint-url, the bucket's, and no"
                            + " checkpoint-authorization: requests are signed");
        }
    }

    @Override
    public String toString() {
        return "AuditSettings every " + checkpointInterval;
    }
}
