package io.chartside.app.web;

import io.chartside.app.launch.ErrorPage;
import io.chartside.app.launch.ShowError;
import io.chartside.app.review.EditConflict;
import io.chartside.app.visit.TranscriptIntake.Unreadable;
import java.util.List;
import java.util.Optional;
import org.slf4j.MDC;

/** What can go wrong on the visit page itself; docs/visit-page.md lists the same codes. */
final class PageProblem {

    private static final String LINKED =
            "Your EHR account is not linked to a practitioner here. Ask your administrator to link it.";

    private PageProblem() {}

    static ShowError unreadable(Unreadable transcript) {
        return show(422, "transcript-unreadable", transcript.title(), transcript.advice());
    }

    static ShowError noTranscript() {
        return show(
                422,
                "transcript-missing",
                "There is no transcript yet.",
                "Paste the conversation or choose a text file first.");
    }

    static ShowError nothingChosen() {
        return show(
                422,
                "utterance-missing",
                "Nothing was chosen.",
                "Choose what is to be put off the record, one utterance or several.");
    }

    static ShowError noUtterance() {
        return show(422, "utterance-missing", "Nothing was chosen.", "Choose the utterances, and who said them.");
    }

    static ShowError noPreferences() {
        return show(403, "not-linked", "You have no notes of your own here.", LINKED);
    }

    static ShowError noDocument() {
        return show(
                409,
                "draft-changed",
                "This document does not exist any more.",
                "Go back to the visit and make it again. The note is not touched.");
    }

    static ShowError recordingTooLarge() {
        return show(
                413,
                "recording-too-large",
                "This recording is too large.",
                "A file of up to 20 MB can be chosen here: about an hour of speech as WebM or MP3.");
    }

    static ShowError noRecording() {
        return show(
                422,
                "recording-unreadable",
                "This is not a recording.",
                "Choose an audio file: WebM, WAVE, MP3, M4A, Ogg or FLAC.");
    }

    static ShowError noVisit() {
        return show(
                409,
                "visit-missing",
                "The EHR opened Chartside without a visit.",
                "Open Chartside again from within an encounter of this patient.");
    }

    static ShowError unknownPart() {
        return show(
                409,
                "draft-changed",
                "This part of the draft does not exist any more.",
                "Reload the page to see the draft as it is now. What you wrote is still here.");
    }

    static ShowError cannotSign() {
        return show(
                403,
                "not-linked",
                "You cannot sign in Chartside.",
                "Your EHR account is not linked to a practitioner here. Ask your administrator to link it; the draft is kept.");
    }

    static ShowError reasonMissing() {
        return show(422, "reason-missing", "Say why this is rejected.", "Choose one of the reasons.");
    }

    static ShowError statementTooLong(int longest) {
        return show(
                422,
                "statement-too-long",
                "This statement is too long to be saved.",
                "Divide it: one statement has up to " + longest + " characters. It is still here.");
    }

    static ShowError addendumMissing() {
        return show(422, "addendum-missing", "Nothing was written.", "Write what is to be added to the note.");
    }

    static ShowError addendumTooLong(int longest) {
        return show(
                422,
                "addendum-too-long",
                "This addendum is too long.",
                "One addendum has up to " + longest + " characters. Divide it.");
    }

    static ShowError nothingSigned() {
        return show(
                409,
                "not-signed",
                "There is no signed note to add to.",
                "The note of this visit is still a draft: change it there, then sign it.");
    }

    static ShowError anotherNote() {
        return show(
                409,
                "draft-replaced",
                "Another note of this visit was signed in another window.",
                "Reload the page to see it. Nothing was added to it.");
    }

    static ShowError withdrawn() {
        return show(
                409,
                "note-withdrawn",
                "This note was withdrawn meanwhile.",
                "Reload the page to see why. Nothing was added to it.");
    }

    static ShowError withdrawalReason(int longest) {
        return show(
                422,
                "withdrawal-reason",
                "Say why the note is withdrawn.",
                "The reason stands with the note for whoever reads it: up to " + longest + " characters.");
    }

    static ShowError notTheSigner() {
        return show(
                403,
                "not-the-signer",
                "Only who has signed a note may withdraw it.",
                "Ask them, or say in an addendum of your own what is wrong with it.");
    }

    static ErrorPage page(EditConflict conflict) {
        return switch (conflict.kind()) {
            case CHANGED ->
                page(
                        409,
                        "draft-changed",
                        "This draft was changed in another window.",
                        "Look at what is there now, then decide. What you entered is still here.");
            case REPLACED ->
                page(
                        409,
                        "draft-replaced",
                        "A newer draft of this visit was made in another window.",
                        "Reload the page to see it. What you entered here is not part of it.");
            case SIGNED ->
                page(
                        409,
                        "already-signed",
                        conflict.theirs().isEmpty()
                                ? "This note is already signed."
                                : "This note is already signed by " + conflict.theirs() + ".",
                        "Nothing was signed twice. Reload the page to see it.");
        };
    }

    static ErrorPage page(int status, String code, String title, String advice) {
        return new ErrorPage(
                status,
                code,
                title,
                List.of(advice),
                List.of(),
                Optional.ofNullable(MDC.get("request")).orElse(""));
    }

    private static ShowError show(int status, String code, String title, String advice) {
        return new ShowError(page(status, code, title, advice));
    }
}
