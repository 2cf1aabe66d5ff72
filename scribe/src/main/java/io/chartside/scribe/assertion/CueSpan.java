package io.chartside.scribe.assertion;

/** A cue found in an utterance, with its token range. */
record CueSpan(Cue cue, int first, int last) {}
