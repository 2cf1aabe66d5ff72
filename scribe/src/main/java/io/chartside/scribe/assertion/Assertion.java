package io.chartside.scribe.assertion;

/** What an utterance says about a concept that it names (ConText: Harkema et al., J Biomed Inform 42, 2009). */
public enum Assertion {
    AFFIRMED,
    NEGATED,
    /** Probable, suspected, possible, to be ruled out. */
    UNCERTAIN,
    /** Said to be of the past. */
    HISTORICAL,
    /** Somebody else's: mother, brother, family history. */
    FAMILY,
    /** What might happen: warnings, side effects, general teaching. */
    HYPOTHETICAL,
    /** Was there and is gone. */
    RESOLVED,
    /** Asked about, and not answered. */
    ASKED
}
