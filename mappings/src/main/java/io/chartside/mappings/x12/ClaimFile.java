package io.chartside.mappings.x12;

import java.util.List;
import java.util.Objects;

/** What became of the export of a claim. */
public sealed interface ClaimFile {
    /**
     * The interchange, in ASCII. It was read back and found equal to the claim.
     *
     * @param control CLM01, by which the payer's answers name the claim
     */
    record Written(String text, String control) implements ClaimFile {
        public Written {
            Objects.requireNonNull(text);
            Objects.requireNonNull(control);
        }

        @Override
        public String toString() {
            return "837P of " + control;
        }
    }

    /** What is missing or does not fit, at least one. */
    record Refused(List<Problem> problems) implements ClaimFile {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
