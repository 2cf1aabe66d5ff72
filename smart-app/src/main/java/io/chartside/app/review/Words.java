package io.chartside.app.review;

import io.chartside.app.words.Texts;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** Codes of the draft in the words of the page. */
public final class Words {
    private Words() {}

    /** @return empty for a speaker nobody named */
    public static String speaker(String code) {
        return switch (code) {
            case "clinician", "patient", "guest" -> Texts.of("speaker." + code);
            default -> "";
        };
    }

    /** A moment on the wall clock of the practice. */
    public static String moment(Instant instant, ZoneId zone) {
        return Texts.at("format.moment", instant.atZone(zone));
    }

    /** Of a kind of flag that the bundle does not have, such as one of a newer record. */
    static String flag(String kind) {
        return capital(kind.replace('-', ' '));
    }

    /** Why something was rejected: one of the shipped list, or as the record has it. */
    public static String reason(String stored) {
        String key = "reason." + stored.toLowerCase(Locale.ROOT).replace(' ', '-');
        return stored.isEmpty() ? Texts.of("plot.no-reason") : Texts.has(key) ? Texts.of(key) : stored;
    }

    static String charted(String reference) {
        return switch (reference.replaceAll("/.*", "")) {
            case "Condition" -> Texts.of("charted.problem-list");
            case "MedicationRequest", "MedicationStatement" -> Texts.of("charted.medication-list");
            case "AllergyIntolerance" -> Texts.of("charted.allergy-list");
            default -> Texts.of("charted.earlier-entry");
        };
    }

    public static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.US) + word.substring(1);
    }
}
