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
import io.chartside.scribe.finding.Symptom;
import io.chartside.scribe.finding.Symptoms;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.wording.Phrases;
import io.chartside.scribe.wording.Pronouns;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the history: joins questions to their answers and writes what the patient tells in the third person. */
public final class HistoryTaker {
    private static final Pattern NEGATED =
            Pattern.compile("\\b(?:no|not|never|without|denies|deny|denied|none|nor|neither|nothing|cannot|any)\\b");
    private static final Pattern HYPOTHETICAL = Pattern.compile(
            "\\b(?:if|in case|would|might|could|mom|mother|father|dad|brother|sister|wife|husband|worried about|family|because of|used to|side effect)\\b");
    private static final Pattern CHATTER = Pattern.compile(
            "\\b(?:thank you|thanks|nice to|good to see|how are you|weather|sounds good|see you|my pleasure|no problem|take care|bye|dragon|dax|appreciate it)\\b");
    /** What the patient does not have now: a reaction to a drug, long ago, or of somebody else. */
    private static final Pattern NOT_NOW = Pattern.compile(
            "\\b(?:(?:makes?|made|gives?|gave) me|allerg(?:ic|y|ies)|reaction|years? ago|long time ago|in the past|last year|grandson|grandma|grandpa|granddaughter|grandmother|grandfather|my son|my daughter|uncle|aunt|friend|neighbor|when i)\\b");

    private static final Pattern ALLERGY_ASKED =
            Pattern.compile("\\ballerg|\\b(?:gave|gives|give) you (?:hives|a rash)|\\breaction\\b|\\bfamily\\b");
    private static final int REPLY_TURNS = 2;
    private final Symptoms symptoms;
    private final Questions questions;
    private final Salience salience;
    private final Phrases openings;

    public HistoryTaker(LexiconText text) {
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
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (i >= introFrom && i < introTo || CHATTER.matcher(clause.text()).find()) {
                continue;
            }
            if (clause.clinician()) {
                asked = clause.text();
                if (clause.phase() == Phase.HISTORY) {
                    clinician(transcript, conversation, i, patient.pronouns(), writing, lines, findings);
                }
            } else if (!clause.question()) {
                if (!ALLERGY_ASKED.matcher(asked).find()) {
                    mentions(clause.text(), List.of(clause.said()), findings);
                }
                if (clause.phase() == Phase.HISTORY) {
                    line(
                            clause.text(),
                            true,
                            clause.speaker() == Speaker.PATIENT,
                            List.of(clause.said()),
                            clause.turn(),
                            patient.pronouns(),
                            writing,
                            lines);
                }
            }
        }
        return new History(introduction, lines, new ArrayList<>(findings.values()));
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
        Answer answer = reply < 0
                ? Answer.OPEN
                : Answer.of(transcript.turns().get(reply).text());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(clause.said());
        String replyText = "";
        for (Clause other : conversation.clauses()) {
            if (other.turn() == reply) {
                replyText = replyText.isEmpty() ? other.text() : replyText;
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
        List<Symptoms.Mention> asked = symptoms.in(clause.text());
        boolean statement = !clause.question();
        boolean negated = NEGATED.matcher(clause.text()).find() && statement;
        if (!asked.isEmpty()) {
            if (negated && answer != Answer.YES || negated && statement) {
                asked.forEach(m -> add(findings, m.symptom(), Finding.Polarity.DENIED, evidence));
            } else if (answer == Answer.NO && !statement) {
                asked.forEach(m -> add(findings, m.symptom(), Finding.Polarity.DENIED, evidence));
            } else if ((answer == Answer.YES || statement && clause.text().contains("you"))
                    && asked.size() <= (statement ? 4 : 1)) {
                asked.forEach(m -> add(findings, m.symptom(), Finding.Polarity.REPORTED, evidence));
            }
        }
        if (clause.question() && (asked.isEmpty() || answer == Answer.YES)) {
            String closed = questions.closed(clause.text(), answer, writing.verbs());
            String open =
                    answer == Answer.OPEN && closed.isEmpty() ? questions.elliptical(clause.text(), replyText) : closed;
            if (!open.isEmpty()) {
                line(open, false, false, evidence, clause.turn(), pronouns, writing, lines);
            }
        } else if (statement
                && asked.isEmpty()
                && clause.text().matches(".*\\b(?:you|your|he|she|his|her)\\b.*")
                && answer != Answer.NO) {
            line(clause.text(), false, false, evidence, clause.turn(), pronouns, writing, lines);
        }
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
            add(findings, mention.symptom(), denied ? Finding.Polarity.DENIED : Finding.Polarity.REPORTED, evidence);
        }
    }

    private static void add(
            Map<Symptom, Finding> findings, Symptom symptom, Finding.Polarity polarity, List<Evidence> evidence) {
        Finding known = findings.get(symptom);
        if (known == null || known.polarity() == Finding.Polarity.DENIED && polarity == Finding.Polarity.REPORTED) {
            findings.put(symptom, new Finding(symptom, polarity, evidence));
        }
    }

    private void line(
            String said,
            boolean byPatient,
            boolean reported,
            List<Evidence> evidence,
            int position,
            Pronouns pronouns,
            Writing writing,
            List<History.Line> lines) {
        String opened = openings.apply(said);
        if (opened.split(" ").length < 4) {
            return;
        }
        if (byPatient && opened.matches(".*\\byou\\b.*")) {
            return;
        }
        String third = writing.written(writing.third(opened, byPatient, pronouns));
        String sentence = writing.sentence(writing.wellFormed().told(third, pronouns, byPatient));
        if (!sentence.isEmpty()) {
            lines.add(new History.Line(
                    new Statement(sentence, evidence), opened, salience.of(opened), position, reported));
        }
    }
}
