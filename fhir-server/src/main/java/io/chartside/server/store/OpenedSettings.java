package io.chartside.server.store;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What is kept of versions that were opened.
 *
 * @param memory that they may take; 0 keeps none; by default a sixteenth of the largest heap
 */
@ConfigurationProperties("chartside.opened-versions")
public record OpenedSettings(DataSize memory) {
    private static final int PART_OF_HEAP = 16;

    public OpenedSettings {
        if (memory == null) {
            memory = DataSize.ofBytes(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        }
        if (memory.isNegative()) {
            throw new IllegalArgumentException("chartside.opened-versions.memory must not be negative");
        }
    }
}
