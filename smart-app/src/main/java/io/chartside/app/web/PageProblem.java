package io.chartside.app.web;

import io.chartside.app.launch.ErrorPage;
import io.chartside.app.launch.ShowError;
import io.chartside.app.review.EditConflict;
import io.chartside.app.visit.TranscriptIntake.Unreadable;
import java.util.List;

/** What can go wrong on the visit page itself; docs/visit-page.md lists the same codes. */
final class PageProblem {

    private PageProblem() {}

    static ShowError unreadable(Unreadable transcript) {
        return show(422, "transcript-unreadable", transcript.text());
    }

    static ErrorPage transcriptTooLarge() {
        return page(413, "transcript-too-large", "page.transcript-too-large");
    }

    static ShowError noTranscript() {
        return show(422, "transcript-missing", "page.no-transcript");
    }

    static ShowError nothingChosen() {
        return show(422, "utterance-missing", "page.nothing-chosen");
    }

    static ShowError noUtterance() {
        return show(422, "utterance-missing", "page.no-utterance");
    }

    static ShowError noPreferences() {
        return show(403, "not-linked", "page.no-preferences");
    }

    static ShowError noDocument() {
        return show(409, "draft-changed", "page.no-document");
    }

    static ShowError recordingTooLarge() {
        return show(413, "recording-too-large", "page.recording-too-large");
    }

    static ShowError noRecording() {
        return show(422, "recording-unreadable", "page.no-recording");
    }

    static ShowError noVisit() {
        return show(409, "visit-missing", "page.no-visit");
    }

    static ShowError unknownPart() {
        return show(409, "draft-changed", "page.unknown-part");
    }

    static ShowError cannotSign() {
        return show(403, "not-linked", "page.cannot-sign");
    }

    static ShowError reasonMissing() {
        return show(422, "reason-missing", "page.reason-missing");
    }

    static ShowError statementTooLong(int longest) {
        return show(422, "statement-too-long", "page.statement-too-long", longest);
    }

    static ShowError addendumMissing() {
        return show(422, "addendum-missing", "page.addendum-missing");
    }

    static ShowError addendumTooLong(int longest) {
        return show(422, "addendum-too-long", "page.addendum-too-long", longest);
    }

    static ShowError nothingSigned() {
        return show(409, "not-signed", "page.nothing-signed");
    }

    static ShowError anotherNote() {
        return show(409, "draft-replaced", "page.another-note");
    }

    static ShowError withdrawn() {
        return show(409, "note-withdrawn", "page.withdrawn");
    }

    static ShowError withdrawalReason(int longest) {
        return show(422, "withdrawal-reason", "page.withdrawal-reason", longest);
    }

    static ShowError notTheSigner() {
        return show(403, "not-the-signer", "page.not-the-signer");
    }

    static ErrorPage page(EditConflict conflict) {
        return switch (conflict.kind()) {
            case CHANGED -> page(409, "draft-changed", "page.changed");
            case REPLACED -> page(409, "draft-replaced", "page.replaced");
            case SIGNED ->
                conflict.theirs().isEmpty()
                        ? page(409, "already-signed", "page.signed")
                        : page(409, "already-signed", "page.signed-by", conflict.theirs());
        };
    }

    private static ErrorPage page(int status, String code, String text, Object... values) {
        return ErrorPage.of(status, code, text, List.of(), values);
    }

    private static ShowError show(int status, String code, String text, Object... values) {
        return new ShowError(page(status, code, text, values));
    }
}
