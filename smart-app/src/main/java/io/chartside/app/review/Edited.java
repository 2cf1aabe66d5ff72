package io.chartside.app.review;

/**
 * What came of a change.
 *
 * @param draft as it stands now
 * @param statement id of the statement written, or empty
 * @param elsewhere whether somebody else had changed the draft since the clinician saw it; the change was made on top
 */
public record Edited(StoredDraft draft, String statement, boolean elsewhere) {}
