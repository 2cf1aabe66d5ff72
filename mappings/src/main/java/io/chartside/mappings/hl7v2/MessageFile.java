package io.chartside.mappings.hl7v2;

import io.chartside.mappings.x12.Problem;
import java.util.List;
import java.util.Objects;

/** A message, or why there is none. */
public sealed interface MessageFile {

    /**
     * @param text segments, each ended by a carriage return
     * @param controlId its MSH-10
     */
    record Written(String text, String controlId) implements MessageFile {
        public Written {
            Objects.requireNonNull(text);
            Objects.requireNonNull(controlId);
        }

        @Override
        public String toString() {
            return "message " + controlId;
        }
    }

    /** Everything that stands against it, at once; nothing is made up to fill a required field. */
    record Refused(List<Problem> problems) implements MessageFile {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
