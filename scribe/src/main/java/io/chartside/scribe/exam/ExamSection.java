package io.chartside.scribe.exam;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.wording.NoteWords;
import io.chartside.scribe.wording.Phrases;
import io.chartside.scribe.wording.Pronouns;
import io.chartside.scribe.wording.WellFormed;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Physical findings by body system, in the words a note uses. Only findings that were said are written; a system that was
 * not mentioned does not appear.
 */
public final class ExamSection {
    private static final Pattern ANNOUNCED = Pattern.compile("\\b(?:on|for) your ([a-z]+ ?){1,3}exam\\b|\\bexam\\b");
    private static final Pattern TALK = Pattern.compile(
            "^(?:let us|i am going to|i will|i want to|i would like|can you|go|okay$|any questions|we will|i need|if you|you can|take a|thank|do you)\\b"
                    + "|\\blet you know\\b|\\blet me know\\b|\\bcalling out\\b|\\btell me\\b|\\btake a look\\b|\\bthank you\\b|\\bcheck out your\\b|\\btake a listen\\b|\\blisten to your\\b|\\bexplain\\b|\\bgoing to\\b|\\bwill\\b|\\bwould\\b|\\bresults\\b|\\bx-rays?\\b|\\bmri\\b|^(?:the |that |this |it |all of that |all that )?[a-z]* ?means\\b|^no ,|^people\\b|^what\\b|^(?:he|she|they|you) (?:wants?|thinks?|knows?)\\b|^(?:your |the )?levels\\b|\\bincreased risk\\b|\\bdoes (?:it|that|this) hurt\\b|^no (?:chest|abdominal|belly|stomach) pain$|\\bguys\\b|\\bprotocol\\b|\\bwhenever\\b|\\bcauses?\\b");
    /** What the patient is told to do while examined. */
    private static final Pattern TOLD_TO = Pattern.compile(
            "^(?:touch|turn|raise|smile|close|squeeze|push|pull|lift|look|follow|open|say|lie|lay|stand|walk|sit|bend|cough|breathe|hold|relax|show|point|put|keep|wiggle|make|give|tell|comparing) (?!test )");

    /**
     * "i am going to listen to your heart sounds normal": an announcement that runs into its finding. Before it stand announcing
     * words alone: "i do not feel the abdomen distended" and "tenderness when feeling the abdomen" announce nothing.
     */
    private static final Pattern ANNOUNCING = Pattern.compile(
            "^(?:(?:okay|so|and|then|now|well|alright|all right|,|(?:heart|lung|neck|abdominal|skin|knee) exam|i|i'm|we|let|me|us|am|are|will|would|like|want|to|going|gonna|just|go|ahead|start|by|with|here|next|quick|quickly|do|take|a|an|on|your|physical|exam|examination|have|need|for) )*(?:listen(?:ing)?|looking|look|feel(?:ing)?|check(?:ing)?(?: out)?|examin(?:e|ing))(?: quickly)?(?: (?:to|at|on))? (?:your|the) (heart|lungs?|abdomen|belly|neck|throat|skin|legs?)(?: exam)?(?: (?:here|now|quick|quickly|real quick))*(?: (?:if you can |please |just )*(?:take |give me )(?:a |some |another )?(?:nice |big |deep )*breaths?(?: for me| in| out)*)? (?!and |or |if |exam |with |for |so |okay )");

    private static final Pattern HEADING = Pattern.compile("^(?:(?:physical )?exam(?:ination)?|objective) : ");
    /** "these are silvery plaques". */
    private static final Pattern TOLD_OF = Pattern.compile(
            "^(?:these|those) are (?=(?:[a-z]+ ){0,4}(?:plaques?|papules?|patches|pustules|vesicles|spots|lesions|hives|welts|blisters|bumps|moles|warts|macules|nodules))");

    private static final Pattern LISTED = Pattern.compile("^no |\\bthere (?:is|are) ");
    private static final Pattern TURNS_TO = Pattern.compile(
            "\\b(?:let me|let us|i am going to|i will|i want to|i would like to|go ahead and|can you|going to)\\b"
                    // A dictated heading.
                    + "|^[a-z]+ [,:] ");
    private static final String SKIN = "Integumentary";

    private static final Pattern RHYTHM = Pattern.compile("\\b(?:regular|irregular|murmurs?|tachycardic)\\b");
    /** The exam told once more while planning: "your exam is normal other than tenderness". */
    private static final Pattern SUMMED_UP = Pattern.compile(
            "\\bexam(?:ination)? (?:is|was|looks) (?:[a-z]+ )?(?:normal|unremarkable|good) (?:other than|except|but)\\b");

    private static final Pattern JOINT =
            Pattern.compile("\\b((?:right |left )?(?:knee|elbow|ankle|leg|thigh|foot|arm|forearm))\\b");
    private static final Pattern VITALS =
            Pattern.compile("^(?:i reviewed )?(?:your|the|his|her) (?:vitals|vital signs)\\b");
    /** Judges nothing that it names. */
    private static final Pattern EMPTY = Pattern.compile(
            "^(?:Regular|(?:They|Those|These|That|This|It|Everything|All)(?: (?:happens|is|are|was|were|looks?|sounds?|seems?|feels?|all|also|very|really|within|pretty|to|be|actually|really|things|of|it|them|that))*(?: (?:normal|good|fine|okay|great|benign|limits|important|stable)(?: .*)?)?)\\.$|^It is painful\\.$|^(?:He|She|The patient|Patient) (?:is|looks|seems) (?:normal|good|fine)\\.$|^(?:This|That) is\\b.*$|^(?:People|Everyone|Which|Any|No (?:chest|abdominal) pain)\\b.*$");

    private final Lexicon lexicon;
    private final NoteWords words;
    private final Pattern test;
    private final Map<String, Pattern> systems = new LinkedHashMap<>();
    /** Words for what is found anywhere, such as swelling: they tell the place where nothing else does. */
    private final Map<String, Pattern> anywhere = new LinkedHashMap<>();

    private final Set<String> findings;
    private final Phrases phrases;
    private final Phrases written;

    public ExamSection(LexiconText text, Lexicon lexicon, NoteWords words) {
        this.words = words;
        this.lexicon = lexicon;
        for (String[] row : RuleText.rows(text, "exam/systems.tsv")) {
            systems.put(row[0], Pattern.compile(row[1].replace("~", "\\b")));
            if (row.length > 2) {
                anywhere.put(row[0], Pattern.compile(row[2].replace("~", "\\b")));
            }
        }
        findings = RuleText.lists(text, "exam/vocabulary.txt").get("findings");
        phrases = new Phrases(text, "exam/phrases.tsv");
        written = new Phrases(text, "exam/written.tsv");
        String laboratory = "";
        for (String[] row : RuleText.rows(text, "results/tests.tsv")) {
            laboratory = row[0].equals("LABORATORY") ? row[1] : laboratory;
        }
        test = Pattern.compile("\\b(?:" + laboratory + "|kidneys)\\b");
    }

    /** Findings by body system in the order they were examined. */
    public Map<String, List<Statement>> of(
            Transcript transcript, Conversation conversation, Writing writing, Pronouns pronouns) {
        Map<String, List<Statement>> bySystem = new LinkedHashMap<>();
        String current = "";
        String joint = "";
        List<Clause> clauses = conversation.clauses();
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (!clause.clinician()) {
                continue;
            }
            if (clause.phase() == Phase.EXAM || clause.phase() == Phase.HISTORY) {
                String site = system(clause.text());
                String place = site.isEmpty() ? current.isEmpty() ? "Musculoskeletal" : current : site;
                Matcher named = JOINT.matcher(clause.text());
                while (named.find()) {
                    joint = named.group(1);
                }
                Maneuvers.at(transcript, conversation, i, joint, words).ifPresent(s -> add(bySystem, place, s));
            }
            boolean announced = ANNOUNCED.matcher(clause.text()).find();
            boolean told = clause.phase() == Phase.EXAM
                    || announced && clause.phase() == Phase.RESULTS
                    || clause.phase() == Phase.PLAN
                            && SUMMED_UP.matcher(clause.text()).find();
            String system = system(clause.text());
            if (announced || clause.phase() == Phase.EXAM && turnsTo(clause)) {
                String turned = place(clause.text(), "");
                current = turned.isEmpty() ? current : turned;
            }
            if (!told || clause.question()) {
                continue;
            }
            for (String part : parts(opened(HEADING.matcher(clause.text()).replaceFirst("")))) {
                String finding = finding(part, writing, pronouns);
                if (finding.isEmpty()) {
                    continue;
                }
                boolean leans = WellFormed.leans(finding) || finding.startsWith("Is ");
                String own = leans ? "" : place(finding.toLowerCase(Locale.ROOT), current);
                String home = !own.isEmpty() ? own : !current.isEmpty() ? current : system;
                if (!own.isEmpty()) {
                    current = own;
                }
                if (!home.isEmpty() && !(own.isEmpty() && EMPTY.matcher(finding).find())) {
                    add(bySystem, home, new Statement(finding, List.of(clause.said())));
                }
            }
        }
        return bySystem;
    }

    /** Words beside a finding that are none by themselves stay with it. */
    private List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : Findings.of(text)) {
            if (parts.isEmpty()
                    || medical(part) && medical(parts.get(parts.size() - 1))
                    || TALK.matcher(part).find()) {
                parts.add(part);
            } else {
                String comma = text.contains(" , ") || part.startsWith("no ") ? " , " : " ";
                parts.set(parts.size() - 1, parts.get(parts.size() - 1) + comma + part);
            }
        }
        return parts;
    }

    private static String opened(String text) {
        Matcher announcing = ANNOUNCING.matcher(text);
        return announcing.find() ? announcing.replaceFirst("$1 ") : text;
    }

    private static void add(Map<String, List<Statement>> bySystem, String system, Statement statement) {
        List<Statement> list = bySystem.computeIfAbsent(system, k -> new ArrayList<>());
        if (list.stream().anyMatch(s -> s.text().equals(statement.text()))) {
            return;
        }
        Statement last = list.isEmpty() ? null : list.get(list.size() - 1);
        String together = last == null ? "" : Findings.together(last.text(), statement.text());
        if (together.isEmpty()) {
            list.add(statement);
            return;
        }
        List<Evidence> evidence = new ArrayList<>(last.evidence());
        statement.evidence().stream().filter(e -> !evidence.contains(e)).forEach(evidence::add);
        list.set(list.size() - 1, new Statement(together, evidence));
    }

    private String finding(String text, Writing writing, Pronouns pronouns) {
        String stripped = text.replaceAll("^(?:(?:okay|so|and|well|now|but) ?,? ?)+", "");
        String bare = TOLD_OF.matcher(stripped).replaceFirst("");
        if (TALK.matcher(stripped).find()
                || VitalSigns.mentions(text)
                        && !RHYTHM.matcher(text).find()
                        && (text.split(" ").length < 16
                                || VITALS.matcher(stripped).find())) {
            return "";
        }
        String said = phrases.apply(bare.length() < stripped.length() ? bare : text);
        said = writing.wellFormed().listed(writing.third(said, false, pronouns));
        if (TOLD_TO.matcher(said).find()
                || test.matcher(said).find()
                || said.matches("(?:is|are|was|were|no the) .*")) {
            return "";
        }
        if (!medical(said) || said.matches("(?:i|we|if|let) .*") || said.split(" ").length > 45) {
            return "";
        }
        String sentence = writing.sentence(written.apply(writing.written(said)));
        return sentence.contains(" ") ? sentence : "";
    }

    /** Whether the words are a finding, or a quality, of a part of the body that they name. */
    boolean tells(String text) {
        return medical(text)
                && (!system(text).isEmpty() || !first(anywhere, text).isEmpty());
    }

    private boolean medical(String text) {
        // "no associated cellulitis" and "there are seborrheic keratoses" are findings whatever the vocabulary holds.
        if (LISTED.matcher(text).find()
                && !lexicon.find(0, Tokenizer.tokens(text)).isEmpty()) {
            return true;
        }
        for (String word : text.split("[^a-z0-9'/+-]+")) {
            if (findings.contains(word) || word.matches("\\d/\\d|\\d\\+")) {
                return text.contains(" ");
            }
        }
        return false;
    }

    /** "let me look in your ears": what is found next is found there. */
    private static boolean turnsTo(Clause clause) {
        return clause.question() || TURNS_TO.matcher(clause.text()).find();
    }

    /** Where the words say that it was found; a spot on the back is the skin's while the skin is looked at. */
    private String place(String finding, String current) {
        Pattern here = anywhere.get(current);
        if (current.equals(SKIN) && here.matcher(finding).find()) {
            return current;
        }
        String named = system(finding);
        return named.isEmpty() && current.isEmpty() ? first(anywhere, finding) : named;
    }

    private String system(String text) {
        return first(systems, text);
    }

    private static String first(Map<String, Pattern> systems, String text) {
        String best = "";
        int at = Integer.MAX_VALUE;
        for (Map.Entry<String, Pattern> entry : systems.entrySet()) {
            var m = entry.getValue().matcher(text);
            if (m.find() && m.start() < at) {
                best = entry.getKey();
                at = m.start();
            }
        }
        return best;
    }
}
