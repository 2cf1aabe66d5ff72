package io.chartside.scribe.coding;

import io.chartside.scribe.lexicon.Concept;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What falls away once something better is established: the general name beside the precise one (guideline I.B.2) and
 * the symptom beside its cause (I.B.5, IV.D).
 */
final class Precedence {
    private Precedence() {}

    static void apply(Map<String, Finding> findings, VisitText text) {
        List<Finding> active = new ArrayList<>(
                findings.values().stream().filter(Finding::isActive).toList());
        for (Finding f : active) {
            for (String id : f.concept().general()) {
                cover(findings.get(id), Guideline.MORE_SPECIFIC, f);
            }
        }
        for (Finding f : active) {
            if (!f.isActive() || !isCause(f.concept())) {
                continue;
            }
            for (Finding symptom : active) {
                if (symptom.isActive() && explains(f.concept(), symptom.concept())) {
                    cover(symptom, Guideline.INTEGRAL, f);
                }
            }
        }
    }

    /** The history code stands in for a condition that is past and still matters. */
    static void history(Map<String, Finding> findings, io.chartside.scribe.lexicon.Lexicon lexicon) {
        for (Finding f : List.copyOf(findings.values())) {
            String history = f.concept().attribute("history");
            if (f.standing() != Finding.Standing.PAST || history.isEmpty()) {
                continue;
            }
            Concept concept = lexicon.concept(history).orElse(null);
            if (concept == null) {
                continue;
            }
            Finding past = findings.computeIfAbsent(history, id -> new Finding(concept));
            f.mentions().forEach(past::add);
            past.stand(Finding.Standing.ACTIVE);
            past.because(Guideline.HISTORY.section(), Guideline.HISTORY.text());
        }
    }

    private static boolean isCause(Concept c) {
        return c.kind() == Concept.Kind.CHRONIC || c.kind() == Concept.Kind.ACUTE || c.kind() == Concept.Kind.INJURY;
    }

    static boolean explains(Concept cause, Concept symptom) {
        if (cause.explains().contains(symptom.id())) {
            return true;
        }
        return symptom.kind() == Concept.Kind.SYMPTOM
                && !symptom.site().isEmpty()
                && symptom.site().equals(cause.site());
    }

    private static void cover(Finding general, Guideline why, Finding by) {
        if (general != null && general.isActive() && general != by) {
            general.stand(Finding.Standing.COVERED);
            general.because(
                    why.section(), why.text() + " (" + by.concept().display().replace("{side} ", "") + ")");
        }
    }
}
