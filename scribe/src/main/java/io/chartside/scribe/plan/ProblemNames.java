package io.chartside.scribe.plan;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may head a problem of the plan: words that name a condition, an injury, a symptom or the care of the healthy. */
public final class ProblemNames {
    private static final Set<Concept.Kind> HEADS = Set.of(
            Concept.Kind.CHRONIC, Concept.Kind.ACUTE, Concept.Kind.INJURY, Concept.Kind.SYMPTOM, Concept.Kind.FINDING);
    private static final Set<Concept.Kind> DIAGNOSES =
            Set.of(Concept.Kind.CHRONIC, Concept.Kind.ACUTE, Concept.Kind.INJURY);
    private static final Pattern CARE = Pattern.compile(
            "\\b(?:health ?care maintenance|health maintenance|preventive (?:care|health)|annual (?:exam|physical)|wellness (?:visit|exam)|contraception|family planning|prenatal care|pregnancy|smoking cessation|immunizations?|vaccinations?|(?:high )?cholesterol|blood sugar|pain control|weight management|smoking|sleep|mood|pre-?op(?:erative)? clearance)\\b");
    private static final Pattern DIAGNOSED = Pattern.compile(
            "\\b(?:diagnosis (?:of|is|would be|here is)|consistent with|going on is|(?:this|that|it|what|these) (?:is|are)(?: (?:most likely|probably|likely|really|all|still|just))*|(?:sounds|looks|seems) like|signs of|you (?:do )?(?:probably |likely |still )?have|(?:he|she) (?:probably |likely |still )?has|i am worried about|suffering from|i (?:am calling|would call) (?:this|it)|due to|concerned (?:about|for)|suspect)(?: (?:a|an|the|your|some|what we call|you have|probably|likely|that|this|is|called|mild|bit of))* ");
    /** What a result comes to: "your a1c is 6.1, so that is prediabetes". */
    private static final Pattern MEANING =
            Pattern.compile("\\bso (?:this is|that is|it is|you (?:do )?have|he has|she has)\\b");
    /** Kinds of illness and injury that name no disease of their own, with the words before them. */
    private static final Pattern KIND = Pattern.compile(
            "^((?:[a-z'-]+ ){0,3}(?:sprain|strain|tear|contusion|infection|flare(?:-up| up)?|exacerbation|tendinitis|tendonitis|bursitis|concussion|virus|viral illness|allergic reaction|allergy|side effect))\\b(?! (?:or|risk))");

    private static final Set<Concept.Kind> INJURIES = Set.of(Concept.Kind.INJURY);
    private static final Pattern FOUND = Pattern.compile(
            "\\b(?:it|this|that|there) is an? (?:[a-z0-9./-]+ ){0,6}?(?:cm|mm|centimeters?|millimeters?|inch(?:es)?|linear|deep|superficial|small|long|clean) (.+)$");
    private static final Pattern UNCONTROLLED = Pattern.compile(
            "\\b((?:[a-z]+ ){0,2}[a-z]+) (?:is|are) (?:(?:still|really|just|clearly) )*(?:not (?:well |very well |yet )?(?:controlled|under control|at goal)|uncontrolled|poorly controlled|out of control|too high)\\b");

    private static final Pattern NEGATED = Pattern.compile(
            "\\b(?:not(?! (?:well |very well |yet |quite )?(?:controlled|at goal|under control|where))|no|never|without|rule out|unlikely|if|(?<!i am )worried about|could|might|prevent|risk)\\b");
    /** "he has no hypoglycemia". */
    private static final Pattern DENIED = Pattern.compile("^(?:no|not|never|none|any|zero)\\b");

    private static final Pattern EDGE =
            Pattern.compile("^(?:(?:a|an|the|your|his|her|their|some|this|that|my|of|,|positive|bit of|little) )+");
    private static final Pattern HYPERTENSIVE = Pattern.compile(
            "\\b(?:hypertension|hypertensive|high blood pressure|lisinopril|losartan|amlodipine|norvasc|hydrochlorothiazide|valsartan|benazepril|enalapril|olmesartan|irbesartan|chlorthalidone|cozaar|diovan|zestril)\\b");
    private static final Pattern PRESSURE = Pattern.compile("\\b(?:high |elevated )?blood pressure\\b");
    private static final Pattern CONCLUSION = Pattern.compile(
            "^(?:(?:okay|alright|all right|well|,) ?)*(?:so|yeah|yes|yep)\\b(?: (?:so|okay|yeah|yes|,))* ?,? ?");
    /** A verb, or a question for more. */
    private static final Pattern SAYS_MORE = Pattern.compile(
            "^(?:(?:from|for|in|on|as|with|about|regarding|to|by|at|of|than|because|if|when|like) |(?:[a-z'0-9-]+ ){0,4}(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|should|we|i|you|he|she|they|it|any|your|let|for|what|how)\\b)");
    /** Kinds of illness that are nobody's diagnosis by themselves. */
    private static final Set<String> GENERAL = Set.of("flare", "infection", "injury", "strain", "tear", "disease");
    /** Letters before the name of the condition that are not of it. */
    private static final int LEAD_IN = 12;

    private static final int LONGEST = 9;
    private final Lexicon lexicon;

    public ProblemNames(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /** Whether the visit treats the blood pressure as a disease, so that the talk of it is the talk of hypertension. */
    public static boolean treatsPressure(Conversation conversation) {
        return conversation.clauses().stream()
                .anyMatch(clause -> HYPERTENSIVE.matcher(clause.text()).find());
    }

    /** The part of the words that names a problem, or empty when they name none. */
    Optional<String> in(String words) {
        Matcher care = CARE.matcher(words);
        if (care.find()) {
            return Optional.of(care.group());
        }
        return named(words, HEADS);
    }

    /** "blood pressure" as the name of a problem, where the visit treats it. */
    public static String pressure(String words) {
        return PRESSURE.matcher(words).replaceAll("hypertension");
    }

    /** Conditions that the words name, in the words of the visit. */
    public List<String> all(String words) {
        List<String> names = new ArrayList<>();
        for (Mention mention : mentions(words)) {
            String name = words.substring(mention.start(), mention.end());
            if (HEADS.contains(mention.concept().kind()) && names.stream().noneMatch(n -> same(n, name))) {
                names.add(name);
            }
        }
        return names;
    }

    /** Those of the problems that are conditions which stay. */
    public List<String> chronic(List<Problem> problems) {
        return problems.stream()
                .map(Problem::name)
                .filter(name -> mentions(name.toLowerCase(Locale.ROOT)).stream()
                        .anyMatch(m -> m.concept().kind() == Concept.Kind.CHRONIC))
                .toList();
    }

    /** Whether the words name a problem. */
    public boolean names(String words) {
        return in(words).isPresent();
    }

    /** Whether the words name a condition, not a symptom alone. */
    boolean condition(String words) {
        return CARE.matcher(words).find() || named(words, DIAGNOSES).isPresent();
    }

    /** The condition that a sentence of the plan judges. */
    Optional<String> diagnosis(String sentence) {
        return NEGATED.matcher(sentence).find() ? Optional.empty() : named(sentence, DIAGNOSES);
    }

    /** Whether two names mean the same condition. */
    boolean same(String a, String b) {
        return a.equals(b)
                || a.endsWith(" " + b)
                || b.endsWith(" " + a)
                || !concepts(a).isEmpty() && concepts(a).equals(concepts(b));
    }

    boolean clinical(String words) {
        return !mentions(words).isEmpty();
    }

    /** The first diagnosis that the clinician states once the patient was examined. */
    Optional<String> diagnosis(Conversation conversation) {
        for (Clause clause : conversation.clauses()) {
            if (!clause.clinician() || clause.question() || clause.phase() != Phase.PLAN) {
                continue;
            }
            Optional<String> name = diagnosed(clause.text());
            if (name.isPresent()) {
                return name;
            }
        }
        return conversation.clauses().stream()
                .filter(clause -> clause.clinician() && !clause.question() && clause.phase() == Phase.RESULTS)
                .flatMap(clause -> {
                    Matcher meaning = MEANING.matcher(clause.text());
                    return meaning.find()
                            ? diagnosed(clause.text().substring(meaning.start())).stream()
                            : Stream.empty();
                })
                .findFirst()
                .or(() -> said(conversation, this::uncontrolled))
                .or(() -> said(conversation, this::injured));
    }

    private static Optional<String> said(Conversation conversation, Function<Clause, Optional<String>> named) {
        return conversation.clauses().stream()
                .filter(clause -> clause.clinician() && !clause.question())
                .flatMap(clause -> named.apply(clause).stream())
                .findFirst();
    }

    /** What the exam finds and nobody says again: "it's a two centimeter laceration". */
    private Optional<String> injured(Clause clause) {
        Matcher found = FOUND.matcher(clause.text());
        return clause.phase() == Phase.EXAM && found.find() ? named(found.group(1), INJURIES) : Optional.empty();
    }

    /** "your a1c is 8.2, diabetes is not controlled". */
    private Optional<String> uncontrolled(Clause clause) {
        Matcher judged = UNCONTROLLED.matcher(clause.text());
        return judged.find() ? named(pressure(judged.group(1)), DIAGNOSES) : Optional.empty();
    }

    /** The diagnosis that a clause states. */
    Optional<String> diagnosed(String said) {
        Matcher m = DIAGNOSED.matcher(said);
        while (m.find()) {
            String before = said.substring(Math.max(0, m.start() - 30), m.end());
            String rest = said.substring(m.end());
            String whole = before.endsWith(" a ") || before.endsWith(" a") ? "a " + rest.strip() : rest; // "a cold"
            Optional<String> name = named(rest, DIAGNOSES).or(() -> kind(rest)).or(() -> named(whole, DIAGNOSES));
            if (name.isPresent()
                    && !DENIED.matcher(rest).find()
                    && !NEGATED.matcher(before).find()
                    && name.get().split(" ").length <= LONGEST) {
                return name;
            }
        }
        return Optional.empty();
    }

    /** "so plantar fasciitis , left foot": what the clinician concludes without a verb. */
    Optional<String> bare(String said) {
        Matcher lead = CONCLUSION.matcher(said);
        if (!lead.find()) {
            return Optional.empty();
        }
        String rest = said.substring(lead.end());
        return SAYS_MORE.matcher(rest).find()
                        || DENIED.matcher(rest).find()
                        || NEGATED.matcher(rest).find()
                ? Optional.empty()
                : named(rest, DIAGNOSES)
                        .filter(name -> rest.indexOf(name) <= LEAD_IN
                                && !GENERAL.contains(name)
                                && name.split(" ").length <= LONGEST);
    }

    private static Optional<String> kind(String words) {
        Matcher m = KIND.matcher(words);
        return m.find() ? Optional.of(EDGE.matcher(m.group(1)).replaceFirst("").strip()) : Optional.empty();
    }

    private Optional<String> named(String words, Set<Concept.Kind> kinds) {
        int end = -1;
        int start = -1;
        for (Mention mention : mentions(words)) {
            boolean near = end < 0
                    ? words.substring(0, mention.start()).split(" ").length <= 5
                    : mention.start() < end
                            || words.substring(end, mention.start())
                                    .matches(" (?:of|in|on|with|and|the|due to|, |right|left|both)?.{0,12}");
            if (kinds.contains(mention.concept().kind()) && near) {
                start = start < 0 ? mention.start() : start;
                end = Math.max(end, mention.end());
            }
        }
        if (end < 0) {
            return Optional.empty();
        }
        String lead = words.substring(0, start);
        String whole = lead.matches(
                        "(?:.* )?(?:is|are|was|have|has|i|we|you|that|which|so|if|and|to|for|with|he|she|it|because|what|but|when|do|will|not|no) .*")
                ? words.substring(start, end)
                : words.substring(0, end);
        Matcher site = Pattern.compile(
                        "^ (?:of|in|on) (?:the|your|his|her|both|my) (?:(?:left|right|lower|upper|medial|lateral|big|great|middle|index|ring|little) )*(?!so\\b|and\\b|which\\b|that\\b|left\\b|right\\b|i\\b|we\\b)[a-z]+\\b(?: of the (?:left|right) [a-z]+)?")
                .matcher(words.substring(end));
        String tail = site.find() ? site.group() : "";
        String name = EDGE.matcher(whole + tail)
                .replaceFirst("")
                .replaceAll("\\b(?:your|his|her|my) ", "")
                .strip();
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private Set<String> concepts(String words) {
        Set<String> ids = new java.util.HashSet<>();
        mentions(words).stream()
                .filter(m -> HEADS.contains(m.concept().kind()))
                .forEach(m -> ids.add(m.concept().id()));
        return ids;
    }

    private List<Mention> mentions(String words) {
        return lexicon.find(0, Tokenizer.tokens(words));
    }
}
