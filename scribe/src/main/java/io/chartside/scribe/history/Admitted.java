package io.chartside.scribe.history;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.finding.Symptoms;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What an answer that begins with no admits after all: "no fever, a little blood yesterday". */
final class Admitted {
    private static final Pattern DEGREE = Pattern.compile(
            "\\b(?:a little|a bit|a tiny bit|some|slight|mild|a couple|a few|occasional|occasionally|sometimes|maybe|once|twice|yesterday|last night|this morning)\\b");
    private static final Pattern DENIED = Pattern.compile("\\b(?:no|not|never|none|without|nothing|deny|denies)\\b");
    /** Words that symptoms share: a pain is admitted by its place. */
    private static final Set<String> SHARED = Set.of(
            "pain",
            "pains",
            "ache",
            "aches",
            "trouble",
            "problem",
            "problems",
            "with",
            "when",
            "your",
            "the",
            "any",
            "feel",
            "feeling",
            "have",
            "having",
            "from",
            "that");

    private static final int SHORTEST = 4;

    private Admitted() {}

    static Set<String> words(Conversation conversation, int turn) {
        Set<String> words = new HashSet<>();
        for (Clause clause : conversation.clauses()) {
            if (clause.turn() == turn
                    && DEGREE.matcher(clause.text()).find()
                    && !DENIED.matcher(clause.text()).find()) {
                words.addAll(List.of(clause.text().split(" ")));
            }
        }
        return words;
    }

    /** @param mention of a symptom in the question */
    static boolean names(Set<String> admitted, String question, Symptoms.Mention mention) {
        return Arrays.stream(question.split(" "))
                .skip(mention.from())
                .limit(mention.to() - mention.from())
                .anyMatch(word -> word.length() >= SHORTEST && !SHARED.contains(word) && admitted.contains(word));
    }
}
