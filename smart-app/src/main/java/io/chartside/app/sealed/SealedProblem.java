package io.chartside.app.sealed;

import io.chartside.app.launch.ErrorPage;
import io.chartside.app.launch.ShowError;
import java.util.List;

/** What can go wrong on the pages of sealed visits; docs/ehr.md lists the same codes. */
final class SealedProblem {
    private SealedProblem() {}

    static ShowError noVisit() {
        return show(
                409,
                "visit-missing",
                "The EHR opened Chartside without a visit.",
                "Open Chartside again from within an encounter of this patient.");
    }

    static ShowError unknownSession() {
        return show(404, "sealed-unknown", "There is no such sealed visit.", "Begin a new sealed visit.");
    }

    static ShowError badInvite() {
        return show(
                400,
                "invite-unreadable",
                "This invite cannot be read.",
                "Open the whole link as you received it, or ask for a new one.");
    }

    private static ShowError show(int status, String code, String title, String advice) {
        return new ShowError(ErrorPage.of(status, code, title, List.of(advice), List.of()));
    }
}
