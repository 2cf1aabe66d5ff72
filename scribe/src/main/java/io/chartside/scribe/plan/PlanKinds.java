package io.chartside.scribe.plan;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Openings;
import io.chartside.scribe.rules.RuleText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What each thing that is said while planning is about: by {@code plan/kinds.tsv}, and where that knows none by drugs, telegrams and orders. */
final class PlanKinds {
    private static final Pattern VERB = Pattern.compile(
            "\\b(?:is|are|was|were|has|have|had|will|would|does|did|do|can|going|shows?|showed|continue|start|see|we|i|she|he)\\b");
    private static final Pattern DOSE = Pattern.compile(
            "\\b\\d+(?:\\.\\d+)? (?:mg|mcg|grams?|units?|milligrams?|micrograms?|ml|puffs?|tablets?)\\b|\\bevery \\d+ hours\\b|\\b(?:once|twice|(?:2|3|4) times) (?:a day|daily)\\b|\\bas needed\\b");
    /** What is done with a drug that is named: "keep the sertraline at 50". */
    private static final Pattern HANDLED = Pattern.compile(
            "^(?:(?:so|and|then|okay|well|i|we|you|let us|will|would|should|can|could|want|need|to|like|advise|,) )*(?:keep|stay|use|try|stop|hold|go|bump|raise|drop|resume|restart|suggest|talk about|think about|consider)\\b");

    private static final Pattern FORM = Pattern.compile(
            "\\b(?:drops?|cream|ointment|gel|spray|rinses?|inhaler|tablets?|patch|honey|tears|vitamins?|supplements?|capful|powder|tylenol|ibuprofen)\\b");
    /** "let's do amoxicillin", "we'll go with ibuprofen and heat". */
    private static final Pattern DONE = Pattern.compile(
            "^(?:(?:so|and|okay|well|then|now|,) )*(?:let us|(?:i|we) (?:will|would like to|want to)|(?:i am|we are) going to)"
                    + " (?:(?:also|just|then|probably) )*(?:do|go with) ");
    /** "i want you on lisinopril": of a new drug or of one that is taken. */
    private static final Pattern WANTED = Pattern.compile(
            "^(?:(?:so|and|okay|well|then|now|,) )*i (?:want|would like) (?:you|him|her|the patient) on ");

    private static final int LONGEST_ORDER = 25;
    private final Map<Pattern, PlanKind> kinds = new LinkedHashMap<>();
    private final ProblemNames problemNames;
    private final Openings openings;
    private final Telegrams telegrams;
    private final Pattern drug;

    PlanKinds(LexiconText text, Openings openings, ProblemNames problemNames, Telegrams telegrams) {
        this.openings = openings;
        this.problemNames = problemNames;
        for (String[] row : RuleText.rows(text, "plan/kinds.tsv")) {
            kinds.put(Pattern.compile(row[1].replace("~", "\\b")), PlanKind.valueOf(row[0]));
        }
        this.telegrams = telegrams;
        drug = telegrams.drug();
    }

    /**
     * Words of the plan with their kind.
     *
     * @param named whether they are advice that is named without a verb
     * @param telegram whether they stand in the note though they are no whole sentence
     */
    record Sorted(PlanKind kind, String words, boolean named, boolean telegram) {}

    /** The words with their kind; null where they are nothing of a plan. */
    Sorted of(String planned, Clause clause, boolean dictated) {
        String rest = planned;
        Optional<PlanKind> spare = telegrams.kind(rest, true);
        if (tooShort(rest) && spare.isEmpty()) {
            return null;
        }
        PlanKind kind = null;
        for (Map.Entry<Pattern, PlanKind> entry : kinds.entrySet()) {
            if (entry.getKey().matcher(rest).find()) {
                kind = entry.getValue();
                break;
            }
        }
        boolean bare = drug.matcher(rest).lookingAt() && !VERB.matcher(rest).find();
        if ((kind == null || kind == PlanKind.EDUCATION || kind == PlanKind.REASONING)
                && (HANDLED.matcher(rest).find() && drug.matcher(rest).find() || bare)) {
            kind = PlanKind.TREATMENT;
        }
        boolean named = drug.matcher(rest).find();
        if ((named || FORM.matcher(rest).find()) && kind != PlanKind.TESTING && kind != PlanKind.REFERRAL) {
            String used = DONE.matcher(rest).replaceFirst(named ? "we will start " : "we will use ");
            used = WANTED.matcher(used).replaceFirst("we will use ");
            kind = used.equals(rest) ? kind : PlanKind.TREATMENT;
            rest = used;
        }
        spare = telegrams.kind(rest, true);
        boolean ordered = openings.are("ORDER", rest) && !openings.are("LEADS_ON", rest);
        if (kind == null && !ordered || kind == PlanKind.REASONING) {
            kind = spare.orElse(kind);
        }
        if (kind == null && dosed(rest)) {
            kind = PlanKind.TREATMENT;
        }
        if (kind == null && ordered) {
            kind = PlanKind.EDUCATION;
        }
        if (kind == null
                && problemNames
                        .diagnosed(rest)
                        .or(() -> problemNames.bare(planned))
                        .isPresent()) {
            kind = PlanKind.REASONING;
        }
        if (kind == null && dictated && problemNames.clinical(rest)) {
            kind = PlanKind.REASONING;
        }
        boolean timed = kind == null && telegrams.timed(rest);
        kind = timed ? PlanKind.EDUCATION : kind;
        if (kind == null) {
            return null;
        }
        boolean telegram = dictated
                || spare.isPresent()
                || timed
                || problemNames.bare(clause.text()).isPresent()
                || kind == PlanKind.TREATMENT && (bare || dosed(rest))
                || kind != PlanKind.REASONING && openings.are("ORDER", rest);
        return new Sorted(kind, rest, spare.isPresent(), telegram);
    }

    /** "tramadol , 50 mg , every 6 hours as needed for pain" is an order without its verb. */
    boolean dosed(String said) {
        return said.split(" ").length <= LONGEST_ORDER
                && DOSE.matcher(said).find()
                && (drug.matcher(said).find() || FORM.matcher(said).find());
    }

    /** "Continue metoprolol" is whole. */
    boolean tooShort(String said) {
        int words = said.split(" ").length;
        return words < 2 || words == 2 && !drug.matcher(said).find();
    }
}
