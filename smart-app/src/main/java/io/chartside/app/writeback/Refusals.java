package io.chartside.app.writeback;

import io.chartside.app.ehr.FhirRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A refusal in words: what the clinician can do about it where that is plain, then the EHR's own words. */
final class Refusals {

    private Refusals() {}

    /** The EHR's words may quote what was sent: for the page and the sealed ledger, never for a log. */
    static List<String> words(FhirRefused refused) {
        List<String> words = new ArrayList<>();
        String said = String.join(" ", refused.reasons()).toLowerCase(Locale.ROOT);
        if (refused.status() == 403) {
            words.add(
                    "The EHR does not let this app write here: its rights or scopes have changed, or were never given."
                            + " Ask your administrator.");
        } else if (refused.status() == 409 || refused.status() == 412) {
            words.add("Somebody changed it in the EHR meanwhile. Look at it there, then try again.");
        } else if (said.contains("encounter")) {
            words.add("The EHR takes nothing for this visit as it stands, for example because it is closed."
                    + " Open it there again, then try again.");
        } else if (refused.status() == 413) {
            words.add("It is larger than this EHR takes.");
        }
        words.addAll(refused.reasons());
        return words;
    }
}
