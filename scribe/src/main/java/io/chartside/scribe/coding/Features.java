package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.coding.VisitText.Landmark;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.transcript.Speaker;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What is known of a visit's findings for ranking, as numbers by name; their weights are in {@code coding/weights.tsv}. */
final class Features {
    private static final int TOLD_WITHIN = 6;
    private static final int REASON_WITHIN = 12;
    private static final int HISTORY_WITHIN = 25;
    private static final int PLAN_WITHIN = 30;

    private final VisitText text;
    private final Set<String> treated;
    private final Collection<Finding> all;
    private final int most;
    private final Finding namedFirst;
    private final Finding assessedFirst;

    Features(VisitText text, Set<String> treated, Collection<Finding> all) {
        this.text = text;
        this.treated = treated;
        this.all = all;
        most = all.stream()
                .filter(Features::isCounted)
                .mapToInt(f -> f.support().size())
                .max()
                .orElse(1);
        namedFirst = first(m -> true);
        assessedFirst = first(m -> text.inAssessment(m.mention()));
    }

    private static boolean isCounted(Finding f) {
        Concept.Kind kind = f.concept().kind();
        return f.isActive() && kind != Concept.Kind.CUE && kind != Concept.Kind.EXTERNAL && kind != Concept.Kind.STATUS;
    }

    private Finding first(Predicate<AssertedMention> where) {
        Finding first = null;
        int earliest = Integer.MAX_VALUE;
        for (Finding f : all) {
            if (!isCounted(f)) {
                continue;
            }
            for (AssertedMention m : f.support()) {
                if (where.test(m) && text.position(m.mention()) < earliest) {
                    earliest = text.position(m.mention());
                    first = f;
                }
            }
        }
        return first;
    }

    TreeMap<String, Double> of(Finding f) {
        List<AssertedMention> support = f.support();
        TreeMap<String, Double> out = new TreeMap<>();
        out.put("bias", 1.0);
        out.put("kind-" + f.concept().kind().name().toLowerCase(Locale.ROOT), 1.0);
        out.put("mentions", Math.log1p(support.size()));
        out.put("share", Math.min(1.0, support.size() / (double) Math.max(1, most)));
        long late = support.stream().filter(m -> text.inAssessment(m.mention())).count();
        out.put("assessed", late > 0 ? 1.0 : 0.0);
        out.put("assessed-more", Math.log1p(late));
        put(
                out,
                "problem",
                any(support, m -> assessed(m) && text.leading(m.mention()).contains(Landmark.PROBLEM)));
        put(out, "diagnosis", any(support, m -> text.leading(m.mention()).contains(Landmark.DIAGNOSIS)));
        put(out, "told", isTold(f));
        put(out, "planned", any(support, m -> assessed(m) && text.after(m.mention(), Landmark.PLAN, PLAN_WITHIN)));
        put(out, "reason", any(support, m -> opens(m) && text.within(m.mention(), Landmark.REASON, REASON_WITHIN)));
        put(out, "history", any(support, m -> opens(m) && text.within(m.mention(), Landmark.HISTORY, HISTORY_WITHIN)));
        put(out, "early", any(support, this::opens));
        put(out, "treated", treated.contains(f.concept().id()));
        put(out, "instead", standsForDoubted(f));
        put(out, "asked-only", !support.isEmpty() && support.stream().allMatch(m -> m.answeredIn() >= 0));
        put(out, "by-clinician", any(support, this::isClinicians));
        put(out, "passing-unassessed", late == 0 && isPassing(f.concept()));
        put(out, "beside-told", f.concept().kind() == Concept.Kind.SYMPTOM && isDiseaseTold(f));
        put(out, "named-first", f == namedFirst);
        put(out, "assessed-first", f == assessedFirst);
        out.put("doubt", Math.log1p(f.count(Assertion.UNCERTAIN)));
        out.put("denied", Math.log1p(f.count(Assertion.NEGATED)));
        put(out, "weak", !f.concept().attribute("weak").isEmpty());
        put(out, "only-past", f.count(Assertion.AFFIRMED) == 0);
        return out;
    }

    private static void put(TreeMap<String, Double> out, String name, boolean holds) {
        out.put(name, holds ? 1.0 : 0.0);
    }

    private static boolean any(List<AssertedMention> support, Predicate<AssertedMention> holds) {
        return support.stream().anyMatch(holds);
    }

    private boolean assessed(AssertedMention m) {
        return text.inAssessment(m.mention());
    }

    private boolean opens(AssertedMention m) {
        return text.inOpening(m.mention());
    }

    private boolean isClinicians(AssertedMention m) {
        return text.transcript().turns().get(m.mention().turn()).speaker() == Speaker.CLINICIAN;
    }

    private boolean isTold(Finding f) {
        return any(f.support(), m -> assessed(m) && text.within(m.mention(), Landmark.TOLD, TOLD_WITHIN));
    }

    private static boolean isPassing(Concept concept) {
        return concept.kind() == Concept.Kind.ACUTE || concept.kind() == Concept.Kind.INJURY;
    }

    /** A diagnosis was told: what else is a symptom is likely its own. */
    private boolean isDiseaseTold(Finding symptom) {
        return all.stream()
                .filter(other -> other != symptom && isCounted(other))
                .filter(other -> isPassing(other.concept()) || other.concept().kind() == Concept.Kind.CHRONIC)
                .anyMatch(this::isTold);
    }

    /** A symptom whose cause the assessment leaves uncertain is what is reported (guideline IV.H). */
    private boolean standsForDoubted(Finding f) {
        return f.concept().kind() == Concept.Kind.SYMPTOM
                && all.stream()
                        .filter(cause -> cause.standing() == Finding.Standing.DOUBTED)
                        .filter(cause -> Precedence.explains(cause.concept(), f.concept()))
                        .anyMatch(cause -> cause.mentions().stream().anyMatch(this::assessed));
    }
}
