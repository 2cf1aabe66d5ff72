/** A signed Claim as an X12 837 professional claim (005010X222A1), and back. */
package io.chartside.mappings.x12;
