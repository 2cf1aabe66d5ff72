package io.chartside.server.export;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bulk exports.
 *
 * @param settleTime how long after the kick-off the reading begins: by then every write with an earlier time stamp has begun
 * @param fileSize where a file ends and the next begins
 * @param keep how long the files can be fetched
 */
@ConfigurationProperties("chartside.export")
record ExportSettings(
        @DefaultValue("2s") Duration settleTime,
        @DefaultValue("4MB") DataSize fileSize,
        @DefaultValue("24h") Duration keep) {
    ExportSettings {
        if (settleTime.isNegative() || keep.isNegative() || fileSize.toBytes() < 1 || fileSize.toMegabytes() > 64) {
            throw new IllegalArgumentException("chartside.export: times are positive and file-size is 1 byte to 64 MB");
        }
    }
}
