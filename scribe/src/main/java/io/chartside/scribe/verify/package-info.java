/**
 * Holds a draft that a language model wrote against the words that it cites: what these do not bear out does not reach the
 * clinician as a statement of the note.
 */
package io.chartside.scribe.verify;
