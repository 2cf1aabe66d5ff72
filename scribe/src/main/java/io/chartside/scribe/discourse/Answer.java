package io.chartside.scribe.discourse;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a reply to a yes-or-no question turns out. */
public enum Answer {
    YES,
    NO,
    OPEN;

    private static final Set<String> YES_WORDS = Set.of(
            "yes",
            "yeah",
            "yep",
            "yup",
            "correct",
            "absolutely",
            "definitely",
            "sure",
            "uh-huh",
            "mm-hmm",
            "exactly",
            "sometimes",
            "occasionally",
            "right",
            "yea",
            "ya",
            "certainly");
    private static final Set<String> NO_WORDS =
            Set.of("no", "nope", "nah", "never", "none", "negative", "not", "nothing", "neither", "nuh-uh");

    private static final Pattern END = Pattern.compile("[.!?;](?=\\s)");

    /** Begins as a no, and is a yes by degrees: "not all the time", "no more than usual". */
    private static final Pattern HEDGED = Pattern.compile(
            "^(?:no (?:idea|clue)\\b|not (?:too |so |as |that |very |all that |really )*(?:bad|much|often|severe|a lot|all the time"
                    + "|always|every|constant|constantly|usually|sure)\\b|no (?:more|worse) than\\b|not as\\b"
                    + "|nothing (?:else |really )?(?:helps|helped|works|worked|major|too|severe|serious|terrible|new)\\b)");

    /** The first sentence that is more than a word: in "Just the pill. No allergies." nothing denies. */
    private static String first(String text) {
        Matcher end = END.matcher(text);
        while (end.find()) {
            String sentence = text.substring(0, end.start()).strip();
            if (sentence.contains(" ")) {
                return sentence;
            }
        }
        return text;
    }

    /** @param text a reply before its fillers are gone */
    public static Answer of(String text) {
        String[] words = first(text)
                .toLowerCase()
                .replaceAll("</?[a-z_]{1,20}/?>", " ") // what a transcriber marks, as in Words
                .replaceAll("[.,!?;:]", " ")
                .strip()
                .split("\\s+");
        for (int i = 0; i < Math.min(words.length, 4); i++) {
            String word = words[i];
            if (word.equals("not") && i > 0 && words[i - 1].matches("she|he|they|is|she's|he's|it's|are|they're")) {
                return OPEN;
            }
            if (word.equals("but") && i > 0) {
                return OPEN; // "a little, but not bad": what it began with was neither yes nor no.
            }
            if (NO_WORDS.contains(word)) {
                String rest = String.join(" ", List.of(words).subList(i, words.length));
                return HEDGED.matcher(rest).find() ? OPEN : NO;
            }
            if (YES_WORDS.contains(word)) {
                return i + 1 < words.length && NO_WORDS.contains(words[i + 1]) && !words[i + 1].equals("not")
                        ? NO
                        : YES;
            }
            if ((word.equals("i") || word.equals("it") || word.equals("i've")) && i + 2 < words.length) {
                String rest = words[i + 1] + " " + words[i + 2];
                if (rest.matches("(?:do|have|am|did|has|does|was) (?:n't|not).*")
                        || words[i + 1].matches("(?:do|have|did|has|does)n't")) {
                    return NO;
                }
                return OPEN;
            }
            if ((word.equals("i") || word.equals("it"))
                    && i + 2 == words.length
                    && words[i + 1].matches("do|am|have|did|does|is|has")) {
                return YES;
            }
        }
        return OPEN;
    }
}
