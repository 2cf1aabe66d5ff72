package io.chartside.scribe.em;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.Concept;
import java.util.List;
import java.util.Set;

/**
 * Whether a chronic illness is at the goal of its treatment. By the guideline stable means at goal: one that is worse, is
 * newly treated, or has its treatment changed is not, whether or not it threatens anything.
 */
final class ChronicStatus {
    private static final int WORSE_REACH = 160;
    private static final int CHANGE_REACH = 320;
    private static final int CHANGE_TURNS = 2;
    private static final Set<Heard.Sort> CHANGES =
            Set.of(Heard.Sort.CHANGE, Heard.Sort.MAJOR_SURGERY, Heard.Sort.MINOR_PROCEDURE);

    private final List<VisitLevel.Problem> all;
    private final List<VisitLevel.Drug> begun;
    private final Heard heard;

    ChronicStatus(List<VisitLevel.Problem> all, List<VisitLevel.Drug> begun, Heard heard) {
        this.all = all;
        this.begun = begun;
        this.heard = heard;
    }

    boolean isAtGoal(VisitLevel.Problem problem) {
        return !isWorse(problem.evidence()) && !isChanged(problem) && !isBegun(problem);
    }

    /** A drug for it that the plan begins. */
    private boolean isBegun(VisitLevel.Problem problem) {
        return begun.stream()
                .anyMatch(d -> d.indications().contains(problem.concept().id())
                        || isOnly() && d.indications().isEmpty());
    }

    private boolean isOnly() {
        return all.stream()
                        .filter(p -> p.concept().kind() != Concept.Kind.STATUS)
                        .count()
                == 1;
    }

    /** Words of worsening in a turn that speaks of the problem. */
    private boolean isWorse(List<Evidence> evidence) {
        for (List<Evidence> signs : heard.of(Heard.Sort.WORSENING).values()) {
            for (Evidence sign : signs) {
                for (Evidence e : evidence) {
                    if (sign instanceof Evidence.Said a
                            && e instanceof Evidence.Said b
                            && a.turn() == b.turn()
                            && Math.abs(a.start() - b.start()) < WORSE_REACH
                            && (a.start() >= b.end() || a.end() <= b.start())) {
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
    private boolean isChanged(VisitLevel.Problem problem) {
        if (isOnly() && CHANGES.stream().anyMatch(heard::has)) {
            return true;
        }
        for (List<Evidence> changes : heard.of(Heard.Sort.CHANGE).values()) {
            for (Evidence change : changes) {
                if (change instanceof Evidence.Said said && nearestBefore(said) == problem) {
                    return true;
                }
            }
        }
        return false;
    }

    private VisitLevel.Problem nearestBefore(Evidence.Said change) {
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
}
