package io.chartside.scribe.finding;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of the body that a symptom without one was asked or told of: "any numbness or tingling in your legs". */
public final class Places {
    private static final String PART =
            "(?:legs?|arms?|feet|foot|hands?|fingers?|toes?|knees?|ankles?|wrists?|shoulders?|elbows?|hips?|calf|calves|extremit(?:y|ies)|face)";
    /** Behind the symptom, or behind others that are asked for with it; a place further on is of something else. */
    private static final Pattern PLACE =
            Pattern.compile("^(?:(?:,|or|and|any|some|of|at|all|the|pain|burning|numbness|tingling|weakness"
                    + "|swelling|redness|bruising|stiffness|rash|rashes|itching) )*(?:in|on|down|to)"
                    + " (?:your|my|the|that|this|either|both)(?: of (?:your|my))? "
                    + "((?:(?:left|right|lower|upper) )*" + PART + "(?: (?:or|and) (?:your |my )?" + PART + ")?)\\b");
    /** Symptoms that a note is expected to place. */
    private static final Set<String> PLACED = Set.of(
            "numbness", "tingling", "weakness", "swelling", "redness", "bruising", "stiffness", "rash", "itching");

    private Places() {}

    /** Such as {@code in the legs}; empty where no place was said after the symptom, or its name already has one. */
    public static String of(Symptom symptom, String after) {
        Matcher place = PLACE.matcher(after);
        return PLACED.contains(symptom.name()) && place.lookingAt()
                ? "in the " + place.group(1).replaceAll("\\b(?:your|my) ", "")
                : "";
    }
}
