package io.chartside.scribe.assertion;

/** A phrase that decides the assertion of what stands after it, before it, or around it. */
record Cue(String phrase, Sort sort, Reach reach, int words) {

    /** What the cue means. */
    enum Sort {
        NEGATED,
        UNCERTAIN,
        HISTORICAL,
        FAMILY,
        HYPOTHETICAL,
        RESOLVED,
        QUESTION,
        /** Looks like a cue and is none: {@code not only}, {@code no change}. */
        PSEUDO,
        /** Ends the scope of the cues before it: {@code but}. */
        END,
        /** Ends the scope of denials and questions only: {@code no, i have a cough}. */
        SOFT_END
    }

    /** Where the concepts stand that it speaks of. */
    enum Reach {
        AFTER,
        BEFORE,
        /** Before, where nothing follows that the cue could speak of instead: {@code pain? no} but not {@code pain, no fever}. */
        CLOSING
    }

    Assertion assertion() {
        return switch (sort) {
            case NEGATED -> Assertion.NEGATED;
            case UNCERTAIN -> Assertion.UNCERTAIN;
            case HISTORICAL -> Assertion.HISTORICAL;
            case FAMILY -> Assertion.FAMILY;
            case HYPOTHETICAL -> Assertion.HYPOTHETICAL;
            case RESOLVED -> Assertion.RESOLVED;
            case QUESTION -> Assertion.ASKED;
            case PSEUDO, END, SOFT_END -> Assertion.AFFIRMED;
        };
    }
}
