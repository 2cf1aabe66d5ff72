/** The visit as the page shows it: who, when, and what was said; and the way a transcript comes in. */
package io.chartside.app.visit;
