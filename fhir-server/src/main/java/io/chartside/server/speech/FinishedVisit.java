package io.chartside.server.speech;

import java.util.Objects;
import java.util.Optional;

/**
 * What a recording has become.
 *
 * @param transcript relative reference of the DocumentReference
 * @param recording relative reference of the Binary; empty where it is not kept
 */
record FinishedVisit(String transcript, Optional<String> recording) {
    FinishedVisit {
        Objects.requireNonNull(transcript);
        Objects.requireNonNull(recording);
    }
}
