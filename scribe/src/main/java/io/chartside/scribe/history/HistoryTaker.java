package io.chartside.scribe.history;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Answer;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.PatientProfile;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.finding.Finding;
import io.chartside.scribe.finding.Places;
import io.chartside.scribe.finding.Symptom;
import io.chartside.scribe.finding.Symptoms;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.wording.Phrases;
import io.chartside.scribe.wording.Pronouns;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the history: joins questions to their answers and writes what the patient tells in the third person. */
public final class HistoryTaker {
    private static final Pattern NEGATED =
            Pattern.compile("\\b(?:no|not|never|without|denies|deny|denied|none|nor|neither|nothing|cannot|any)\\b");
    private static final Pattern DENIES =
            Pattern.compile("\\b(?:no|not|never|without|denies|deny|denied|none|nor|neither|nothing|cannot)\\b");
    private static final Pattern IS = Pattern.compile("\\b(?:is|are|was|were)\\b");
    private static final Pattern ANY = Pattern.compile("\\bany\\b");
    private static final Pattern HYPOTHETICAL = Pattern.compile(
            "\\b(?:if|in case|would|might|could|mom|mother|father|dad|brother|sister|wife|husband|worried about|family|because of|used to|side effect)\\b");
    private static final Pattern CHATTER = Pattern.compile(
            "\\b(?:thank you|thanks|nice to|good to see|how are you|weather|sounds good|see you|can you hear|email address|date of birth|home address|phone number|postcode|zip code|my pleasure|no problem|take care|bye|dragon|dax|appreciate it)\\b");
    /** What the patient does not have now: a reaction to a drug, long ago, or of somebody else. */
    private static final Pattern NOT_NOW = Pattern.compile(
            "\\b(?:(?:makes?|made|gives?|gave) me|allerg(?:ic|y|ies)|reaction|years? ago|long time ago|in the past|last year|the first (?:week|month|few days|couple (?:of )?days)|(?:that|it) (?:is|has) (?:all )?(?:gone|resolved|stopped|went away)|grandson|grandma|grandpa|granddaughter|grandmother|grandfather|my son|my daughter|uncle|aunt|friend|neighbor|when i)\\b");

    private static final Pattern ALLERGY_ASKED =
            Pattern.compile("\\ballerg|\\b(?:gave|gives|give) you (?:hives|a rash)|\\breaction\\b|\\bfamily\\b");
    /** A reply that denies the rest of what was asked: "a little cough, but everything else is fine". */
    private static final Pattern NOTHING_ELSE = Pattern.compile("\\beverything else (?:is|was|has been|seems|feels)?"
            + " ?(?:all |been |pretty |just |totally )*(?:fine|okay|ok|good|great|normal|right|negative)\\b"
            + "|\\bnothing else(?= ,|$)|\\bnone of (?:the others?|the rest|those)(?= ,|$)|\\bnot (?:really )?the (?:others?|rest)(?= ,|$)"
            + "|\\b(?:other than|besides|apart from|aside from) that ,? ?(?:no|nope|nothing|none|i am (?:fine|okay|good)|i have been (?:fine|okay|good))\\b"
            + "|\\bjust that(?= , $)");
    /** Asked with a denial in it: whether a yes agrees or contradicts, nobody can tell. */
    private static final Pattern ASKED_AWAY =
            Pattern.compile("\\b(?:no|not|never|without|deny|denies)\\b(?! ?(?:,|\\?|$))");
    /** What is asked while the patient is examined or the plan is told, and is no history. */
    private static final Pattern AT_HAND = Pattern.compile(
            "\\b(?:hurts?|tender|sore|(?:right|over) here|when i|if i|as i|how about (?:here|there|now|that)|does (?:that|this)|is (?:that|this)|feel (?:this|that|me)|questions?|sound|sense|okay with|would you|will you|can you|could you|do you (?:want|understand|think|need|know|mean|remember)|are you (?:okay|ready|good|willing|interested|able)|should|refills?)\\b"
                    + "|\\b(?:there|here|(?:this|that) (?:side|way|one))$|^(?:okay |and |so |now )*any (?:pain|tenderness|discomfort)$");
    /** Says nothing without what was asked: "i had one last year". */
    private static final Pattern ELLIPTICAL = Pattern.compile(
            "^(?:[a-z']+ ){1,3}(?:one|some|it|that|them)(?: (?:in|on|about|last|back|before|too|already|today|yesterday)\\b.{0,20})?$");

    /** A question that an answer cuts off before it says what is asked of the part. */
    private static final Pattern BROKEN_OFF = Pattern.compile(
            "^(?:(?:so|and|okay|,) ?)*any (?:chest|back|neck|head|belly|abdominal|stomach|leg|arm|ear|eye|throat|joint|muscle)$");

    private static final Pattern HEADED = Pattern.compile(
            "^(?:past (?:medical |surgical )?history|medications?|allergies|social history|family history) : ");
    private static final String VACCINATED =
            "\\b(?:vaccines?|vaccinations?|immunizations?|shots) (?:is|are) (?:all )?(?:up to date|current)\\b";
    /** What a clinician tells of the patient, or dictates under a heading of the history. */
    private static final Pattern ABOUT =
            Pattern.compile("\\b(?:you|your|he|she|his|her)\\b|" + VACCINATED + "|" + HEADED);

    private static final Pattern TOPIC = Pattern.compile(
            "\\b(?:tell me (?:more )?about|how is|going on with|what about) (?:the|your|that|this) ((?:[a-z]+ ){0,2}[a-z]+(?<!s|things|going|doing))$");
    private static final Pattern IT = Pattern.compile(
            "^it (?=(?:is|has|was|came|comes|started|starts|hurts|itches|began|got|gets|feels|looks|goes|burns|bleeds|aches)\\b)");
    /** What the patient tells while the plan is made: "i have asthma though". */
    private static final Pattern ADDED = Pattern.compile(
            "^(?:(?:but|well|and|actually|also|no|because|,) )*i (?:also |still |do |did )*(?:have|had|am allergic|take|smoke|used to|cannot take|react)\\b(?!.*\\b(?:question|appointment|to go)\\b)");

    private static final Pattern DRUG_ASKED =
            Pattern.compile("^(?:(?:and|okay|so|what about|how about|also|,) )*(?:the|your) ((?:[a-z0-9-]+ ?){1,4})$");
    private static final int REPLY_TURNS = 2;
    /** Words of a sentence at least, as "i have gallstones". */
    private static final int SHORTEST = 3;

    private final Symptoms symptoms;
    private final Questions questions;
    private final Salience salience;
    private final Phrases openings;
    private final Background background;
    private final Topics topics;
    private final Lexicon lexicon;

    public HistoryTaker(LexiconText text, Lexicon lexicon) {
        this.lexicon = lexicon;
        background = new Background(text);
        topics = new Topics(text);
        symptoms = new Symptoms(text);
        questions = new Questions(text);
        salience = new Salience(text);
        openings = new Phrases(text, "history/phrases.tsv");
    }

    public Symptoms symptoms() {
        return symptoms;
    }

    public Salience salience() {
        return salience;
    }

    public History take(Transcript transcript, Conversation conversation, PatientProfile patient, Writing writing) {
        List<Clause> clauses = conversation.clauses();
        List<Statement> introduction = new ArrayList<>();
        List<History.Line> lines = new ArrayList<>();
        Map<Symptom, Finding> findings = new LinkedHashMap<>();
        int introFrom =
                patient.introduction().map(PatientProfile.Introduction::index).orElse(-1);
        int introTo = introFrom
                + patient.introduction()
                        .map(PatientProfile.Introduction::clauses)
                        .orElse(0);
        patient.introduction().ifPresent(intro -> {
            String text = openings.apply(intro.text());
            introduction.add(new Statement(writing.sentence(writing.written(text)), List.of((Evidence) intro.said())));
        });
        String asked = "";
        Clause question = null;
        boolean inHistory = true;
        Relatives relatives = new Relatives(conversation);
        Fragments fragments = new Fragments(
                topics, this::clinical, words -> !symptoms.in(words).isEmpty(), openings, salience);
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (i >= introFrom && i < introTo || CHATTER.matcher(clause.text()).find()) {
                continue;
            }
            if (clause.clinician()) {
                asked = clause.text();
                question = clause;
                inHistory = clause.phase() == Phase.HISTORY
                        || clause.question() && !AT_HAND.matcher(clause.text()).find();
                if (inHistory) {
                    clinician(transcript, conversation, i, patient.pronouns(), writing, lines, findings);
                }
            } else if (!clause.question() && !relatives.told(clause).isEmpty()) {
                if (!ALLERGY_ASKED.matcher(asked).find()) {
                    mentions(
                            Replies.excepting(transcript, clause, relatives.told(clause)),
                            List.of(clause.said()),
                            findings);
                }
                if (inHistory || ADDED.matcher(clause.text()).find() && clinical(clause.text())) {
                    String told = relatives.told(clause);
                    String whole = i == 0 ? told : topical(asked, clauses.get(i - 1), Relatives.completed(asked, told));
                    boolean stands = line(
                            whole,
                            true,
                            clause.speaker() == Speaker.PATIENT,
                            whole.equals(told)
                                    ? List.<Evidence>of(clause.said())
                                    : List.<Evidence>of(clauses.get(i - 1).said(), clause.said()),
                            clause.turn(),
                            patient.pronouns(),
                            writing,
                            lines);
                    fragments.heard(clause, told, stands, question);
                    if (i + 1 == clauses.size() || clauses.get(i + 1).turn() != clause.turn()) {
                        fragments.written(lines, patient.pronouns(), writing);
                    }
                }
            }
        }
        return new History(introduction, lines, new ArrayList<>(findings.values()));
    }

    /** Whether a negation stands for the symptom too: in "the drum is not red nose is swollen" it ends before the next verb. */
    private static boolean reaches(String clause, Symptoms.Mention symptom) {
        String before = String.join(" ", List.of(clause.split(" ")).subList(0, symptom.from()));
        Matcher negation = NEGATED.matcher(before);
        int end = -1;
        while (negation.find()) {
            end = negation.end();
        }
        return end < 0 || !IS.matcher(before.substring(end)).find();
    }

    private void clinician(
            Transcript transcript,
            Conversation conversation,
            int i,
            Pronouns pronouns,
            Writing writing,
            List<History.Line> lines,
            Map<Symptom, Finding> findings) {
        Clause clause = conversation.clauses().get(i);
        int reply = replyTo(conversation, clause);
        List<Symptoms.Mention> asked = symptoms.in(clause.text());
        Replies replies = Replies.of(transcript, conversation, clause, reply, symptoms);
        Answer answer = replies.answer(asked);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(clause.said());
        String replyText = "";
        StringBuilder replied = new StringBuilder();
        for (Clause other : conversation.clauses()) {
            if (other.turn() == reply) {
                replyText = replyText.isEmpty() ? other.text() : replyText;
                replied.append(other.text()).append(" , ");
                if (evidence.size() == 1) {
                    evidence.add(other.said());
                }
            }
        }
        if (evidence.size() == 1
                && reply >= 0
                && !transcript.turns().get(reply).text().isEmpty()) {
            var turn = transcript.turns().get(reply);
            evidence.add(
                    new Evidence.Said(turn.index(), turn.id(), 0, turn.text().length()));
        }
        // "And your feet, any numbness": a question without its mark.
        boolean asks = clause.question()
                || ANY.matcher(clause.text()).find()
                        && !DENIES.matcher(clause.text()).find();
        boolean statement = !asks;
        boolean negated = NEGATED.matcher(clause.text()).find() && statement;
        if (!asked.isEmpty()) {
            if (negated && answer != Answer.YES || negated && statement) {
                asked.stream()
                        .filter(m -> reaches(clause.text(), m))
                        .forEach(m -> add(findings, m, clause.text(), Finding.Polarity.DENIED, evidence));
            } else if (answer == Answer.NO && !statement) {
                Set<String> admitted = Admitted.words(conversation, reply);
                asked.forEach(m -> add(
                        findings,
                        m,
                        clause.text(),
                        Admitted.names(admitted, clause.text(), m)
                                ? Finding.Polarity.REPORTED
                                : replies.polarity(m, Finding.Polarity.DENIED),
                        evidence));
            } else if (!statement && replies.admits(asked)) {
                asked.forEach(m -> add(findings, m, clause.text(), Finding.Polarity.REPORTED, evidence));
            } else if (!statement
                    && answer == Answer.YES
                    && ASKED_AWAY.matcher(clause.text()).find()) {
                return;
            } else if ((answer == Answer.YES || statement && clause.text().contains("you"))
                    && asked.size() <= (statement ? 4 : 1)) {
                asked.forEach(m -> add(findings, m, clause.text(), Finding.Polarity.REPORTED, evidence));
            } else if (!statement && NOTHING_ELSE.matcher(replied.toString()).find()) {
                Set<Symptom> told = symptoms.in(replied.toString()).stream()
                        .map(Symptoms.Mention::symptom)
                        .collect(Collectors.toSet());
                // Where the exception itself was not understood, it may be any of them.
                boolean understood = asked.stream().anyMatch(m -> told.contains(m.symptom()));
                asked.stream()
                        .filter(m -> understood && !told.contains(m.symptom()))
                        .forEach(m -> add(findings, m, clause.text(), Finding.Polarity.DENIED, evidence));
            }
        }
        if (clause.question()
                && (asked.isEmpty() || answer == Answer.YES)
                && !(answer == Answer.YES && eitherOr(conversation, i))) {
            String closed = questions.closed(clause.text(), answer, writing.verbs());
            String elliptical = answer == Answer.NO ? "" : questions.elliptical(clause.text(), replyText);
            if (closed.isEmpty() && elliptical.isEmpty() && clinical(Topics.bare(clause.text()))) {
                closed = Questions.denied(Topics.bare(clause.text()), answer);
            }
            if (closed.isEmpty() && elliptical.isEmpty() && answer == Answer.YES) {
                elliptical = drugAsked(clause.text());
            }
            if (replies.several() && Questions.habit(elliptical)) {
                elliptical = ""; // Which of the questions "penicillin" answers, nobody can tell.
            }
            String open = closed.isEmpty() || Questions.habit(elliptical) ? elliptical : closed;
            if (!open.isEmpty() && !BROKEN_OFF.matcher(clause.text()).find()) {
                line(open, false, false, evidence, clause.turn(), pronouns, writing, lines);
            }
        } else if (statement && asked.isEmpty() && ABOUT.matcher(clause.text()).find() && answer != Answer.NO) {
            line(clause.text(), false, false, evidence, clause.turn(), pronouns, writing, lines);
        }
    }

    /** "Tell me about the rash." "It is on my arm." */
    private static String topical(String asked, Clause before, String told) {
        Matcher topic = TOPIC.matcher(asked);
        return before.clinician() && topic.find() ? IT.matcher(told).replaceFirst("the " + topic.group(1) + " ") : told;
    }

    /** "The carvedilol?" "Yes." */
    private String drugAsked(String question) {
        Matcher m = DRUG_ASKED.matcher(question);
        return m.find() && background.namesDrug(m.group(1)) ? "you take " + m.group(1) : "";
    }

    /** "Have you been at work? Or have you been at home?": a yes may mean either. */
    private static boolean eitherOr(Conversation conversation, int i) {
        List<Clause> clauses = conversation.clauses();
        Clause asked = clauses.get(i);
        return asked.text().startsWith("or ")
                || i + 1 < clauses.size()
                        && clauses.get(i + 1).turn() == asked.turn()
                        && clauses.get(i + 1).text().startsWith("or ");
    }

    private static int replyTo(Conversation conversation, Clause asked) {
        for (int turn = asked.turn() + 1;
                turn <= asked.turn() + REPLY_TURNS
                        && turn < conversation.roles().speakers().size();
                turn++) {
            if (conversation.roles().speakers().get(turn) != io.chartside.scribe.transcript.Speaker.CLINICIAN) {
                return turn;
            }
        }
        return -1;
    }

    private void mentions(String text, List<Evidence> evidence, Map<Symptom, Finding> findings) {
        if (HYPOTHETICAL.matcher(text).find()) {
            return;
        }
        String[] words = text.split(" ");
        for (Symptoms.Mention mention : symptoms.in(text)) {
            String before = String.join(" ", List.of(words).subList(Math.max(0, mention.from() - 8), mention.from()));
            boolean denied = NEGATED.matcher(
                            before.replaceAll(".*\\bbut\\b", "").replaceAll("\\bnot (?:only|just|sure)\\b", ""))
                    .find();
            if (!denied && NOT_NOW.matcher(text).find()) {
                continue;
            }
            add(findings, mention, text, denied ? Finding.Polarity.DENIED : Finding.Polarity.REPORTED, evidence);
        }
    }

    private static void add(
            Map<Symptom, Finding> findings,
            Symptoms.Mention mention,
            String text,
            Finding.Polarity polarity,
            List<Evidence> evidence) {
        Symptom symptom = mention.symptom();
        Finding known = findings.get(symptom);
        if (known == null || known.polarity() == Finding.Polarity.DENIED && polarity == Finding.Polarity.REPORTED) {
            String[] words = text.split(" ");
            String after = String.join(" ", List.of(words).subList(mention.to(), words.length));
            findings.put(symptom, new Finding(symptom, Places.of(symptom, after), polarity, evidence));
        }
    }

    /** @return whether the words stand as a sentence of the note */
    private boolean line(
            String said,
            boolean byPatient,
            boolean reported,
            List<Evidence> evidence,
            int position,
            Pronouns pronouns,
            Writing writing,
            List<History.Line> lines) {
        String opened = openings.apply(said);
        if (opened.split(" ").length < SHORTEST) {
            return false;
        }
        if (byPatient
                && (opened.matches(".*\\byou\\b.*")
                        || ELLIPTICAL.matcher(opened).find())) {
            return false;
        }
        String third = writing.written(writing.third(opened, byPatient, pronouns));
        String sentence = writing.sentence(
                HEADED.matcher(opened).find() ? third : writing.wellFormed().told(third, pronouns, byPatient));
        if (!sentence.isEmpty()) {
            lines.add(new History.Line(
                    new Statement(sentence, evidence),
                    opened,
                    salience.of(opened),
                    clinical(opened),
                    position,
                    reported));
        }
        return !sentence.isEmpty();
    }

    /** Whether the words name a symptom, a condition, a drug or a matter of the background. */
    private boolean clinical(String words) {
        return !symptoms.in(words).isEmpty()
                || !lexicon.find(0, Tokenizer.tokens(words)).isEmpty()
                || background.of(words).isPresent()
                || background.namesDrug(words);
    }
}
