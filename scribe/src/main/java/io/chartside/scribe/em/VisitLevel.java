package io.chartside.scribe.em;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Roles;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The level of medical decision making by the office-visit rules in force since 2021: three columns, each with what was
 * counted, and the level that two of the three reach. Counts only what was said and never rounds up.
 */
public final class VisitLevel {
    private final Elements elements;
    private final Roles roles;
    private final StatedTime time = new StatedTime();

    private VisitLevel(Elements elements, Roles roles) {
        this.elements = elements;
        this.roles = roles;
    }

    public static VisitLevel load(LexiconText text) {
        return new VisitLevel(Elements.load(text), new Roles(text));
    }

    /**
     * @param tagged the visit as it came; its tags may be swapped
     * @param problems what the visit addressed
     * @param suspected diseases that the assessment leaves uncertain
     * @param drugs drugs named in it
     */
    public EvaluationAndManagement of(
            Transcript tagged,
            List<List<Token>> tokens,
            List<Problem> problems,
            List<Problem> suspected,
            List<Drug> drugs) {
        Transcript transcript = bySpeaker(tagged);
        Heard heard = elements.find(transcript, tokens);
        PlannedDrugs plan = new PlannedDrugs(transcript, tokens);
        Column problemColumn = ProblemColumn.of(problems, suspected, plan.begun(drugs), heard);
        Column dataColumn = DataColumn.of(heard);
        Column riskColumn = RiskColumn.of(heard, plan.planned(drugs), transcript, tokens);
        Level level = twoOfThree(problemColumn.level(), dataColumn.level(), riskColumn.level());
        return new EvaluationAndManagement(
                level,
                problemColumn,
                dataColumn,
                riskColumn,
                missing(level, problemColumn, dataColumn, riskColumn),
                time.find(transcript, tokens));
    }

    /** The same turns with those who really say them. */
    private Transcript bySpeaker(Transcript tagged) {
        List<Speaker> speakers = roles.of(tagged).speakers();
        return new Transcript(tagged.turns().stream()
                .map(t ->
                        new Turn(t.index(), t.id(), speakers.get(t.index()), t.text(), t.startMillis(), t.endMillis()))
                .toList());
    }

    /** The highest level that at least two columns reach: the middle one. */
    static Level twoOfThree(Level a, Level b, Level c) {
        Level low = min(a, min(b, c));
        Level high = max(a, max(b, c));
        return Level.values()[a.ordinal() + b.ordinal() + c.ordinal() - low.ordinal() - high.ordinal()];
    }

    private static Level min(Level a, Level b) {
        return a.ordinal() <= b.ordinal() ? a : b;
    }

    private static Level max(Level a, Level b) {
        return a.ordinal() >= b.ordinal() ? a : b;
    }

    private static List<String> missing(Level level, Column problems, Column data, Column risk) {
        if (level == Level.HIGH) {
            return List.of();
        }
        Level next = Level.values()[level.ordinal() + 1];
        List<String> out = new ArrayList<>();
        if (problems.level().ordinal() < next.ordinal()) {
            out.add("Problems: " + Requirements.problems(next));
        }
        if (data.level().ordinal() < next.ordinal()) {
            out.add("Data: " + Requirements.data(next));
        }
        if (risk.level().ordinal() < next.ordinal()) {
            out.add("Risk: " + Requirements.risk(next));
        }
        return out;
    }

    /** A problem that the visit addressed. */
    public record Problem(Concept concept, String display, List<Evidence> evidence) {
        public Problem {
            Objects.requireNonNull(concept);
            Objects.requireNonNull(display);
            evidence = List.copyOf(evidence);
        }

        boolean isCancer() {
            return concept.code().startsWith("C");
        }
    }

    /**
     * A drug named in a turn, by its first and last token.
     *
     * @param indications concepts that it treats
     * @param traits {@code rx}, {@code otc}, {@code monitored}
     */
    public record Drug(String name, Set<String> indications, Set<String> traits, int turn, int first, int last) {
        public Drug {
            Objects.requireNonNull(name);
            indications = Set.copyOf(indications);
            traits = Set.copyOf(traits);
        }
    }
}
