package io.chartside.scribe.results;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.rules.RuleText;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the body that images show when nobody names it beside them: the one part with one side that the whole visit is
 * about. Where two parts or two sides are spoken of, it is not known.
 */
final class ImagedSite {
    private static final int SURE = 2;
    private final Pattern sided;

    ImagedSite(LexiconText text) {
        String parts =
                String.join("|", RuleText.lists(text, "results/vocabulary.txt").get("imaged parts"));
        sided = Pattern.compile(
                "\\b((?:left|right) (?:(?:big|great|middle|index|ring|little|lower|upper) )?(?:" + parts + "))\\b");
    }

    /** @param said where it was first said */
    record Site(String name, Evidence.Said said) {}

    Optional<Site> of(Conversation conversation) {
        Map<String, Integer> counts = new HashMap<>();
        Evidence.Said first = null;
        for (Clause clause : conversation.clauses()) {
            for (Matcher m = sided.matcher(clause.text()); m.find(); ) {
                counts.merge(m.group(1), 1, Integer::sum);
                first = first == null ? clause.said() : first;
            }
        }
        if (counts.size() != 1) {
            return Optional.empty();
        }
        Map.Entry<String, Integer> only = counts.entrySet().iterator().next();
        return only.getValue() < SURE ? Optional.empty() : Optional.of(new Site(only.getKey(), first));
    }
}
