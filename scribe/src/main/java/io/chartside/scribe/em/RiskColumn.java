package io.chartside.scribe.em;

import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Element;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Transcript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Risk of complications from what the visit decides. */
final class RiskColumn {
    /** The patient may ask in between. */
    private static final int RISK_TURNS = 2;

    /** What each decision reaches, and what it reaches where a risk of it is named. */
    private static final List<Row> ROWS = List.of(
            new Row(Heard.Sort.THERAPY, Level.LOW, Level.LOW),
            new Row(Heard.Sort.MINOR_PROCEDURE, Level.LOW, Level.MODERATE),
            new Row(Heard.Sort.SOCIAL, Level.MODERATE, Level.MODERATE),
            new Row(Heard.Sort.PRESCRIBING, Level.MODERATE, Level.MODERATE),
            new Row(Heard.Sort.RISKY_MINOR, Level.MODERATE, Level.MODERATE),
            new Row(Heard.Sort.TOXIC, Level.HIGH, Level.HIGH),
            new Row(Heard.Sort.MAJOR_SURGERY, Level.MODERATE, Level.HIGH),
            new Row(Heard.Sort.RISKY_SURGERY, Level.HIGH, Level.HIGH),
            new Row(Heard.Sort.HOSPITAL, Level.HIGH, Level.HIGH));

    private RiskColumn() {}

    private record Row(Heard.Sort sort, Level level, Level withRiskNamed) {}

    /** @param planned drugs of the plan */
    static Column of(Heard heard, List<VisitLevel.Drug> planned, Transcript transcript, List<List<Token>> tokens) {
        List<Element> elements = new ArrayList<>();
        Level level = Level.STRAIGHTFORWARD;
        for (Row row : ROWS) {
            boolean risky = row.level() != row.withRiskNamed() && isRiskNamed(heard, row.sort());
            level = add(heard, row.sort(), risky ? row.withRiskNamed() : row.level(), level, elements);
        }
        if (ROWS.stream().anyMatch(row -> row.level() != row.withRiskNamed() && isRiskNamed(heard, row.sort()))) {
            add(heard, Heard.Sort.RISK_NAMED, level, level, elements);
        }
        if (planned.isEmpty()) {
            level = add(heard, Heard.Sort.DOSE, Level.MODERATE, level, elements);
        }
        Map<String, List<Evidence>> managed = new LinkedHashMap<>();
        for (VisitLevel.Drug drug : planned) {
            List<Token> words = tokens.get(drug.turn());
            Evidence said = Elements.said(transcript, drug.turn(), words, drug.first(), drug.last());
            boolean prescribed = drug.traits().contains("rx") && !PlannedDrugs.isOverTheCounter(drug, words);
            level = ProblemColumn.higher(level, prescribed ? Level.MODERATE : Level.LOW);
            managed.computeIfAbsent(
                            (prescribed ? "prescription drug: " : "over-the-counter drug: ") + drug.name(),
                            n -> new ArrayList<>())
                    .add(said);
            if (drug.traits().contains("monitored") && heard.has(Heard.Sort.MONITORING)) {
                level = Level.HIGH;
                managed.computeIfAbsent("drug therapy monitored for toxicity: " + drug.name(), n -> new ArrayList<>())
                        .add(said);
            }
        }
        managed.forEach((name, evidence) -> elements.add(new Element(name, evidence)));
        return new Column(level, elements);
    }

    private static Level add(Heard heard, Heard.Sort sort, Level reaches, Level level, List<Element> elements) {
        if (!heard.has(sort)) {
            return level;
        }
        heard.of(sort).forEach((name, evidence) -> elements.add(new Element(name, evidence)));
        return ProblemColumn.higher(level, reaches);
    }

    /** Told where the procedure is: a risk of something else stands elsewhere. */
    private static boolean isRiskNamed(Heard heard, Heard.Sort procedure) {
        return heard.of(Heard.Sort.RISK_NAMED).values().stream()
                .flatMap(List::stream)
                .anyMatch(risk -> heard.of(procedure).values().stream()
                        .flatMap(List::stream)
                        .anyMatch(done -> risk instanceof Evidence.Said a
                                && done instanceof Evidence.Said b
                                && Math.abs(a.turn() - b.turn()) <= RISK_TURNS));
    }
}
