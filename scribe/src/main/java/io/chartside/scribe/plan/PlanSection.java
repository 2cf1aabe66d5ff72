package io.chartside.scribe.plan;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Dictation;
import io.chartside.scribe.discourse.Openings;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.discourse.TakenBack;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.history.Salience;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Phrases;
import io.chartside.scribe.wording.Pronouns;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Problems with their assessment and plan, from what the clinician says once the plan begins. */
public final class PlanSection {
    private static final String ORDINAL =
            "(?:first|second|third|fourth|fifth|next|last|final|other|main|number one|number two|number three|number 1|number 2|number 3)";
    private static final Pattern NUMBERED = Pattern.compile(
            "\\b(?:for|from|so|and|now|then|with|on to|to|is|regarding|about|of)? ?(?:your|the|my) " + ORDINAL
                    + "(?: (?:medical|chronic|other|current))? ?(?:problem|issue|diagnosis|concern|condition|one|thing|complaint|medical problem)?s?\\b ?,? ?(?:here )?(?:is|of|with|for|about|being|would be|which is|with regards to|regarding|which)? ?(?:that )?(?:is )?(?:your|the|this|her|his|a|an|of)? ?(.*)$");
    private static final Pattern TOPIC = Pattern.compile(
            "^(?:(?:so|okay|and|now|then|well|but|also|first of all|first|great) ?,? ?)*(?:for|in terms of|as far as|with regards? to|in regards to|regarding|going back to|as for|when it comes to|concerning|from (?:a|an|the|your)) ?(?:your|the|her|his|a|an|that|this)? ([a-z0-9' -]+?)(?: standpoint| perspective| goes| is concerned)?(?= ,|$| i | we | you | let | it | the | that | it's | your | continue | so | is | are | this | there )");
    private static final Pattern NAME_END = Pattern.compile(
            " (?:i|we|it|so|you|while|let|that|this|your|the|which|what|as|and i|and you|and we|and it|continue|everything|there|because|for|now|okay|like|looks|is|are|was|has|have|seems|sounds|in|with|based|again|she|he|they|my|who|can|will|today|do|if|since|at|hey)\\b.*$");
    private static final Pattern NO_PROBLEM = Pattern.compile(
            "^(?:now|that|this|it|me|you|today|and|or|check|get|not|the|those|these|them|all|any|some|like|just|have|had|see|keep|there|here|then|what|how|her|him|his|their|.*\\b(?:plan|results?|exam|assessment|labs?|x-ray|mri|visit|questions?|pain medication|week|weeks|month|months|days|sure|time|least|follow-up|appointment|example|problem|first|second|next|last|thing|other|your|future|treatments?|medications?|symptoms|condition|option|options|surgery|mg|tests?)\\b.*)$");
    private static final Pattern TALK = Pattern.compile(
            "\\b(?:any questions|how does that sound|does that sound|sound good|sounds good|thank you|good to see|nice to|take care|have a (?:good|great|nice)|talk about (?:my|our)|my assessment|tell you|talk a little|assessment and (?:my |your )?plan|see what|you have a good|bye|my nurse|the nurse will|check you out|make sense|do you understand|finalize|dax|be right back|front desk|feel better|say hi|nice try|welcome|sticker|good man)\\b");
    /** What makes a thought worth writing where it names no condition. */
    private static final Pattern JUDGEMENT = Pattern.compile(
            "\\b(?:stable|controlled|under control|improv\\w*|wors\\w*|better|normal|elevated|low|high|heal\\w*|(?:doing|growing|developing) (?:really |very )?well|resolv\\w*|progress\\w*|risk|caus\\w*|due to|goal|responding|tolerat\\w*|kidneys?|labs?|x-ray|mri|exam|blood pressure|weight|surgery|(?:concerned|worried) (?:about|for))\\b");

    private static final Pattern EXAMPLE = Pattern.compile(
            "\\bfor (?:now|example|instance|sure|the (?:next|first|last|past|time)|a (?:few|couple|week|month|day)|\\d|your (?:exam|visit))\\b");
    private static final Pattern BLOOD_PRESSURE = Pattern.compile(
            "\\b((?:for|problem|issue|regarding|as far as|in terms of|with regards? to|diagnosis)(?: of| is)? (?:your|the)) (?:high |elevated )?blood pressure\\b(?! (?:medication|medicine|pills?|readings?|cuff|log))");
    private static final int LONGEST_HEADING = 7;
    private static final Pattern DICTATED_LEAD = Pattern.compile(
            "^(?:(?:so|and|then|okay|now|number (?:\\d+|one|two|three|four|five)|problem (?:number )?\\d+|(?:the )?(?:next|first|second|third|fourth|last)(?: one| problem| diagnosis)?(?: is)?|assessment|impression|plan|diagnosis)\\b ?[,:]? ?)+");
    /** "under diabetes : at goal". */
    private static final Pattern UNDER = Pattern.compile(
            "^(?:(?:and|then|next|number (?:\\d|one|two|three|four|five)) )*(?:under|for|regarding|re) ((?:[a-z0-9-]+ ){1,6}): (.+)$");

    private static final Pattern COUNTED = Pattern.compile(
            "^(?:problem )?number (?:\\d+|one|two|three|four|five|six|seven|eight)(?: ,| :| is)? (.+)$");

    private static final Pattern SIDED =
            Pattern.compile("^[a-z0-9 -]+ (, (?:(?:right|left|both|bilateral)\\b ?(?:[a-z]+)?))$");
    private static final Pattern HEADING = Pattern.compile(
            "^(?:(?:the|my) )?(?:assessment and plan|assessment|impression|diagnos[ie]s|plan|recommendations?) : ");
    private static final Pattern VERB = Pattern.compile(
            "\\b(?:is|are|was|were|has|have|had|will|would|does|did|do|can|going|shows?|showed|continue|start|see|we|i|she|he)\\b");
    /** A thing that may come is no problem of today. */
    private static final Pattern CONDITIONAL = Pattern.compile("\\b[Ii]f\\b");

    /** In "I will numb it" and "the patient should bring the CPAP" nothing is found. */
    private static final Pattern BIDDING = Pattern.compile("^(?:The patient should|I will|We will) ");

    /** Where the order ends and the next visit begins: "keep the sertraline at 50 and see you in two months". */
    private static final Pattern NEXT_VISIT = Pattern.compile(
            "(?: ,)?(?: and)?(?: then)?(?: (?:i|we) will)? (?=(?:see (?:you|me|him|her) (?:back |again )?(?:in|on|at|next)|come back (?:in|on|next)|follow-up (?:in|with)|back in) (?:\\d+|an?|one|two|three|four|six|a couple|a few|next|monday|tuesday|wednesday|thursday|friday)\\b)"
                    + "(?<!\\b(?:to|you|should|can|will|would|please|i|we|have|need|me|if|like|want|him|her|come|be|seen|you) )");

    private final Map<Pattern, Pattern> treats = new LinkedHashMap<>();
    private final Phrases phrases;
    private final Salience salience;
    private final ProblemNames problemNames;
    private final Pattern drug;
    private final Advice advice;
    private final PlanKinds kinds;

    public PlanSection(
            LexiconText text, Openings openings, Salience salience, ProblemNames problemNames, Telegrams telegrams) {
        this.salience = salience;
        this.problemNames = problemNames;
        for (String[] row : RuleText.rows(text, "plan/treats.tsv")) {
            treats.put(Pattern.compile(row[0]), Pattern.compile(row[1]));
        }
        phrases = new Phrases(text, "plan/phrases.tsv");
        kinds = new PlanKinds(text, openings, problemNames, telegrams);
        advice = new Advice(text);
        drug = telegrams.drug();
    }

    /** Problems in the order of the plan; the first has no name when the clinician states none. */
    public List<Problem> of(Conversation conversation, Writing writing, Pronouns pronouns) {
        boolean pressure = ProblemNames.treatsPressure(conversation);
        List<String> names = new ArrayList<>();
        List<List<Problem.Item>> items = new ArrayList<>();
        boolean nameNext = false;
        ListedProblems listed = new ListedProblems(treats, writing);
        Set<Integer> dictated = Dictation.turns(conversation.clauses());
        for (Clause clause : TakenBack.leftOut(conversation.clauses(), drug)) {
            if (!clause.clinician() || clause.phase() != Phase.PLAN) {
                continue;
            }
            String said = HEADING.matcher(clause.text()).replaceFirst("");
            String text = pressure ? headed(said) : said;
            String rest = text;
            Matcher numbered = NUMBERED.matcher(text);
            Matcher topic = TOPIC.matcher(text);
            Matcher under = UNDER.matcher(said);
            if (dictated.contains(clause.turn())
                    && under.matches()
                    && !name(under.group(1)).isEmpty()) {
                listed.end();
                text = under.group(2);
                rest = text;
                open(names, items, problemNames.diagnosis(text).orElse(name(under.group(1))));
                numbered = NUMBERED.matcher(text);
                topic = TOPIC.matcher(text);
            }
            Optional<String> concluded = clause.question() || dictated.contains(clause.turn())
                    ? Optional.empty()
                    : problemNames.bare(clause.text());
            if (concluded.isPresent()) {
                listed.end();
                open(names, items, concluded.get());
            }
            Matcher counted = COUNTED.matcher(said);
            List<String> headings = dictated.contains(clause.turn()) ? headings(said) : List.of();
            if (!headings.isEmpty()) {
                for (String heading : headings) {
                    listed.heading(heading, clause, names, items, this::open);
                }
                nameNext = false;
                continue;
            }
            if (dictated.contains(clause.turn())
                    && counted.matches()
                    && !name(counted.group(1)).isEmpty()) {
                listed.end();
                open(names, items, name(counted.group(1)));
                rest = counted.group(1);
                nameNext = false;
            } else if (numbered.find()) {
                String name = name(numbered.group(1));
                rest = remainder(numbered.group(1), name);
                nameNext = name.isEmpty();
                if (!name.isEmpty()) {
                    open(names, items, name);
                }
            } else if (nameNext || topic.find()) {
                String name = name(nameNext ? text.replaceAll("^(?:the|your|is|of|a|,|so|this) ", "") : topic.group(1));
                if (!nameNext && !EXAMPLE.matcher(text).find()) {
                    rest = text.substring(topic.end()).replaceFirst("^[ ,]+", "");
                } else if (!name.isEmpty()) {
                    rest = remainder(text, name);
                }
                if (!name.isEmpty()) {
                    open(names, items, name);
                }
                nameNext = false;
            }
            for (String part : NEXT_VISIT.split(rest)) {
                Problem.Item item = item(clause, part, dictated.contains(clause.turn()), writing, pronouns);
                if (item != null) {
                    if (items.isEmpty()) {
                        open(names, items, problemNames.diagnosis(conversation).orElse(""));
                    }
                    add(listed.of(item, names, items), item);
                }
            }
        }
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!items.get(i).isEmpty()) {
                problems.add(new Problem(writing.prose().phrase(writing.written(names.get(i))), items.get(i)));
            }
        }
        return problems;
    }

    /** "for your blood pressure" begins the problem of hypertension. */
    private static String headed(String text) {
        return BLOOD_PRESSURE.matcher(text).replaceFirst("$1 hypertension");
    }

    /**
     * Names the problem that the clinician did not name.
     *
     * @param complaint why the patient came, empty when nobody said so; when it names no condition, one that the plan itself names
     */
    public List<Problem> named(List<Problem> problems, String complaint) {
        List<Problem> named = new ArrayList<>();
        for (Problem problem : problems) {
            String name = problem.name().isEmpty() ? stated(complaint, problem) : problem.name();
            int known = -1;
            for (int i = 0; i < named.size(); i++) {
                known = !name.isEmpty()
                                && problemNames.same(
                                        named.get(i).name().toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
                        ? i
                        : known;
            }
            if (known < 0) {
                named.add(new Problem(name, problem.items()));
            } else {
                List<Problem.Item> items = new ArrayList<>(named.get(known).items());
                items.addAll(problem.items());
                named.set(known, new Problem(named.get(known).name(), items));
            }
        }
        return named;
    }

    private String stated(String complaint, Problem problem) {
        if (problemNames.condition(complaint)) {
            return complaint;
        }
        Optional<String> condition = problem.items().stream()
                .filter(i -> i.kind() == PlanKind.REASONING)
                .flatMap(i -> asWritten(i.statement().text(), problemNames::diagnosis).stream())
                .findFirst();
        if (condition.isPresent() || problemNames.in(complaint).isPresent()) {
            return condition.orElse(complaint);
        }
        return problem.items().stream()
                .filter(i -> i.kind() != PlanKind.FOLLOW_UP
                        && !BIDDING.matcher(i.statement().text()).find()
                        && !CONDITIONAL.matcher(i.statement().text()).find())
                .flatMap(i -> asWritten(i.statement().text(), problemNames::in).stream())
                .findFirst()
                .orElse(complaint);
    }

    /** The name that a sentence has, in its own letters: "ADHD". */
    private static Optional<String> asWritten(String sentence, Function<String, Optional<String>> names) {
        String lower = sentence.toLowerCase(Locale.ROOT);
        return names.apply(lower).map(name -> {
            int at = lower.indexOf(name);
            return at < 0 ? name : sentence.substring(at, at + name.length());
        });
    }

    private void open(List<String> names, List<List<Problem.Item>> items, String name) {
        for (int i = 0; i < names.size(); i++) {
            if (!name.isEmpty() && problemNames.same(names.get(i), name)) {
                items.add(items.remove(i));
                names.add(names.remove(i));
                return;
            }
        }
        if (!names.isEmpty() && items.get(items.size() - 1).isEmpty()) {
            names.remove(names.size() - 1);
            items.remove(items.size() - 1);
        }
        names.add(name);
        items.add(new ArrayList<>());
    }

    private static void add(List<Problem.Item> items, Problem.Item item) {
        if (items.stream()
                .noneMatch(i -> i.statement().text().equals(item.statement().text()))) {
            items.add(item);
        }
    }

    private String name(String said) {
        String name = (" "
                        + said.replaceAll("^(?:is |of |your |the |a |an |, |this |that )+", "")
                                .replaceAll(" ,.*", ""))
                .replaceAll(NAME_END.pattern(), "")
                .strip();
        name = name.replaceAll("^(?:, |your |the )+", "").replaceAll(" (?:and|or|,)$", "");
        return name.isEmpty()
                        || name.split(" ").length > 7
                        || NO_PROBLEM.matcher(name).matches()
                ? ""
                : problemNames.in(name).orElse("");
    }

    private static String remainder(String said, String name) {
        int at = said.indexOf(name);
        return name.isEmpty() || name.length() < 3 || at < 0
                ? said
                : said.substring(at + name.length()).replaceAll("^[ ,]+", "");
    }

    /** "number two , pre-op examination", "diabetes , hypertension , gout": the names of problems that a dictation sets before what is said of them; none where it says more. */
    private List<String> headings(String text) {
        String said = DICTATED_LEAD.matcher(text).replaceFirst("").strip();
        if (VERB.matcher(said).find()) {
            return List.of();
        }
        List<String> parts = Arrays.stream(said.split(" , (?:and )?")).toList();
        List<String> named = parts.stream()
                .filter(part -> part.split(" ").length <= LONGEST_HEADING)
                .map(this::name)
                .filter(name -> !name.isEmpty())
                .toList();
        if (parts.size() > 1 && named.size() == parts.size()) {
            return named;
        }
        if (said.split(" ").length > LONGEST_HEADING || name(said).isEmpty()) {
            return List.of();
        }
        Matcher sided = SIDED.matcher(said);
        return List.of(sided.matches() ? name(said) + " " + sided.group(1) : name(said));
    }

    private Problem.Item item(Clause clause, String planned, boolean dictated, Writing writing, Pronouns pronouns) {
        if (clause.question() || TALK.matcher(planned).find()) {
            return null;
        }
        PlanKinds.Sorted sorted = kinds.of(planned, clause, dictated);
        if (sorted == null) {
            return null;
        }
        PlanKind kind = sorted.kind();
        String said = phrases.apply(sorted.words());
        if (kinds.tooShort(said) && !sorted.named()) {
            return null;
        }
        String told = advice.toPatient(writing.written(writing.third(said, false, pronouns)));
        String whole = writing.wellFormed().planned(told);
        boolean telegram = whole.isEmpty() && (sorted.telegram() || kind == PlanKind.TREATMENT && kinds.dosed(said));
        String sentence = writing.sentence(telegram ? writing.wellFormed().listed(told) : whole);
        boolean idle = kind == PlanKind.REASONING
                && !problemNames.clinical(said)
                && problemNames.diagnosed(clause.text()).isEmpty()
                && !JUDGEMENT.matcher(said).find();
        return sentence.isEmpty() || idle
                ? null
                : new Problem.Item(kind, new Statement(sentence, List.of((Evidence) clause.said())), salience.of(said));
    }
}
