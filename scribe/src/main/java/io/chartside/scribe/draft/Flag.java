package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/** Something the clinician should look at: unsupported text, a contradiction, words that try to command the scribe. */
public record Flag(Kind kind, String message, List<Evidence> evidence) {
    public Flag {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(message);
        evidence = List.copyOf(evidence);
    }

    /** Kinds of flag. */
    public enum Kind {
        UNSUPPORTED,
        CONTRADICTION,
        MISSING_DETAIL,
        SPEAKER_DOUBT,
        INSTRUCTION_IN_TRANSCRIPT,
        OFF_THE_RECORD
    }
}
