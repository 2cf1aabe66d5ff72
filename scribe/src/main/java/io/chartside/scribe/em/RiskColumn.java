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
    private static final double PLAN = 0.55;

    private RiskColumn() {}

    static Column of(Heard heard, List<VisitLevel.Drug> drugs, Transcript transcript, List<List<Token>> tokens) {
        List<Element> elements = new ArrayList<>();
        Level level = Level.STRAIGHTFORWARD;
        level = add(heard, Heard.Sort.THERAPY, Level.LOW, level, elements);
        level = add(heard, Heard.Sort.MINOR_PROCEDURE, Level.LOW, level, elements);
        level = add(heard, Heard.Sort.SOCIAL, Level.MODERATE, level, elements);
        level = add(heard, Heard.Sort.PRESCRIBING, Level.MODERATE, level, elements);
        level = add(heard, Heard.Sort.RISKY_MINOR, Level.MODERATE, level, elements);
        level = add(heard, Heard.Sort.TOXIC, Level.HIGH, level, elements);
        level = add(heard, Heard.Sort.MAJOR_SURGERY, Level.HIGH, level, elements);
        level = add(heard, Heard.Sort.HOSPITAL, Level.HIGH, level, elements);
        Map<String, List<Evidence>> prescribed = new LinkedHashMap<>();
        boolean overTheCounter = false;
        for (VisitLevel.Drug drug : drugs) {
            List<Token> words = tokens.get(drug.turn());
            if (!isPlanned(drug, tokens) || !Elements.isMeant(words, drug.first())) {
                continue;
            }
            Evidence said = Elements.said(transcript, drug.turn(), words, drug.first(), drug.last());
            if (drug.traits().contains("rx")) {
                prescribed
                        .computeIfAbsent("prescription drug: " + drug.name(), n -> new ArrayList<>())
                        .add(said);
            } else if (drug.traits().contains("otc")) {
                overTheCounter = true;
            }
            if (drug.traits().contains("monitored") && heard.has(Heard.Sort.MONITORING)) {
                level = Level.HIGH;
                elements.add(new Element("drug therapy monitored for toxicity: " + drug.name(), List.of(said)));
            }
        }
        prescribed.forEach((name, evidence) -> elements.add(new Element(name, evidence)));
        if (!prescribed.isEmpty()) {
            level = ProblemColumn.higher(level, Level.MODERATE);
        } else if (overTheCounter) {
            level = ProblemColumn.higher(level, Level.LOW);
        }
        return new Column(level, elements);
    }

    private static Level add(Heard heard, Heard.Sort sort, Level reaches, Level level, List<Element> elements) {
        if (!heard.has(sort)) {
            return level;
        }
        heard.of(sort).forEach((name, evidence) -> elements.add(new Element(name, evidence)));
        return ProblemColumn.higher(level, reaches);
    }

    /** Named in the last part of the visit, where the plan is. */
    private static boolean isPlanned(VisitLevel.Drug drug, List<List<Token>> tokens) {
        int total = tokens.stream().mapToInt(List::size).sum();
        int at = drug.first();
        for (int i = 0; i < drug.turn(); i++) {
            at += tokens.get(i).size();
        }
        return at > total * PLAN;
    }
}
