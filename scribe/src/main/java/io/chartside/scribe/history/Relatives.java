package io.chartside.scribe.history;

import java.util.regex.Pattern;

/**
 * A companion's words as an account of the patient: "my son has a fever" and "i noticed he was breathing fast" are, what
 * companions say of themselves or their own is not. Nothing of it may read as the patient's own deed or illness.
 */
final class Relatives {
    private static final Pattern OWN = Pattern.compile("\\b(?:i|me|my|mine|myself)\\b");
    private static final Pattern PATIENT = Pattern.compile(
            "\\bmy (?:(?:little|older|younger) )?(?:son|daughter|baby|child|kid|boy|girl|husband|wife)\\b(?!'s)");
    private static final Pattern OF_PATIENT = Pattern.compile("\\b(?:he|she|him|his|her|the patient)\\b");
    private static final Pattern OF_OTHERS = Pattern.compile(
            "\\bmy (?:[a-z]+ )?(?:mother|mom|father|dad|parents|sister|brother|aunt|uncle|cousin|friend|neighbor)s?\\b");
    private static final Pattern NOTICED = Pattern.compile(
            "\\bi (?:also |have |just )*(?:noticed?|think|thought|believe|guess|know|feel like|felt like)(?: that)? (?=(?:he|she|his|her|it|there|the patient)\\b)");

    private Relatives() {}

    /** In the third person throughout, or empty where nothing is told of the patient. */
    static String told(String clause) {
        if (!OWN.matcher(clause).find()) {
            return clause;
        }
        if (OF_OTHERS.matcher(clause).find()) {
            return "";
        }
        String told = PATIENT.matcher(clause).replaceAll("the patient");
        boolean ofPatient = OF_PATIENT.matcher(told).find();
        boolean noticed = NOTICED.matcher(told).find();
        if (!ofPatient && !noticed) {
            return "";
        }
        return NOTICED.matcher(told)
                .replaceAll("")
                .replaceAll("\\bi am\\b", "the relative is")
                .replaceAll("\\bi have\\b", "the relative has")
                .replaceAll("\\bi do\\b", "the relative does")
                .replaceAll("\\b(?:i|me|myself)\\b", "the relative")
                .replaceAll("\\b(?:my|mine)\\b", "the relative's");
    }
}
