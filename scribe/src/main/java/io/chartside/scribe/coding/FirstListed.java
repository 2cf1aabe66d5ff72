package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.coding.VisitText.Landmark;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Which of the chosen codes is listed first: the reason for the visit (guideline IV.G), which is what the plan begins
 * with and the visit began with; an encounter that may only be listed first comes before all (I.C.21.c.16).
 */
final class FirstListed {
    /** Long-term drugs (Z79) are always secondary (I.C.21.c.3). */
    private static final String LONG_TERM = "long-term-";

    private static final int FIRST_WITHIN = 9;
    private static final int REASON_WITHIN = 12;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Map<String, Double> weights = new HashMap<>();

    private FirstListed() {}

    static FirstListed load(LexiconText text) {
        FirstListed out = new FirstListed();
        for (List<String> row : TextTable.read(text, "coding/first-listed.tsv", 2)) {
            out.weights.put(row.get(0), Double.parseDouble(row.get(1)));
        }
        return out;
    }

    /** The chosen candidates with the first-listed one in front; the others keep their order. */
    List<Candidate> order(List<Candidate> chosen, VisitText text) {
        Candidate first = chosen.stream()
                .filter(c -> !c.finding().concept().id().startsWith(LONG_TERM) || chosen.size() == 1)
                .max(Comparator.comparing((Candidate c) -> isFirstOnly(c))
                        .thenComparingDouble(c -> lead(c, chosen, text))
                        .thenComparingDouble(Candidate::chance)
                        .thenComparing(c -> c.finding().concept().id(), Comparator.reverseOrder()))
                .orElse(null);
        List<Candidate> out = new ArrayList<>(chosen);
        if (first != null) {
            out.remove(first);
            out.add(0, first);
        }
        return out;
    }

    /** An encounter for an examination or the like, named as the reason for the visit. */
    private static boolean isFirstOnly(Candidate c) {
        return c.finding().concept().attribute("sequence").equals("first");
    }

    private double lead(Candidate c, List<Candidate> chosen, VisitText text) {
        double sum = 0;
        for (Map.Entry<String, Double> f : features(c, chosen, text).entrySet()) {
            sum += weights.getOrDefault(f.getKey(), 0.0) * f.getValue();
        }
        return sum;
    }

    static TreeMap<String, Double> features(Candidate c, List<Candidate> chosen, VisitText text) {
        List<AssertedMention> support = c.finding().support();
        TreeMap<String, Double> out = new TreeMap<>();
        Concept concept = c.finding().concept();
        out.put("kind-" + concept.kind().name().toLowerCase(Locale.ROOT), 1.0);
        out.put("plan-order", order(c, chosen, other -> inPlan(other, text)));
        out.put("named-order", order(c, chosen, other -> named(other, text)));
        out.put("chance", c.chance());
        out.put(
                "reason",
                yes(
                        support,
                        m -> text.within(m.mention(), Landmark.REASON, REASON_WITHIN) && text.inOpening(m.mention())));
        out.put("first-problem", yes(support, m -> text.within(m.mention(), Landmark.FIRST, FIRST_WITHIN)));
        return out;
    }

    private static double yes(List<AssertedMention> support, java.util.function.Predicate<AssertedMention> holds) {
        return support.stream().anyMatch(holds) ? 1 : 0;
    }

    /** 1 for the earliest of the chosen, a half for the next, 0 where it is not there at all. */
    private static double order(Candidate c, List<Candidate> chosen, ToIntFunction<Candidate> position) {
        int own = position.applyAsInt(c);
        if (own == NEVER) {
            return 0;
        }
        long before = chosen.stream().filter(o -> position.applyAsInt(o) < own).count();
        return 1.0 / (1 + before);
    }

    private static int inPlan(Candidate c, VisitText text) {
        return c.finding().support().stream()
                .filter(m -> text.inPlan(m.mention()))
                .mapToInt(m -> text.position(m.mention()))
                .min()
                .orElse(NEVER);
    }

    private static int named(Candidate c, VisitText text) {
        return c.finding().support().stream()
                .mapToInt(m -> text.position(m.mention()))
                .min()
                .orElse(NEVER);
    }
}
