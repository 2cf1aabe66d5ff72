package io.chartside.scribe.identifier;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of words that could be names. */
final class NameWords {
    private static final List<String> ENDINGS =
            List.of("s", "es", "ed", "d", "ing", "ly", "er", "est", "r", "n't", "'s", "'ll", "'re", "'ve", "'d", "'m");

    private final Set<String> surely = new HashSet<>();
    private final Set<String> given;
    private final Set<String> ambiguous;
    private final Set<String> ordinary = new HashSet<>();
    private final Set<String> verbs;
    private final Set<String> capitals;
    private final Set<String> eponyms;

    NameWords(LexiconText text) {
        Map<String, Set<String>> names = RuleText.lists(text, "identifier/names.txt");
        given = names.get("given");
        surely.addAll(given);
        surely.addAll(names.get("family"));
        ambiguous = names.get("ambiguous");
        ordinary.addAll(RuleText.lists(text, "identifier/ordinary.txt").get("ordinary"));
        RuleText.lists(text, "medication/drugs.txt")
                .values()
                .forEach(drugs -> drugs.forEach(drug -> ordinary.addAll(List.of(drug.split(" ")))));
        Map<String, Set<String>> beside = RuleText.lists(text, "identifier/words.txt");
        verbs = beside.get("verbs");
        capitals = beside.get("capitals");
        eponyms = beside.get("eponyms");
        surely.removeAll(eponyms);
    }

    /** A name that is nothing else. */
    boolean isName(String word) {
        return surely.contains(word);
    }

    boolean isGiven(String word) {
        return given.contains(word);
    }

    /** A name that is a word as well, and not one of those that stand everywhere. */
    boolean isPerhapsName(String word) {
        return ambiguous.contains(word) && !verbs.contains(word);
    }

    /** A name that is a word as well. */
    boolean isEverName(String word) {
        return ambiguous.contains(word);
    }

    /** A word of the language or of medicine, in any of its forms. */
    boolean isOrdinary(String word) {
        if (word.length() < 3
                || word.startsWith("i'")
                || ordinary.contains(word)
                || capitals.contains(word)
                || eponyms.contains(word)) {
            return true;
        }
        for (String ending : ENDINGS) {
            if (word.endsWith(ending) && word.length() - ending.length() > 2) {
                String stem = word.substring(0, word.length() - ending.length());
                if (ordinary.contains(stem)
                        || ordinary.contains(stem + "e")
                        || ordinary.contains(stem + "y")
                        || stem.endsWith("i") && ordinary.contains(stem.substring(0, stem.length() - 1) + "y")
                        || doubled(stem) && ordinary.contains(stem.substring(0, stem.length() - 1))) {
                    return true;
                }
            }
        }
        return word.indexOf('-') > 0 && List.of(word.split("-")).stream().allMatch(this::isOrdinary);
    }

    private static boolean doubled(String stem) {
        int last = stem.length() - 1;
        return last > 1 && stem.charAt(last) == stem.charAt(last - 1);
    }

    /** What a disease or a sign is called after: a name only beside a title or the like. */
    boolean isEponym(String word) {
        return eponyms.contains(word) && !word.endsWith("s");
    }

    boolean isCapitalAnyway(String word) {
        String one = word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
        return capitals.contains(word) || capitals.contains(one) || eponyms.contains(word);
    }
}
