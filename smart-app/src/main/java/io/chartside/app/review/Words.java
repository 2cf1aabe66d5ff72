package io.chartside.app.review;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Codes of the draft in the words of the page. */
public final class Words {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm a", Locale.US);

    private Words() {}

    /** @return empty for a speaker nobody named */
    public static String speaker(String code) {
        return switch (code) {
            case "clinician" -> "Clinician";
            case "patient" -> "Patient";
            case "guest" -> "With patient";
            default -> "";
        };
    }

    /** A moment on the wall clock of the practice. */
    public static String moment(Instant instant, ZoneId zone) {
        return MOMENT.format(instant.atZone(zone));
    }

    static String flag(String kind) {
        return switch (kind) {
            case "unsupported" -> "Not in the transcript";
            case "contradiction" -> "Contradiction";
            case "missing-detail" -> "Missing detail";
            case "speaker-doubt" -> "Unsure who spoke";
            case "several-patients" -> "More than one patient";
            case "other-language" -> "Not in English, left out";
            case "style" -> "Your style";
            case "off-the-record" -> "Off the record to the end";
            case "fallback" -> "Drafted by another engine";
            case "instruction-in-transcript" -> "Instruction in the transcript, not followed";
            default -> capital(kind.replace('-', ' '));
        };
    }

    static String charted(String reference) {
        return switch (reference.replaceAll("/.*", "")) {
            case "Condition" -> "problem list";
            case "MedicationRequest", "MedicationStatement" -> "medication list";
            case "AllergyIntolerance" -> "allergy list";
            default -> "earlier entry";
        };
    }

    public static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.US) + word.substring(1);
    }
}
