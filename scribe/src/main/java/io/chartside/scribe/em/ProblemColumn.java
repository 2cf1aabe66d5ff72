package io.chartside.scribe.em;

import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Element;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.lexicon.Concept;
import java.util.ArrayList;
import java.util.List;

/** Number and complexity of the problems addressed. */
final class ProblemColumn {
    /** A malignancy that is treated so is a threat to life. */
    private static final List<Heard.Sort> CANCER_TREATMENT =
            List.of(Heard.Sort.TOXIC, Heard.Sort.MAJOR_SURGERY, Heard.Sort.RISKY_SURGERY);

    private ProblemColumn() {}

    /**
     * @param suspected diseases that the assessment leaves uncertain
     * @param begun drugs that the plan begins
     */
    static Column of(
            List<VisitLevel.Problem> problems,
            List<VisitLevel.Problem> suspected,
            List<VisitLevel.Drug> begun,
            Heard heard) {
        List<Element> elements = new ArrayList<>();
        ChronicStatus status = new ChronicStatus(problems, begun, heard);
        int chronic = 0;
        int acute = 0;
        int minimal = 0;
        Level level = Level.STRAIGHTFORWARD;
        for (VisitLevel.Problem p : problems) {
            Level own = own(p.concept());
            if (own == null) {
                boolean stays = p.concept().kind() == Concept.Kind.CHRONIC;
                boolean worse = stays && !status.isAtGoal(p);
                own = worse
                        ? Level.MODERATE
                        : p.concept().kind() == Concept.Kind.STATUS ? Level.STRAIGHTFORWARD : Level.LOW;
                elements.add(new Element(describe(p, stays, worse), p.evidence()));
                chronic += stays ? 1 : 0;
                acute += own == Level.LOW && !stays ? 1 : 0;
            } else {
                elements.add(new Element(p.display(), p.evidence()));
            }
            if (p.isCancer() && CANCER_TREATMENT.stream().anyMatch(heard::has)) {
                own = Level.HIGH;
            }
            minimal += own == Level.STRAIGHTFORWARD && p.concept().kind() != Concept.Kind.STATUS ? 1 : 0;
            level = higher(level, own);
        }
        if (minimal >= 2) {
            level = higher(level, Level.LOW);
        }
        if (chronic >= 2) {
            level = higher(level, Level.MODERATE);
        }
        for (VisitLevel.Problem cause : suspected) {
            if (isGrave(cause.concept()) && isUndiagnosed(problems)) {
                level = higher(level, Level.MODERATE);
                elements.add(new Element("new problem, cause uncertain: " + cause.display(), cause.evidence()));
            }
        }
        if (heard.has(Heard.Sort.THREAT)) {
            level = Level.HIGH;
            heard.of(Heard.Sort.THREAT).forEach((name, evidence) -> elements.add(new Element(name, evidence)));
        }
        if (heard.has(Heard.Sort.HOSPITAL)) {
            // A symptom counts by what it may be, where evaluation and treatment are of that severity.
            level = Level.HIGH;
            heard.of(Heard.Sort.HOSPITAL)
                    .forEach((name, evidence) -> elements.add(new Element("threat that needs " + name, evidence)));
        }
        if (acute > 0) {
            level = higher(level, Level.LOW);
        }
        return new Column(level, elements);
    }

    /** The level that the lexicon gives a problem by its nature, or null. */
    private static Level own(Concept concept) {
        return switch (concept.attribute("em")) {
            case "minimal" -> Level.STRAIGHTFORWARD;
            case "low" -> Level.LOW;
            case "moderate" -> Level.MODERATE;
            case "high" -> Level.HIGH;
            default -> concept.kind() == Concept.Kind.FINDING ? Level.MODERATE : null;
        };
    }

    /** Likely to harm without treatment, as a differential diagnosis of an undiagnosed new problem must be. */
    private static boolean isGrave(Concept concept) {
        Level own = own(concept);
        return own == Level.MODERATE || own == Level.HIGH;
    }

    /** The visit found signs and symptoms only. */
    private static boolean isUndiagnosed(List<VisitLevel.Problem> problems) {
        return problems.stream()
                .map(p -> p.concept().kind())
                .anyMatch(k -> k == Concept.Kind.SYMPTOM || k == Concept.Kind.FINDING);
    }

    private static String describe(VisitLevel.Problem p, boolean stays, boolean worse) {
        if (!stays) {
            return p.display();
        }
        return p.display() + (worse ? ", chronic, not at goal" : ", chronic, stable");
    }

    static Level higher(Level a, Level b) {
        return a.ordinal() >= b.ordinal() ? a : b;
    }
}
