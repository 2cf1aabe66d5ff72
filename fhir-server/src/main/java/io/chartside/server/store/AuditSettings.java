package io.chartside.server.store;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit's checkpoints outside of the database.
 *
 * @param checkpointFolder where they are written; null for {@code audit-checkpoints} in the data folder
 * @param checkpointInterval how old the newest is at most while there are events
 */
@ConfigurationProperties("chartside.audit")
public record AuditSettings(
        Path checkpointFolder, @DefaultValue("5s") Duration checkpointInterval) {
    public AuditSettings {
        if (checkpointInterval.toMillis() < 100 || checkpointInterval.toMinutes() >= 60) {
            throw new IllegalArgumentException("chartside.audit.checkpoint-interval is 100 ms to 1 hour");
        }
    }
}
