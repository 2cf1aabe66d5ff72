package io.chartside.scribe.coding;

/**
 * A finding that may become a suggestion.
 *
 * @param chance that a coder reports it, 0 to 1
 */
record Candidate(Finding finding, double chance) {}
