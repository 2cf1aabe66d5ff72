package io.chartside.server.rest;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The forms of those primitives in which HAPI's parser takes more than FHIR R4 does (datatypes.html#primitive): a time without
 * seconds or zone, an instant that is a day, a uri with spaces. The patterns are the specification's own.
 */
final class PrimitiveForms {
    private static final String YEAR = "([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)";
    private static final String MONTH = "(0[1-9]|1[0-2])";
    private static final String DAY = "(0[1-9]|[1-2][0-9]|3[0-1])";
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?";
    private static final String ZONE = "(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))";
    private static final Pattern URI = Pattern.compile("\\S*");
    private static final Map<String, Pattern> FORMS = Map.of(
            "date",
            Pattern.compile(YEAR + "(-" + MONTH + "(-" + DAY + ")?)?"),
            "dateTime",
            Pattern.compile(YEAR + "(-" + MONTH + "(-" + DAY + "(T" + TIME + ZONE + ")?)?)?"),
            "instant",
            Pattern.compile(YEAR + "-" + MONTH + "-" + DAY + "T" + TIME + ZONE),
            "time",
            Pattern.compile(TIME),
            "uri",
            URI,
            "url",
            URI,
            "canonical",
            URI);

    private PrimitiveForms() {}

    /** Whether the text has the form of the type; true for the types that HAPI's parser judges as R4 does. */
    static boolean has(String type, String text) {
        Pattern form = FORMS.get(type);
        return form == null || form.matcher(text).matches();
    }
}
