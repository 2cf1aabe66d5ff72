package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The little English morphology the note needs: third person, gerund, and telling a past form from a base form. */
public final class Verbs {
    private static final Set<String> MODALS =
            Set.of("will", "would", "can", "could", "cannot", "should", "may", "might", "must", "shall", "used");
    private final Set<String> pasts;
    private final Set<String> adverbs;
    private final Set<String> bases;
    private final Set<String> doubling;
    private final Set<String> thirds = new HashSet<>();

    public Verbs(LexiconText text) {
        Map<String, Set<String>> lists = RuleText.lists(text, "wording/verbs.txt");
        pasts = lists.get("past forms");
        adverbs = lists.get("adverbs");
        bases = lists.get("common verbs");
        doubling = lists.get("doubles its last letter");
        bases.forEach(base -> thirds.add(third(base)));
        lists.get("other verbs").forEach(base -> thirds.add(third(base)));
    }

    public boolean adverb(String word) {
        return adverbs.contains(word) || word.length() > 6 && word.endsWith("ly") && !word.endsWith("pply");
    }

    public boolean common(String word) {
        return bases.contains(word);
    }

    /** "takes", "goes": the third person of a verb that the lists know. */
    boolean thirdPerson(String word) {
        return word.endsWith("s") && word.length() > 3 && !word.endsWith("ss") && thirds.contains(word);
    }

    boolean past(String word) {
        return MODALS.contains(word) || pasts.contains(word) || (word.endsWith("ed") && !word.equals("need"));
    }

    /** "take" to "takes"; past forms, modals and words that already agree stay. */
    String third(String verb) {
        switch (verb) {
            case "am", "are", "is", "be":
                return "is";
            case "were", "was":
                return "was";
            case "have":
                return "has";
            case "do":
                return "does";
            case "go":
                return "goes";
            default:
        }
        if (past(verb)
                || verb.endsWith("ing")
                || verb.endsWith("s") && !verb.endsWith("ss")
                || !Character.isLetter(verb.charAt(0))) {
            return verb;
        }
        if (verb.endsWith("ss")
                || verb.endsWith("sh")
                || verb.endsWith("ch")
                || verb.endsWith("x")
                || verb.endsWith("z")) {
            return verb + "es";
        }
        return consonantY(verb) ? verb.substring(0, verb.length() - 1) + "ies" : verb + "s";
    }

    /** The form after "they": "am" to "are", "was" to "were". */
    String plural(String verb) {
        return switch (verb) {
            case "am", "is", "be" -> "are";
            case "was" -> "were";
            case "has" -> "have";
            case "does" -> "do";
            default -> verb;
        };
    }

    /** "take" to "taking". */
    public String gerund(String verb) {
        if (verb.endsWith("e") && !verb.endsWith("ee") && !verb.equals("be")) {
            return verb.substring(0, verb.length() - 1) + "ing";
        }
        if (doubling.contains(verb)) {
            return verb + verb.charAt(verb.length() - 1) + "ing";
        }
        return verb + "ing";
    }

    private static boolean consonantY(String verb) {
        return verb.length() > 2 && verb.endsWith("y") && "aeiou".indexOf(verb.charAt(verb.length() - 2)) < 0;
    }
}
