package io.chartside.mappings.evaluation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The four divisions of a note that ACI-BENCH scores apart (Yim et al., Scientific Data 10, 586, 2023): each begins at the
 * first of its headings and goes on to the next division's; a note that begins without one begins with the subjective.
 */
final class Divisions {
    private static final Map<Division, Pattern> HEADINGS = new EnumMap<>(
            Map.of(
                    Division.SUBJECTIVE,
                    headings(
                            "cc|chief complaint|reason for visit|history|history of present illness|hpi|hpi notes|interval history|interval hx|subjective|ros|review of systems?|social history|past history"),
                    Division.EXAM,
                    headings("physical exam(?:ination)?|pe|physical findings|examination|exam|vitals reviewed"),
                    Division.RESULTS,
                    headings("results|findings"),
                    Division.ASSESSMENT_AND_PLAN,
                    headings(
                            "assessment|a|plan|plan of care|p|medical decision-making plan|summary plan|ap|a ?/ ?p|assessment (?:and|&) plan|disposition ?/ ?plan|impression")));

    /** In the order of a note. */
    enum Division {
        SUBJECTIVE("subjective"),
        EXAM("exam"),
        RESULTS("results"),
        ASSESSMENT_AND_PLAN("assessment and plan");

        private final String told;

        Division(String told) {
            this.told = told;
        }

        String told() {
            return told;
        }
    }

    private Divisions() {}

    private static Pattern headings(String words) {
        return Pattern.compile("\\s*(?:" + words + ")\\s*(?::.*)?", Pattern.CASE_INSENSITIVE);
    }

    /** The text of each division that the note has, with its heading. */
    static Map<Division, String> of(String note) {
        Map<Integer, Division> starts = new TreeMap<>();
        int at = 0;
        for (String line : note.split("\n", -1)) {
            Division opens = opened(line, at == 0);
            if (opens != null && !starts.containsValue(opens)) {
                starts.put(at, opens);
            }
            at += line.length() + 1;
        }
        Map<Division, String> texts = new EnumMap<>(Division.class);
        Integer from = null;
        for (Integer start : starts.keySet()) {
            if (from != null) {
                texts.put(starts.get(from), note.substring(from, start));
            }
            from = start;
        }
        if (from != null) {
            texts.put(starts.get(from), note.substring(from));
        }
        return texts;
    }

    private static Division opened(String line, boolean first) {
        for (Division division : Division.values()) {
            if (HEADINGS.get(division).matcher(line.toLowerCase(Locale.ROOT)).matches()) {
                return division;
            }
        }
        return first ? Division.SUBJECTIVE : null;
    }
}
