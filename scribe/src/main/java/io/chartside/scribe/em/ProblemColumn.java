package io.chartside.scribe.em;

import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Element;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.Concept;
import java.util.ArrayList;
import java.util.List;

/** Number and complexity of the problems addressed. */
final class ProblemColumn {
    private static final int CHANGE_REACH = 320;
    private static final int CHANGE_TURNS = 2;

    private ProblemColumn() {}

    static Column of(List<VisitLevel.Problem> problems, Heard heard) {
        List<Element> elements = new ArrayList<>();
        int chronic = 0;
        int acute = 0;
        Level level = Level.STRAIGHTFORWARD;
        for (VisitLevel.Problem p : problems) {
            Level own = own(p.concept());
            if (own == null) {
                boolean stays = p.concept().kind() == Concept.Kind.CHRONIC;
                boolean worse = stays && (isWorse(p.evidence(), heard) || isChanged(p, problems, heard));
                own = worse
                        ? Level.MODERATE
                        : p.concept().kind() == Concept.Kind.STATUS ? Level.STRAIGHTFORWARD : Level.LOW;
                elements.add(new Element(describe(p, stays, worse), p.evidence()));
                chronic += stays ? 1 : 0;
                acute += own == Level.LOW && !stays ? 1 : 0;
            } else {
                elements.add(new Element(p.display(), p.evidence()));
            }
            if (p.isCancer() && heard.has(Heard.Sort.TOXIC)) {
                own = Level.HIGH;
            }
            level = higher(level, own);
        }
        if (chronic >= 2) {
            level = higher(level, Level.MODERATE);
        }
        if (heard.has(Heard.Sort.THREAT)) {
            level = Level.HIGH;
            heard.of(Heard.Sort.THREAT).forEach((name, evidence) -> elements.add(new Element(name, evidence)));
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

    private static String describe(VisitLevel.Problem p, boolean stays, boolean worse) {
        if (!stays) {
            return p.display();
        }
        return p.display() + (worse ? ", chronic, not at goal" : ", chronic, stable");
    }

    /** Words of worsening in a turn that speaks of the problem. */
    private static boolean isWorse(List<Evidence> evidence, Heard heard) {
        for (List<Evidence> signs : heard.of(Heard.Sort.WORSENING).values()) {
            for (Evidence sign : signs) {
                for (Evidence e : evidence) {
                    if (sign instanceof Evidence.Said a
                            && e instanceof Evidence.Said b
                            && a.turn() == b.turn()
                            && Math.abs(a.start() - b.start()) < 160) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * Treatment begun or stepped up after the problem was named, before another one was; of the only problem that the visit
     * addresses, wherever in the plan, and an operation decided on as well.
     */
    private static boolean isChanged(VisitLevel.Problem problem, List<VisitLevel.Problem> all, Heard heard) {
        boolean only = all.stream()
                        .filter(p -> p.concept().kind() != Concept.Kind.STATUS)
                        .count()
                == 1;
        if (only && (heard.has(Heard.Sort.CHANGE) || heard.has(Heard.Sort.MAJOR_SURGERY))) {
            return true;
        }
        for (List<Evidence> changes : heard.of(Heard.Sort.CHANGE).values()) {
            for (Evidence change : changes) {
                if (change instanceof Evidence.Said said && nearestBefore(said, all) == problem) {
                    return true;
                }
            }
        }
        return false;
    }

    private static VisitLevel.Problem nearestBefore(Evidence.Said change, List<VisitLevel.Problem> all) {
        VisitLevel.Problem nearest = null;
        Evidence.Said last = null;
        for (VisitLevel.Problem p : all) {
            for (Evidence e : p.evidence()) {
                if (e instanceof Evidence.Said said
                        && reaches(said, change)
                        && (last == null || isBefore(last, said))) {
                    last = said;
                    nearest = p;
                }
            }
        }
        return nearest;
    }

    /** Within the same turn, or within the two before, where the patient answers between problem and plan. */
    private static boolean reaches(Evidence.Said problem, Evidence.Said change) {
        return problem.turn() == change.turn()
                ? problem.start() < change.start() && change.start() - problem.start() < CHANGE_REACH
                : problem.turn() < change.turn() && change.turn() - problem.turn() <= CHANGE_TURNS;
    }

    private static boolean isBefore(Evidence.Said a, Evidence.Said b) {
        return a.turn() != b.turn() ? a.turn() < b.turn() : a.start() < b.start();
    }

    static Level higher(Level a, Level b) {
        return a.ordinal() >= b.ordinal() ? a : b;
    }
}
