package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.coding.VisitText.Landmark;
import io.chartside.scribe.lexicon.Concept;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What is known of a finding for ranking, as numbers by name; their weights are in {@code coding/weights.tsv}. */
final class Features {
    private Features() {}

    static TreeMap<String, Double> of(Finding f, VisitText text, Set<String> treated, Collection<Finding> all) {
        List<AssertedMention> support = f.support();
        TreeMap<String, Double> out = new TreeMap<>();
        out.put("bias", 1.0);
        out.put("kind-" + f.concept().kind().name().toLowerCase(java.util.Locale.ROOT), 1.0);
        out.put("mentions", Math.log1p(support.size()));
        int late = 0;
        int problem = 0;
        int diagnosis = 0;
        int told = 0;
        int reason = 0;
        int history = 0;
        boolean early = false;
        for (AssertedMention m : support) {
            boolean assessed = text.inAssessment(m.mention());
            late += assessed ? 1 : 0;
            Set<Landmark> lead = text.leading(m.mention());
            problem += assessed && lead.contains(Landmark.PROBLEM) ? 1 : 0;
            diagnosis += lead.contains(Landmark.DIAGNOSIS) ? 1 : 0;
            told += assessed && text.within(m.mention(), Landmark.TOLD, 6) ? 1 : 0;
            reason += text.inOpening(m.mention()) && text.within(m.mention(), Landmark.REASON, 12) ? 1 : 0;
            history += text.inOpening(m.mention()) && text.within(m.mention(), Landmark.HISTORY, 25) ? 1 : 0;
            early |= text.inOpening(m.mention());
        }
        out.put("assessed", late > 0 ? 1.0 : 0.0);
        out.put("assessed-more", Math.log1p(late));
        out.put("problem", problem > 0 ? 1.0 : 0.0);
        out.put("diagnosis", diagnosis > 0 ? 1.0 : 0.0);
        out.put("told", told > 0 ? 1.0 : 0.0);
        out.put("reason", reason > 0 ? 1.0 : 0.0);
        out.put("history", history > 0 ? 1.0 : 0.0);
        out.put("early", early ? 1.0 : 0.0);
        out.put("treated", treated.contains(f.concept().id()) ? 1.0 : 0.0);
        out.put("instead", standsForDoubted(f, all, text) ? 1.0 : 0.0);
        out.put("doubt", Math.log1p(f.count(Assertion.UNCERTAIN)));
        out.put("denied", Math.log1p(f.count(Assertion.NEGATED)));
        out.put("only-past", f.count(Assertion.AFFIRMED) == 0 ? 1.0 : 0.0);
        return out;
    }

    /** A symptom whose cause the assessment leaves uncertain is what is reported (guideline IV.H). */
    private static boolean standsForDoubted(Finding f, Collection<Finding> all, VisitText text) {
        return f.concept().kind() == Concept.Kind.SYMPTOM
                && all.stream()
                        .filter(cause -> cause.standing() == Finding.Standing.DOUBTED)
                        .filter(cause -> Precedence.explains(cause.concept(), f.concept()))
                        .anyMatch(cause -> cause.mentions().stream().anyMatch(m -> text.inAssessment(m.mention())));
    }
}
