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

    /** Whether one of them says that there is no visit to write of. */
    public static boolean tellsOfNoVisit(List<Flag> flags) {
        return flags.stream().anyMatch(flag -> flag.kind() == Kind.NO_VISIT);
    }

    /** Whether this one shows the same as the other already, in whatever words. */
    public boolean says(Flag other) {
        return kind == other.kind && evidence.containsAll(other.evidence);
    }

    /** Kinds of flag. */
    public enum Kind {
        UNSUPPORTED,
        CONTRADICTION,
        MISSING_DETAIL,
        SPEAKER_DOUBT,
        INSTRUCTION_IN_TRANSCRIPT,
        OFF_THE_RECORD,
        /** The words seem to be about more than one patient. */
        SEVERAL_PATIENTS,
        /** Words in a language that the engine does not read; none of them is in the note. */
        OTHER_LANGUAGE,
        /** Nothing in the words is about anyone's health, so there is no note. */
        NO_VISIT,
        /** What of the form comes from the preferences of its writer. */
        STYLE,
        /** Another engine than the intended one drafted. */
        FALLBACK
    }
}
