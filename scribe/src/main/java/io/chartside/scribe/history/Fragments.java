package io.chartside.scribe.history;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.wording.Phrases;
import io.chartside.scribe.wording.Pronouns;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Answers that are no sentence by themselves. After a yes they go on with what was asked ("the patient goes to daycare, since
 * September"), else they stand behind the topic of the question ("Sleep: in the recliner still").
 */
final class Fragments {
    private static final int LONGEST = 30;
    /** As clinical as a sentence must be to be kept; what was asked was asked for the note. */
    private static final double WORTH = 0.0;

    /** "No, in the recliner" answers; "no marijuana" denies. */
    private static final Pattern NO = Pattern.compile(
            "^(?:no|nope) (?:, |(?=(?:i|it|he|she|we|they|in|on|at|the|my|just|only|since|about|maybe|some|a|an|not|no|mostly|usually|like|with|\\d+)\\b))");

    private final Topics topics;
    private final Predicate<String> clinical;
    private final Predicate<String> symptomatic;
    private final Phrases openings;
    private final Salience salience;
    private final List<Clause> parts = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Clause question;

    /**
     * @param clinical whether words name a matter of the note
     * @param symptomatic whether they name a symptom
     */
    Fragments(
            Topics topics,
            Predicate<String> clinical,
            Predicate<String> symptomatic,
            Phrases openings,
            Salience salience) {
        this.topics = topics;
        this.symptomatic = symptomatic;
        this.clinical = clinical;
        this.openings = openings;
        this.salience = salience;
    }

    /**
     * A clause of a reply.
     *
     * @param stands whether it is a sentence of the note already
     * @param asked what the clinician said last, or null
     */
    void heard(Clause clause, String words, boolean stands, Clause asked) {
        if (parts.isEmpty() || parts.get(0).turn() != clause.turn()) {
            parts.clear();
            told.clear();
            question = asked;
        }
        // The end stays: in "always the right" nobody asks whether it is right.
        String opened = openings.apply(words + " .")
                .replaceFirst(" \\.$", "")
                .replaceFirst("^no (?:idea|clue)\\b(?: ,)? ?", "");
        opened = NO.matcher(opened).replaceFirst("");
        if (!stands && !opened.contains("you") && Topics.tells(opened)) {
            parts.add(clause);
            told.add(opened);
        }
    }

    /** Adds the line that the fragments of a turn make, if they make one. */
    void written(List<History.Line> lines, Pronouns pronouns, Writing writing) {
        if (parts.isEmpty()
                || question == null
                || !question.question()
                || parts.get(0).turn() - question.turn() > 2) {
            parts.clear();
            told.clear();
            return;
        }
        int said = asked(lines);
        for (int i = parts.size() - 1; said >= 0 && i >= 0; i--) {
            if (repeats(lines.get(said).statement().text(), told.get(i))) {
                told.remove(i);
                parts.remove(i);
            }
        }
        if (parts.isEmpty()) {
            return;
        }
        String answer = writing.written(writing.third(String.join(" , ", told), true, pronouns));
        List<Evidence> evidence = new ArrayList<>(List.of(question.said()));
        parts.forEach(part -> evidence.add(part.said()));
        String topic = topic();
        boolean sound = answer.split(" ").length <= LONGEST
                && !answer.matches(".*\\b(?:i|we|my|our|ours|us|me|mine|you|your)\\b.*");
        if (sound && said >= 0) {
            History.Line line = lines.get(said);
            String text = line.statement().text().replaceAll("\\.$", "") + ", "
                    + writing.prose().phrase(answer) + ".";
            lines.set(
                    said,
                    new History.Line(
                            new Statement(text, evidence),
                            line.said() + " , " + String.join(" , ", told),
                            line.salience(),
                            line.clinical(),
                            line.position(),
                            line.byPatient()));
        } else if (sound && !topic.isEmpty()) {
            String whole = topic + " : " + String.join(" , ", told);
            lines.add(new History.Line(
                    new Statement(Prose.capital(writing.sentence(topic + " : " + answer)), evidence),
                    whole,
                    Math.max(WORTH, salience.of(whole)),
                    true,
                    parts.get(0).turn(),
                    false));
        }
        parts.clear();
        told.clear();
    }

    /** "Cigarettes? Half a pack a day." says the line of the question already. */
    private static boolean repeats(String line, String part) {
        int known = 0;
        int words = 0;
        String written = " " + line.toLowerCase(Locale.ROOT).replaceAll("[.,;]", "") + " ";
        for (String word : part.split(" ")) {
            if (Topics.tells(word)) {
                words++;
                known += written.contains(" " + word + " ") ? 1 : 0;
            }
        }
        return 2 * known >= words;
    }

    /** What was asked about, where the answer tells of it; a symptom is an answer of its own. */
    private String topic() {
        String topic = topics.of(question.text());
        if (!topic.isEmpty()) {
            return topic;
        }
        String bare = Topics.bare(question.text());
        return clinical.test(bare) && !symptomatic.test(String.join(" ", told)) ? bare : "";
    }

    /** The line that a yes to the question made, or -1. */
    private int asked(List<History.Line> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            History.Line line = lines.get(i);
            if (line.position() == question.turn()
                    && line.statement().evidence().contains(question.said())
                    && !line.statement().text().matches(".*\\b(?:not|denies|no|never)\\b.*")) {
                return i;
            }
        }
        return -1;
    }
}
