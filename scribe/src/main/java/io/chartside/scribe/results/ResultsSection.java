package io.chartside.scribe.results;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Phrases;
import io.chartside.scribe.wording.Pronouns;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Results of tests that were read out in the visit. Once a test is named, the findings said after it are its results until
 * the talk moves on; tests yet to be done belong to the plan.
 */
public final class ResultsSection {
    private static final int REACH_CLAUSES = 7;
    private static final int FOLLOWS_CLAUSES = 3;
    private static final Pattern FUTURE = Pattern.compile(
            "\\b(?:i am going to|we will|i will|let us|want to|order|ordering|repeat|recheck|schedule|need|would like|if (?:you|it|the|your)|do you|have you|can|could|should|once|after we|going to|sent you|we can|might want|prescribe|continue|wait for)\\b");
    private static final Pattern READ_OUT = Pattern.compile(
            "\\b(?:shows?|showed|showing|reveal\\w*|demonstrat\\w*|came back|come back|is|are|was|were|looks?|looked|suggests?|see|has|grew|measures?|measured|went (?:up|down|from)|came (?:up|down)|confirm\\w*|increased|decreased|dropped|rose|found)\\b");
    private static final Pattern ASIDE = Pattern.compile(" (?:, )?which\\b.*$");
    private static final Pattern LOOKS = Pattern.compile(
            "\\b(?:review|reviewing|a look|look(?:ing)? (?:here )?at|go(?:ing)? over)\\b(?!.*\\b(?:order|schedule|next)\\b)");
    private static final Pattern FALSE_START = Pattern.compile("^(?:and )?(?:it )?is (?=there (?:is|are)\\b)");
    private static final Pattern YOU_SEE =
            Pattern.compile("^(?:(?:so|and|okay|but|now|,) )*(?:here )?(?:you|we) can (?:also |actually )?see ");
    private static final Pattern NOTICING =
            Pattern.compile("\\bwhat i (?:am |do )?(?:notic\\w+|see|seeing|find|finding)(?: here| today)?$");
    /** What was seen in the images just named, in whatever part of the talk. */
    private static final Pattern OBSERVED = Pattern.compile(
            "^(?:(?:so|and|okay|but|now|,) )*(?:(?:i|we) (?:do |did |can |also |really )*(?:not )?(?:see|notice|noticed|appreciate|find|saw)\\b|(?:they|he|she) (?:also )?(?:found|saw)\\b|(?:it|this|that|they|these|those) (?:does |do |did |also |not )*(?:shows?|showed|reveals?|revealed|demonstrates?|looks? like)\\b|there (?:is|are|was|were)\\b)");

    private static final Pattern SHOWN = Pattern.compile(
            "\\b(?:shows?|showed|reveals?|revealed|demonstrates?|confirms?|confirmed|not (?:really )?show)\\b");
    /** What it was that the test just named came back with: "you do have a tear". */
    private static final Pattern HAVING = Pattern.compile(
            "^(?:(?:and|okay|but|now|,) )*(?:you|he|she) (?:do |does |did |definitely )?(?:have|has) (?:a|an|some|mild|moderate|severe|multiple|several) ");
    /** "and that was negative" right after the test. */
    private static final Pattern JUDGED = Pattern.compile(
            "^(?:(?:so|and|okay|but|now|,) )*(?:it|this|that|they|these|those|which|everything|here) (?:here )?(?:is|are|was|were|came back|comes back) (?:(?:all|also|very|actually|completely|slightly|a little bit|a bit) )*(?:negative|positive|normal|abnormal|elevated|high|low|unremarkable|within normal)\\b");

    /** What else an image showed: "the left atrium is mildly enlarged", "no fracture". */
    private static final Pattern GOES_ON = Pattern.compile(
            "^(?:(?:so|and|okay|but|now|,) )*(?:(?:the|your|his|her|both|all the) (?:[a-z0-9'-]+ ){1,6}?(?:is|are|was|were|looks?|looked|appears?|appeared|shows?|showed|measures?)\\b(?!.*\\b(?:you|i|we|because|pain|going)\\b)|no (?!question|problem|worries|sports?|lifting|heavy|driving|running|exercise|exertion|work|school|gym|swimming|alcohol|smoking|weight|need|more|further)[a-z]+|(?:[a-z]+ ){1,4}?(?:is|are|was|were|looks?|looked) (?:all |both )*(?:\\d+%|clear|normal|unremarkable|intact|clean|negative|within normal)\\b)");

    /** How much of a drug is to be taken is no result. */
    private static final Pattern DOSE = Pattern.compile(
            "\\b\\d+(?:\\.\\d+)? (?:mg|mcg|tablets?|capsules?|pills?|puffs?|units?)\\b(?! (?:per|a) (?:dl|deciliter|liter))");

    /** A supplement that has a test's name: "vitamin d 2000 units a day". */
    private static final Pattern TAKEN = Pattern.compile(
            "\\b\\d+(?:\\.\\d+)? (?:mg|mcg|units?|meq|tablets?|capsules?|pills?) (?:(?:a|per|every|each) (?:day|night|morning|week)|daily|once|twice|weekly|(?:2|3|4|three|four) times|at (?:night|bedtime))\\b");

    private static final Pattern VERBLESS =
            Pattern.compile("^[a-z0-9 -]+? (?:,|with) (?:an? |no |mild |moderate |severe )?[a-z]");
    private static final Pattern SPECIMEN = Pattern.compile("\\b(?:urine|urinalysis|cultures?|stool|smear|swab)\\b");

    private static final Pattern QUALIFIED = Pattern.compile(
            "\\b(?:an? |the )(?:completely |essentially )?(?:normal|unremarkable|negative|positive|abnormal) $");
    private static final Pattern VALUE = Pattern.compile("\\b\\d+(?:\\.\\d+)?%?(?= |$)");
    private final Lexicon lexicon;
    private final Pattern finding;
    private final Pattern test;
    private final Pattern named;
    /** A value without a verb: "hemoglobin 13.2". */
    private final Pattern valued;

    private final Pattern imaging;
    private final Pattern imagingOfPart;
    private final Pattern imagingWord;
    private final ImagedSite sites;
    private final Phrases phrases;

    public ResultsSection(LexiconText text, Lexicon lexicon) {
        this.lexicon = lexicon;
        StringBuilder all = new StringBuilder();
        String imaging = "";
        for (String[] row : RuleText.rows(text, "results/tests.tsv")) {
            all.append(all.isEmpty() ? "" : "|").append(row[1]);
            imaging = row[0].equals("IMAGING") ? row[1] : imaging;
        }
        Map<String, Set<String>> words = RuleText.lists(text, "results/vocabulary.txt");
        finding = Pattern.compile("\\b(?:" + String.join("|", words.get("findings")) + ")\\b|\\b\\d[\\d./]*%?(?= |$)");
        String parts = words.get("body parts").stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .collect(Collectors.joining("|"));
        test = Pattern.compile("\\b(?:" + all + ")\\b");
        valued = Pattern.compile("\\b(?:" + all + ") (?:of |at |, )?\\d[\\d.]*(?= |$|%)");
        named = Pattern.compile("((?:(?:" + parts
                + "|left|right|bilateral|lumbar|cervical|thoracic|recent|barium swallow|bone|lab) )*)\\b(" + all
                + ")\\b((?: results?)?(?: of (?:the|your|his|her|that|this|both) (?:(?:and )?(?:" + parts
                + "|left|right|both|great|big|middle|index) ?)+)?)");
        this.imaging = Pattern.compile(
                "\\b(?:" + imaging
                        + "|ekg|ecg|electrocardiogram|emg|nerve (?:study|studies|test)|(?:heart|holter|event) monitor|holter|breathing tests?|lung function tests?|biopsy|pathology|spirometry|pfts?|pulmonary function tests?|sleep study)\\b");
        imagingOfPart = Pattern.compile("(?:(?:recent) )?((?:[a-z]+ )+)(" + imaging + ")");
        imagingWord = Pattern.compile("(?:x-rays?|radiographs?|mris?|films?|images|imaging|diagnostic imaging)");
        sites = new ImagedSite(text);
        phrases = new Phrases(text, "results/phrases.tsv");
    }

    /** A test that the talk is about, and the last clause that told of it. */
    private record Topic(Reading.Test test, Evidence.Said said, int at, boolean read) {
        Topic toldAt(int clause) {
            return new Topic(test, said, clause, true);
        }
    }

    /** One paragraph for each test, in the order they were read out. */
    public List<List<Statement>> of(Conversation conversation, Writing writing, Pronouns pronouns) {
        Map<String, List<Statement>> byTest = new LinkedHashMap<>();
        Set<String> told = new LinkedHashSet<>();
        Optional<ImagedSite.Site> site = sites.of(conversation);
        Topic topic = null;
        List<Clause> clauses = conversation.clauses();
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (!clause.clinician()) {
                continue;
            }
            String text = statement(clauses, i);
            boolean command = text.contains("dragon");
            boolean asks = clause.question() && text.equals(clause.text());
            boolean future = !command && isFuture(text);
            Matcher m = named.matcher(text);
            boolean names = m.find();
            if (names && !future && (!asks || command)) {
                topic = new Topic(test(m, text), clause.said(), i, false);
            } else if (topic != null
                    && (i - topic.at() > REACH_CLAUSES || clause.phase() == Phase.PLAN && future || moved(text))) {
                topic = null;
            }
            if (topic == null
                    || future
                    || command
                    || asks
                    || !finds(text, topic)
                    || !tells(clause, text, names ? m.start() : -1, topic, i)) {
                continue;
            }
            boolean placed = topic.test().unplaced() && site.isPresent();
            List<Statement> before = byTest.getOrDefault(topic.test().name(), List.of());
            Matcher value = valued.matcher(text);
            boolean telegram = names
                    && !imaging.matcher(topic.test().name()).find()
                    && !READ_OUT.matcher(text).find()
                    && value.find();
            String result = telegram
                    ? text.substring(value.start())
                    : Reading.of(
                            phrases.apply(text),
                            placed ? topic.test().at(site.get().name()) : topic.test(),
                            names,
                            !before.isEmpty(),
                            test);
            result = writing.wellFormed().listed(writing.written(writing.third(result, false, pronouns)));
            String sentence = finding.matcher(result).find()
                            || !lexicon.find(0, Tokenizer.tokens(result)).isEmpty()
                    ? writing.sentence(result)
                    : "";
            if (!sentence.isEmpty() && told.add(sentence)) {
                List<Evidence> evidence = new ArrayList<>(List.of(clause.said()));
                if (!topic.said().equals(clause.said())) {
                    evidence.add(topic.said());
                }
                if (placed && before.isEmpty()) {
                    evidence.add(site.get().said());
                }
                byTest.computeIfAbsent(topic.test().name(), k -> new ArrayList<>())
                        .add(new Statement(sentence, evidence));
                topic = topic.toldAt(i);
            }
        }
        return List.copyOf(byTest.values());
    }

    /** A word of results, or a condition by name that is seen in an image. */
    private boolean finds(String text, Topic topic) {
        return finding.matcher(text).find()
                || imaging.matcher(topic.test().name()).find()
                        && (OBSERVED.matcher(text).find() || SHOWN.matcher(text).find())
                        && !lexicon.find(0, Tokenizer.tokens(text)).isEmpty();
    }

    /** The clause as a statement: "is there is no fracture", and "is a bit of arthritis" after "what I am noticing". */
    private static String statement(List<Clause> clauses, int i) {
        String text = clauses.get(i).text();
        if (FALSE_START.matcher(text).find()) {
            return FALSE_START.matcher(text).replaceFirst("");
        }
        text = YOU_SEE.matcher(text).replaceFirst("i see ");
        boolean goesOn = i > 0
                && clauses.get(i - 1).turn() == clauses.get(i).turn()
                && NOTICING.matcher(clauses.get(i - 1).text()).find();
        return goesOn ? text.replaceFirst("^(?:is|are) ", "there is ") : text;
    }

    private static boolean isFuture(String text) {
        String main = ASIDE.matcher(text).replaceFirst("");
        return FUTURE.matcher(main).find() && !LOOKS.matcher(main).find();
    }

    /** Whether the clause tells a result of the topic, of which it is {@code at} clauses after the last word. */
    private boolean tells(Clause clause, String text, int named, Topic topic, int i) {
        boolean names = named >= 0;
        boolean imaged = imaging.matcher(topic.test().name()).find();
        boolean near = i - topic.at() <= FOLLOWS_CLAUSES;
        if (TAKEN.matcher(text).find()) {
            return false;
        }
        if (!names) {
            if (DOSE.matcher(text).find()) {
                return false;
            }
            boolean judged = i - topic.at() <= 2 && JUDGED.matcher(text).find();
            boolean seen = imaged && near && OBSERVED.matcher(text).find();
            boolean goesOn = imaged
                    && near
                    && topic.read()
                    && topic.said().turn() == clause.turn()
                    && GOES_ON.matcher(text).find();
            boolean having = imaged
                    && i - topic.at() == 1
                    && topic.said().turn() == clause.turn()
                    && HAVING.matcher(text).find();
            boolean specimen = near
                    && topic.said().turn() == clause.turn()
                    && SPECIMEN.matcher(topic.test().name()).find()
                    && OBSERVED.matcher(text).find();
            if (judged || seen || goesOn || having || specimen) {
                return true;
            }
            return imaged && near && (clause.phase() == Phase.RESULTS || clause.phase() == Phase.EXAM);
        }
        if (QUALIFIED.matcher(text.substring(0, named)).find()) {
            return true;
        }
        String said = text.substring(named);
        boolean told = !text.contains("you");
        boolean read = READ_OUT.matcher(said).find()
                || told && (imaged ? VERBLESS : valued).matcher(said).find();
        return switch (clause.phase()) {
            case RESULTS, EXAM -> true;
            case PLAN -> read;
            case HISTORY -> read && (VALUE.matcher(said).find() || !text.contains("you "));
        };
    }

    private static boolean moved(String text) {
        return text.matches(".*\\b(?:on your [a-z]+ exam|assessment|problem|questions)\\b.*");
    }

    private Reading.Test test(Matcher m, String text) {
        return new Reading.Test(name(m), imagingWord.matcher(m.group(2)).matches(), Reading.Viewed.of(text));
    }

    private String name(Matcher m) {
        String part = m.group(1)
                .strip()
                .replaceAll("^recent ", "")
                .replaceAll("^abdominal$", "abdomen")
                .replaceAll("^pelvic$", "pelvis")
                .replaceAll("(?<=^|left |right )(?:renal)$", "kidneys")
                .replaceAll("^(cervical|lumbar|thoracic)$", "$1 spine");
        String name = m.group(2)
                + m.group(3)
                        .replaceAll("\\b(?:your|his|her|that|this)\\b", "the")
                        .replaceAll(" results?", "");
        Matcher imaging = imagingOfPart.matcher(part + " " + m.group(2));
        return part.isEmpty()
                ? name
                : imaging.matches() && m.group(3).isEmpty() ? m.group(2) + " of the " + part : part + " " + name;
    }
}
