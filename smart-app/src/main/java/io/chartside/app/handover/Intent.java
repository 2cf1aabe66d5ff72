package io.chartside.app.handover;

import java.util.Objects;
import java.util.Optional;

/**
 * What a clinician is about to do to a note.
 *
 * @param composition logical id of the note in the record
 * @param addendum identifier of the addendum that is signed to it; empty when it is the note itself
 */
record Intent(String composition, Optional<String> addendum) {
    Intent {
        Objects.requireNonNull(composition);
        Objects.requireNonNull(addendum);
    }

    @Override
    public String toString() {
        return addendum.isPresent() ? "addendum" : "note";
    }
}
