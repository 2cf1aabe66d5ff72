package io.chartside.app.handover;

import java.util.Objects;
import java.util.Optional;

/**
 * What a clinician is about to do to a note.
 *
 * @param composition logical id of the note in the record
 * @param addendum identifier of the addendum that is signed to it; empty when it is the note itself
 * @param withdrawal whether the note is declared entered in error
 */
record Intent(String composition, Optional<String> addendum, boolean withdrawal) {
    Intent {
        Objects.requireNonNull(composition);
        Objects.requireNonNull(addendum);
    }

    static Intent note(String composition) {
        return new Intent(composition, Optional.empty(), false);
    }

    static Intent addendum(String composition, String name) {
        return new Intent(composition, Optional.of(name), false);
    }

    static Intent withdrawal(String composition) {
        return new Intent(composition, Optional.empty(), true);
    }

    @Override
    public String toString() {
        return withdrawal ? "withdrawal" : addendum.isPresent() ? "addendum" : "note";
    }
}
