package io.chartside.scribe.history;

import io.chartside.scribe.discourse.Answer;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.finding.Finding;
import io.chartside.scribe.finding.Symptom;
import io.chartside.scribe.finding.Symptoms;
import io.chartside.scribe.transcript.Transcript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the reply to a question says of each thing asked. Its first word answers one question; of several asked in a breath
 * ("can you bend it? any numbness?") it may answer any, and what the reply itself says of a symptom goes before it.
 *
 * @param first as the first words turn out
 * @param own what the reply itself says of symptoms
 * @param several whether the same turn asks more than this
 */
record Replies(Answer first, Map<Symptom, Finding.Polarity> own, String text, boolean several) {
    private static final Pattern DENIED =
            Pattern.compile("\\b(?:no|not|never|without|denies|deny|denied|none|nor|neither|nothing|cannot)\\b");
    /** "A little", "100.5 last night", "once in a while": a yes without the word. */
    private static final Pattern ADMITS = Pattern.compile(
            "^(?:(?:well|maybe|about|only|oh|,) )*(?:a little|a bit|a tiny bit|some|slightly|mild|once|twice|a few|a couple|occasional(?:ly)?|off and on|on and off|now and then|at night|at times|(?:99|10[0-5])(?:\\.\\d)?\\b)(?!.*\\b(?:better|less|ago|no|not|never|gone)\\b)");

    private static final Pattern BOTH =
            Pattern.compile("^(?:(?:yes|yeah|,) )*(?:both|all of (?:them|it|those|that))\\b");
    /** "No, just itchy" denies what was asked and tells what follows. */
    private static final Pattern EXCEPTING = Pattern.compile(
            "^\\W*(?:no|nope|nah|not really|none)\\W+(?:(?:it|he|she|they|i)(?:'s|'m|'re| is| am| are) )?(?:just|only)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** "No he threw up once" denies with its first word alone. */
    private static final Pattern NO_AND =
            Pattern.compile("^(?:no|nope|nah|not really) (?:, )?(?:he|she|i|it|they|we|my|his|her)\\b");

    private static final Pattern NO = Pattern.compile("^(?:no|nope|nah|not really|none) (?:, )?");

    static Replies of(Transcript transcript, Conversation conversation, Clause asked, int reply, Symptoms symptoms) {
        if (reply < 0) {
            return new Replies(Answer.OPEN, Map.of(), "", false);
        }
        Map<Symptom, Finding.Polarity> own = new HashMap<>();
        List<String> said = new ArrayList<>();
        int questions = 0;
        for (Clause clause : conversation.clauses()) {
            questions += clause.turn() == asked.turn() && clause.question() ? 1 : 0;
            if (clause.turn() != reply || clause.clinician()) {
                continue;
            }
            said.add(clause.text());
            String told = excepting(transcript, clause, clause.text());
            String[] words = told.split(" ");
            for (Symptoms.Mention mention : symptoms.in(told)) {
                String before = String.join(" ", List.of(words).subList(0, mention.from()))
                        .replaceAll(".*\\bbut\\b", "");
                own.put(
                        mention.symptom(),
                        DENIED.matcher(before).find() ? Finding.Polarity.DENIED : Finding.Polarity.REPORTED);
            }
        }
        return new Replies(
                Answer.of(transcript.turns().get(reply).text()), own, String.join(" , ", said), questions > 1);
    }

    /** The words of a clause without the no that they are an exception to. */
    static String excepting(Transcript transcript, Clause clause, String told) {
        Evidence.Said said = clause.said();
        String raw = transcript.turns().get(clause.turn()).text();
        boolean excepts = EXCEPTING
                .matcher(raw.substring(Math.min(said.start(), raw.length())))
                .matches();
        return excepts || NO_AND.matcher(told).find() ? NO.matcher(told).replaceFirst("") : told;
    }

    /** @param asked symptoms that the question names */
    Answer answer(List<Symptoms.Mention> asked) {
        if (first != Answer.YES || asked.isEmpty()) {
            return first;
        }
        if (asked.stream().allMatch(m -> own.get(m.symptom()) == Finding.Polarity.DENIED)) {
            return Answer.NO;
        }
        return several && asked.stream().noneMatch(m -> own.containsKey(m.symptom())) ? Answer.OPEN : first;
    }

    Finding.Polarity polarity(Symptoms.Mention mention, Finding.Polarity otherwise) {
        return own.getOrDefault(mention.symptom(), otherwise);
    }

    boolean admits(List<Symptoms.Mention> asked) {
        return !several && asked.size() == 1 && ADMITS.matcher(text).find()
                || asked.size() == 2 && BOTH.matcher(text).find();
    }
}
