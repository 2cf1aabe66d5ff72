package io.chartside.scribe.assertion;

import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/** How an utterance answers the question before it, by its first words. */
enum Answer {
    YES,
    NO,
    OPEN;

    private static final int LOOKED_AT = 7;
    private static final Set<String> YES_WORDS = Set.of(
            "yes",
            "yeah",
            "yep",
            "yup",
            "ye",
            "mhm",
            "sure",
            "definitely",
            "absolutely",
            "correct",
            "exactly",
            "right",
            "sometime",
            "occasionally",
            "unfortunately",
            "certainly",
            "aye",
            "yah");
    private static final Set<String> NO_WORDS =
            Set.of("no", "nope", "nah", "never", "none", "nothing", "negative", "not");
    private static final Set<String> LEAD_IN = Set.of(
            "okay",
            "ok",
            "well",
            "oh",
            "so",
            "i",
            "have",
            "had",
            "do",
            "did",
            "am",
            "it",
            "is",
            "there",
            "that",
            "and",
            "to",
            "honest",
            "be",
            "actually",
            "just",
            "thankfully",
            "you",
            "know",
            "been",
            "alright",
            "all",
            "a",
            "think",
            "mean",
            "she",
            "he",
            "her",
            "his",
            "ha",
            "doe",
            "was",
            "would",
            "say",
            "can",
            "could",
            "really",
            "my",
            "has");

    /** @param tokens the utterance after the question */
    static Answer of(List<Token> tokens) {
        int seen = 0;
        boolean leadOnly = true;
        for (Token t : tokens) {
            if (t.kind() == Token.Kind.STOP && seen > 0 && !leadOnly) {
                break;
            }
            if (t.kind() == Token.Kind.FILLER && t.word().equals("mm")) {
                return agreement(tokens);
            }
            if (!t.isWord()) {
                continue;
            }
            if (t.word().equals("uh")) {
                continue;
            }
            if (NO_WORDS.contains(t.word())) {
                return NO;
            }
            if (YES_WORDS.contains(t.word())) {
                return YES;
            }
            if (!LEAD_IN.contains(t.word())) {
                return OPEN;
            }
            leadOnly = false;
            if (++seen >= LOOKED_AT) {
                break;
            }
        }
        return tokens.stream().anyMatch(Token::isWord) && seen <= 3 && endsAffirmed(tokens) ? YES : OPEN;
    }

    /** {@code mm-hmm} agrees, {@code mm-mm} does not. */
    private static Answer agreement(List<Token> tokens) {
        long hums = tokens.stream()
                .filter(t -> t.kind() == Token.Kind.FILLER && t.word().startsWith("hm"))
                .count();
        return hums > 0 ? YES : OPEN;
    }

    /** {@code i have}, {@code it is}, {@code i do}. */
    private static boolean endsAffirmed(List<Token> tokens) {
        String last = "";
        for (Token t : tokens) {
            if (t.isWord()) {
                last = t.word();
            }
        }
        return Set.of("have", "do", "did", "am", "is", "had", "was").contains(last);
    }
}
