package io.chartside.scribe.history;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a question asks about, to stand before an answer that is no sentence by itself: "Sleep: in the recliner still." A
 * clinician signs that as a note; without the question nobody could, and the answer would be lost.
 */
final class Topics {
    private static final Pattern EDGE = Pattern.compile("^(?:(?:okay|so|and|now|but|well|good|great|excellent|wonderful"
            + "|perfect|right|alright|then|,|the|your|his|her|any|how about|what about) )+");
    private static final Pattern END = Pattern.compile("(?: ,)? (?:ever|at all|though|then|still|too)$");
    private static final int LONGEST = 6;
    /** Answers that tell nothing beside yes, no and that nobody knows. */
    private static final Set<String> EMPTY = Set.of(
            "yes", "yeah", "yep", "no", "nope", "nah", "okay", "fine", "right", "sure", "not", "really", "i", "think",
            "guess", "well", "it", "is", "do", "does", "am", "have", "thank", "you", "thanks", "all", "none", "never",
            "nothing", "so", "mm-hmm", "uh-huh", "of", "course", "that", "them", "good", "great", "know", "what", "the",
            "and", "but", "maybe", "exactly", "correct", "sorry", "here", "did", "ow", "anymore", "a", "be", "ready",
            "one", "like", "either", "neither", "much", "else", "just", "sort");

    private record Topic(Pattern asked, String label) {}

    private final List<Topic> topics = new ArrayList<>();

    Topics(LexiconText text) {
        for (String[] row : RuleText.rows(text, "history/topics.tsv")) {
            topics.add(new Topic(Pattern.compile(row[0].replace("~", "\\b")), row[1]));
        }
    }

    /** The topic in the note's words, or empty where the question names none. */
    String of(String question) {
        for (Topic topic : topics) {
            Matcher m = topic.asked().matcher(question);
            if (m.find()) {
                return topic.label()
                        .replace(
                                "{1}",
                                m.groupCount() > 0 && m.group(1) != null
                                        ? m.group(1).strip()
                                        : "");
            }
        }
        return "";
    }

    /** The words of a question that is nothing but its topic, "flu shot", or empty where it is more. */
    static String bare(String question) {
        String bare = END.matcher(EDGE.matcher(question).replaceFirst("")).replaceFirst("");
        return bare.isEmpty()
                        || bare.split(" ").length > LONGEST
                        || bare.matches(
                                ".*\\b(?:you|i|is|are|do|does|did|get|gets|have|has|had|make|makes|some|people)\\b.*")
                ? ""
                : bare;
    }

    /** Whether an answer tells anything by itself. */
    static boolean tells(String answer) {
        for (String word : answer.split(" ")) {
            if (!word.isEmpty() && Character.isLetterOrDigit(word.charAt(0)) && !EMPTY.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
