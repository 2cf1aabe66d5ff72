package io.chartside.scribe.plan;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Advice without a verb of order, by {@code plan/telegrams.tsv}: a test, a specialist, a treatment or a habit that is named
 * with when or how often ("eye exam this year", "urology if it does not pass", "no coffee after noon"), or that is all that is
 * said ("night splint").
 */
public final class Telegrams {
    private static final Pattern LEAD = Pattern.compile(
            "^(?:(?:so|and|okay|well|then|now|also|plus|but|alright|all right|yes|yeah|otherwise|,) ?)+");
    /** "for the headaches , magnesium at night", "for prevention , flu shot today". */
    private static final Pattern PURPOSE = Pattern.compile("^for (?:[a-z-]+ ){1,4}?, ");

    private static final Pattern BARRED =
            Pattern.compile("^(?:no|less|more|fewer|plenty of|lots of|nothing|off|light|small) ");
    private static final Pattern NOTHING =
            Pattern.compile("^(?:nothing (?:to eat|to drink|by mouth|heavier|over|but)|no more than|off the) ");
    /** How many words that are no time a telegram has. */
    private static final int LONGEST = 14;

    private static final Pattern GOES_ON = Pattern.compile(" ,? ?and (?:i|we|you|then) .*$");

    /** "On the MRI …" leads on to what is said of it. */
    private static final Pattern LEADS_IN =
            Pattern.compile("^(?:on|from|with|at|of|by|as|per|since|about|regarding|to|than|like) ");
    /** With what stands behind "if" and the like. */
    private static final int LONGEST_WHOLE = 24;

    private static final int LONGEST_THING = 6;

    private final Map<PlanKind, Pattern> things = new LinkedHashMap<>();
    private final Map<PlanKind, Pattern> whole = new LinkedHashMap<>();
    private final Map<PlanKind, Pattern> first = new EnumMap<>(PlanKind.class);
    private final Pattern due;
    private final Pattern when;
    private final Pattern verbs;
    private final Pattern handled;
    private final Pattern drugFirst;
    private final Pattern drug;
    private final Set<String> idle;
    private final Pattern condition =
            Pattern.compile("\\b(?:if|until|till|unless|once|when|while|because|before|after)\\b");

    public Telegrams(LexiconText text) {
        Map<String, String> lists = new HashMap<>();
        for (String[] row : RuleText.rows(text, "plan/telegrams.tsv")) {
            lists.merge(row[0], row[1], (a, b) -> a + "|" + b);
        }
        thing(PlanKind.REFERRAL, lists.get("referrals"));
        thing(PlanKind.TESTING, lists.get("tests"));
        thing(PlanKind.TREATMENT, lists.get("treatments"));
        thing(PlanKind.EDUCATION, lists.get("advice"));
        due = Pattern.compile("\\b(?:" + lists.get("tests") + ") (?:is|are) (?:over)?due$");
        when = Pattern.compile("\\b(?:" + lists.get("when") + ")(?![a-z0-9])");
        verbs = Pattern.compile("\\b(?:" + lists.get("verbs") + ")\\b");
        idle = Set.of(lists.get("idle").split("\\|"));
        String drugs = "(?:"
                + String.join("|", RuleText.lists(text, "medication/drugs.txt").get("drugs")) + ")";
        drug = Pattern.compile("\\b" + drugs + "\\b");
        drugFirst = Pattern.compile("^(?:the |your )?" + drugs + "\\b");
        handled = Pattern.compile("^(?:the |your )?" + drugs + " (?:" + lists.get("stays") + ")\\b");
    }

    private void thing(PlanKind kind, String words) {
        String any = "(?:" + words + ")";
        things.put(kind, Pattern.compile("\\b" + any + "\\b"));
        first.put(kind, Pattern.compile("^(?:(?:an?|the|some|your|another) )?(?:[a-z-]+ ){0,2}" + any + "\\b"));
        whole.put(
                kind,
                Pattern.compile("^(?:(?:an?|the|some|your|another) )?(?:[a-z-]+ ){0,2}" + any
                        + "(?: (?:up|down|off|out))?(?: (?:for|in|on|under|and|with|to) (?:[a-z-]+ ?){1,6})?$"));
    }

    /** A drug's name anywhere in lower-case words. */
    Pattern drug() {
        return drug;
    }

    /** What kind of advice the words are, or empty where they are no telegram. */
    Optional<PlanKind> kind(String clause) {
        return kind(clause, false);
    }

    /** @param planned whether a plan is told, so that a thing named first is advised without a time, too */
    Optional<PlanKind> kind(String clause, boolean planned) {
        String said = PURPOSE.matcher(LEAD.matcher(clause).replaceFirst("")).replaceFirst("");
        if (handled.matcher(said).find()) {
            return Optional.of(PlanKind.TREATMENT);
        }
        if (due.matcher(said).find()) {
            return Optional.of(PlanKind.TESTING);
        }
        Matcher later = condition.matcher(said);
        String main = GOES_ON.matcher(
                        later.find() ? said.substring(0, later.start()).strip() : said)
                .replaceFirst("");
        if (main.isEmpty()
                || LEADS_IN.matcher(main).find()
                || said.split(" ").length > LONGEST_WHOLE
                || main.split(" ").length > LONGEST
                || verbs.matcher(main).find()) {
            return Optional.empty();
        }
        if (NOTHING.matcher(said).find()) {
            return Optional.of(drug.matcher(main).find() ? PlanKind.TREATMENT : PlanKind.EDUCATION);
        }
        boolean timed = when.matcher(said).find();
        if (timed && drugFirst.matcher(main).find()) {
            return Optional.of(PlanKind.TREATMENT);
        }
        boolean barred = BARRED.matcher(main + " ").find();
        if (barred && drug.matcher(main).find()) {
            return Optional.of(PlanKind.TREATMENT);
        }
        for (Map.Entry<PlanKind, Pattern> entry : things.entrySet()) {
            boolean named = entry.getValue().matcher(main).find();
            if (named
                    && (timed
                            || barred
                            || planned
                                    && first.get(entry.getKey()).matcher(main).find()
                            || main.split(" ").length <= LONGEST_THING
                                    && whole.get(entry.getKey()).matcher(main).find())) {
                return Optional.of(
                        barred && entry.getKey() == PlanKind.TREATMENT ? PlanKind.EDUCATION : entry.getKey());
            }
        }
        return Optional.empty();
    }

    /** Whether the words name something and a time, and so advise it where a plan is told. */
    boolean timed(String clause) {
        String said = LEAD.matcher(clause).replaceFirst("");
        Matcher later = condition.matcher(said);
        String main = later.find() ? said.substring(0, later.start()).strip() : said;
        return !main.isEmpty()
                && when.matcher(said).find()
                && !verbs.matcher(main).find()
                && main.split(" ").length <= LONGEST
                && Arrays.stream(when.matcher(main)
                                .replaceAll(" ")
                                .replaceAll("[0-9,.]", " ")
                                .strip()
                                .split(" +"))
                        .anyMatch(word -> word.length() > 2 && !idle.contains(word));
    }
}
