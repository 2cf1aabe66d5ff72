package io.chartside.server.speech;

import java.io.InputStream;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The audio of a visit.
 *
 * @param contentType media type of the file
 * @param millis how long it is; 0 when that is not known
 * @param bytes opens it from its begin
 */
record VisitAudio(String contentType, long millis, Supplier<InputStream> bytes) {
    VisitAudio {
        Objects.requireNonNull(contentType);
        Objects.requireNonNull(bytes);
    }

    @Override
    public String toString() {
        return contentType + " of " + millis + " ms";
    }
}
