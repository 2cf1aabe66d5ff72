package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/**
 * One sentence or bullet of the note and what it rests on. A statement without evidence is unsupported: the page flags
 * it and the clinician decides.
 *
 * @param text the sentence as it stands in the note, without bullet or line break
 * @param evidence in order of importance; empty means unsupported
 */
public record Statement(String text, List<Evidence> evidence) {
    public Statement {
        Objects.requireNonNull(text);
        evidence = List.copyOf(evidence);
    }

    public boolean supported() {
        return !evidence.isEmpty();
    }

    @Override
    public String toString() {
        return "Statement with " + evidence.size() + " pieces of evidence";
    }
}
