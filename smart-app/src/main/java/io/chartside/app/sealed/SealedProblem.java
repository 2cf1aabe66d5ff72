package io.chartside.app.sealed;

import io.chartside.app.launch.ErrorPage;
import io.chartside.app.launch.ShowError;
import java.util.List;

/** What can go wrong on the pages of sealed visits; docs/ehr.md lists the same codes. */
final class SealedProblem {
    private SealedProblem() {}

    static ShowError noVisit() {
        return show(409, "visit-missing", "page.no-visit");
    }

    static ShowError unknownSession() {
        return show(404, "sealed-unknown", "page.sealed-unknown");
    }

    static ShowError badInvite() {
        return show(400, "invite-unreadable", "page.invite-unreadable");
    }

    private static ShowError show(int status, String code, String text) {
        return new ShowError(ErrorPage.of(status, code, text, List.of()));
    }
}
