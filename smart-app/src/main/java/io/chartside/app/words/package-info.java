/** What Java says to a clinician: texts by keys of the pages' own bundle (ADR 0062). */
package io.chartside.app.words;
