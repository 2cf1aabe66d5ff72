package io.chartside.app.writeback;

import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.words.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A refusal in words: what the clinician can do about it where that is plain, then the EHR's own words. */
final class Refusals {

    private Refusals() {}

    /** To be {@link Texts#shown}. The EHR's words may quote what was sent: for the page and the sealed ledger, never for a log. */
    static List<String> words(FhirRefused refused) {
        List<String> words = new ArrayList<>();
        String said = String.join(" ", refused.reasons()).toLowerCase(Locale.ROOT);
        if (refused.status() == 403) {
            words.add(Texts.kept("ledger.no-right"));
        } else if (refused.status() == 409 || refused.status() == 412) {
            words.add(Texts.kept("ledger.somebody-changed"));
        } else if (said.contains("encounter")) {
            words.add(Texts.kept("ledger.visit-closed"));
        } else if (refused.status() == 413) {
            words.add(Texts.kept("ledger.larger"));
        }
        words.addAll(refused.reasons());
        return words;
    }
}
