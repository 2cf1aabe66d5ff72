package io.chartside.scribe.exam;

import io.chartside.scribe.wording.Prose;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said of several parts of the body in one breath, a finding each, as notes have it: "lungs are clear, your heart has
 * a regular rate, no murmurs".
 */
final class Findings {
    private static final String PART =
            "lungs?|heart|abdomen|belly|neck|throat|ears?|skin|thyroid|extremities|legs?|knees?|ankles?|pulses?|reflexes|strength|sensation|gait|heart sounds|breath sounds|bowel sounds|pupils|tonsils|range of motion|capillary refill|tympanic membranes?|mood|eyes|pharynx|oropharynx|speech|heel toe walking|cranial nerves|uvula";
    private static final String SUBJECT =
            "(?:(?:your|the|his|her|both) )?(?:(?:right|left|lower|upper|radial|pedal|dorsalis pedis) )?(?:" + PART
                    + ")";
    private static final String NEW_SUBJECT = SUBJECT
            + "(?: (?:is|are|was|were|sounds?|looks?|feels?|has|have|shows?|remains?|seems?)\\b|'s )|(?:there is|there are|i (?:do |can |did |also )*(?:not )?(?:see|hear|feel|appreciate|palpate|notice)|you (?:do |also )*(?:not )?have|otherwise|the rest of)\\b";
    private static final String LACK = "(?:no|normal|positive|negative) [a-z]";
    /**
     * Only between findings: a comma, or a conjunction before a new subject; where nobody wrote commas, the last word of a
     * finding.
     */
    private static final Pattern BETWEEN = Pattern.compile("(?: , (?:and |but |so )*| (?:and|but) )(?=" + NEW_SUBJECT
            + ")| , (?:and |but )?(?=" + LACK + ")| (?:though )?with (?=no [a-z])| and (?=no [a-z])"
            + "|(?<=\\b(?:normal|clear|intact|soft|bilaterally|regular|strong|equal|appropriate|distally|distress|noted|appreciated|rhythm|fluent|steady|seconds?|drift|x3|murmurs?|gallops?|rubs?|wheez(?:es|ing)|rales|crackles|rhonchi|bruits?|nodes|masses|edema|guarding|rebound|effusion|tenderness|swelling|redness|nontender|tender|supple)) (?=(?:"
            + SUBJECT + ") (?:is|are|was|were)\\b|no [a-z])");
    /** "motor and sensation are intact" has two subjects and one finding. */
    private static final Pattern TWO_SUBJECTS = Pattern.compile("\\b(?:motor|" + PART + ") and $");
    /** "no murmurs , no gallops and no rubs" is one list. */
    private static final String NOUN =
            "(?!(?:of|in|on|to|with|at|over|when|for|from|is|are) )(?:[a-z'-]+ ){0,2}[a-z'-]+";

    private static final Pattern LACKS =
            Pattern.compile("No (" + NOUN + "(?:(?:, " + NOUN + ")*,? or " + NOUN + ")?)\\.");
    private static final Pattern PLACED =
            Pattern.compile("\\b(?:of|in|on|to|with|at|over|when|for|from|is|are|that|but)\\b");

    /** Where nobody says a verb, what the next finding is of. */
    private static final String NAMED =
            "(?:head|face|scalp|eyes?|ears?|nose|mouth|throat|tongue|tonsils|neck|thyroid|lungs?|chest wall|heart|belly|abdomen|stomach|tummy|spleen|liver|hips?|legs?|arms?|knees?|ankles?|feet|calves|skin|cord|reflexes|strength|sensation|feeling|pulses?|gait|speech|affect|cervix|uterus|incisions?|edges|drainage|testicles?|flexion|extension|abduction|(?:passive |active )?(?:external |internal )rotation|straight leg raise|range of motion|temp|temperature|blood pressure|heart rate|oxygen|respirations|muscles|pupils|discs|red reflex|grip|cranial nerves|(?:big )?toe strength|achilles|everything else)";

    private static final Pattern TELEGRAPHIC = Pattern.compile(
            " (?=(?:(?:your|the|his|her|both) )?(?:(?:left|right|lower|upper) )?" + NAMED + "(?:'s)? [a-z0-9])"
                    + "| (?=no (?!more\\b|longer\\b|one\\b)[a-z])| (?=(?:trace|mild|moderate|good|normal|positive|slight|minimal) [a-z]+)");
    /** What leads on to the next word. */
    private static final String LEADING =
            "of|in|on|at|to|over|around|behind|under|the|a|an|your|his|her|both|left|right|upper|lower|and|or|with|without|no|not|above|below|from|for|inside|outside|along|into|near|by|is|are|was|were|has|have|looks?|feels?|sounds?|very|really|pretty|some|good|normal|big|straight|passive|active|external|internal|gives|when|than|as|but|down|up|through|across|your|one|all|any|throughout|extra|surgical|decreased|diminished|increased|reduced|limited|full|absent|some|more|less|using|moves|moving|touch(?:es|ing)?|this|that|these|those";

    private static final Pattern LEADS_ON = Pattern.compile("(?:^|.* )(?:" + LEADING + ")");
    /** "mouth no cleft": what is lacking is lacking there. */
    private static final Pattern LEADS_TO_LACK = Pattern.compile("(?:^|.* )(?:" + LEADING + "|" + NAMED + ")");

    /** A finding that may end here: a verb, or what it is of. */
    private static final Pattern WHOLE = Pattern.compile(
            "\\b(?:is|are|was|has|have|looks?|feels?|sounds?|measures?|moves?)\\b|'s |\\bno |^(?:(?:so|okay|and|the|your|his|her|both|left|right) )*"
                    + NAMED + "\\b|^(?:trace|mild|moderate|good|normal|positive|slight|minimal) ");

    private static final int RUN_ON = 8;

    private Findings() {}

    static List<String> of(String clause) {
        return clause.contains(" , ") || clause.split(" ").length < RUN_ON ? between(clause) : telegraphic(clause);
    }

    /** "head is soft heart no murmur lungs clear no clicks". */
    private static List<String> telegraphic(String clause) {
        List<String> findings = new ArrayList<>();
        int from = 0;
        Matcher m = TELEGRAPHIC.matcher(clause);
        while (m.find()) {
            boolean part = clause.substring(m.end())
                    .matches("(?:(?:your|the|his|her|both) )?(?:(?:left|right|lower|upper) )?" + NAMED + "(?:'s)? .*");
            Pattern leads = part ? LEADS_ON : LEADS_TO_LACK;
            String before = clause.substring(from, Math.max(from, m.start()));
            if (m.start() > from
                    && WHOLE.matcher(before).find()
                    && !leads.matcher(before).matches()) {
                findings.addAll(between(clause.substring(from, m.start())));
                from = m.end();
            }
        }
        findings.addAll(between(clause.substring(from)));
        return findings;
    }

    private static List<String> between(String clause) {
        List<String> findings = new ArrayList<>();
        int from = 0;
        Matcher m = BETWEEN.matcher(clause);
        while (m.find()) {
            if (m.start() > from
                    && (clause.startsWith("no ", m.end())
                            || !TWO_SUBJECTS
                                    .matcher(clause.substring(from, m.end()))
                                    .find())) {
                findings.add(clause.substring(from, m.start()).strip());
                from = m.end();
            }
        }
        findings.add(clause.substring(from).strip());
        return findings;
    }

    /** "No redness." and "No swelling or warmth." in one sentence, or empty where they are no such two. */
    static String together(String first, String second) {
        Matcher before = LACKS.matcher(first);
        Matcher after = LACKS.matcher(second);
        if (!before.matches()
                || !after.matches()
                || PLACED.matcher(first).find()
                || PLACED.matcher(second).find()) {
            return "";
        }
        List<String> all = new ArrayList<>();
        for (String list : List.of(before.group(1), after.group(1))) {
            for (String noun : list.split(",? or |, ")) {
                if (!all.contains(noun)) {
                    all.add(noun);
                }
            }
        }
        return "No " + Prose.join(all, "or") + ".";
    }
}
