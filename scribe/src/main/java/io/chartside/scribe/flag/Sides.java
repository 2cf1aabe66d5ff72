package io.chartside.scribe.flag;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the body that has one side before the plan and the other in the plan. Where both sides are spoken of, or the plan
 * compares, nothing is said.
 */
final class Sides {
    private static final int SURE = 2;
    private final Pattern sided;
    private final Pattern both;

    Sides(LexiconText text) {
        String parts =
                String.join("|", RuleText.lists(text, "flag/laterality.txt").get("parts of which there are two"));
        sided = Pattern.compile(
                "\\b(left|right)(?:-sided)? (?:(?:lower|upper|inner|outer|medial|lateral|big|great|middle|index|ring|little|front|back|side of the) ){0,2}("
                        + parts + ")\\b");
        both = Pattern.compile(
                "\\b(?:both|bilateral|bilaterally|other side|opposite|contralateral|unaffected|each|either|compar\\w*|left and right|right and left|other (?:"
                        + parts + "))\\b");
    }

    private static final class Part {
        private final Map<String, List<Clause>> before = new LinkedHashMap<>();
        private final Map<String, List<Clause>> planned = new LinkedHashMap<>();
        private boolean compared;
    }

    List<Flag> of(Conversation conversation) {
        Map<String, Part> parts = new LinkedHashMap<>();
        Set<String> compared = new LinkedHashSet<>();
        for (Clause clause : conversation.clauses()) {
            boolean compares = both.matcher(clause.text()).find();
            for (Matcher m = sided.matcher(clause.text()); m.find(); ) {
                boolean plan = clause.phase() == Phase.PLAN;
                if (plan && !clause.clinician()) {
                    continue;
                }
                Part part = parts.computeIfAbsent(m.group(2), name -> new Part());
                part.compared |= compares;
                (plan ? part.planned : part.before)
                        .computeIfAbsent(m.group(1), side -> new ArrayList<>())
                        .add(clause);
            }
            if (compares) {
                parts.keySet().stream().filter(clause.text()::contains).forEach(compared::add);
            }
        }
        List<Flag> flags = new ArrayList<>();
        parts.forEach((name, part) -> {
            if (!part.compared && !compared.contains(name)) {
                flag(name, part, "left", "right", flags);
                flag(name, part, "right", "left", flags);
            }
        });
        return flags;
    }

    private static void flag(String name, Part part, String side, String other, List<Flag> flags) {
        List<Clause> told = part.before.getOrDefault(side, List.of());
        List<Clause> planned = part.planned.getOrDefault(other, List.of());
        if (told.size() >= SURE && !part.before.containsKey(other) && !planned.isEmpty()) {
            flags.add(new Flag(
                    Flag.Kind.CONTRADICTION,
                    "Before the plan it is the " + side + " " + name + ", in the plan the " + other + ".",
                    List.<Evidence>of(
                            told.get(told.size() - 1).said(), planned.get(0).said())));
        }
    }
}
