package io.chartside.scribe.reconcile;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.chart.ChartContext.Entry;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the clinician decides about a drug without its name: "keep taking it", "the same dose", "stop taking that", "double it".
 * The drug is the one that was named last, a few clauses before, alone and in the chart; else nobody can tell, and nothing is
 * ordered.
 */
final class References {
    private static final int CLAUSES_BACK = 5;
    private static final int TURNS_BACK = 3;
    private static final String IT = "(?:it|that|this|that one|this one)";
    private static final Pattern NEGATED = Pattern.compile("\\b(?:not|never|no need to|without|if|unless|until)\\b");
    private static final Pattern NEW_DOSE = Pattern.compile(
            "\\bto (\\d+(?:[.,]\\d+)? ?(?:mg|mcg|g|units?|mL|ml|milligrams?|tablets?|puffs?|drops?))(?=\\W|$)");
    private static final Map<Change, Pattern> DECISIONS = new LinkedHashMap<>();

    static {
        decision(Change.STOP, "(?:stop|quit|discontinue) (?:taking|using) " + IT + "|come off (?:of )?" + IT);
        decision(
                Change.INCREASE,
                "double (?:" + IT + "|the dose|your dose)|increase (?:" + IT + "|the dose|your dose)|bump " + IT
                        + " up|go up on " + IT);
        decision(
                Change.DECREASE,
                "(?:halve|decrease|lower|reduce) (?:" + IT + "|the dose|your dose)|cut " + IT
                        + " (?:in half|down)|go down on " + IT);
        decision(Change.REFILL, "(?:refill|renew) " + IT);
        decision(
                Change.CONTINUE,
                "(?:keep|keep on|continue|go on) (?:taking|using) " + IT + "|(?:stay|keep you|remain|continue) on " + IT
                        + "|stick with " + IT + "|continue " + IT
                        + "|(?:keep|stay on|continue|leave|same with|at|on) the same (?:dose|dosage)"
                        + "|the dose (?:stays|the) same|keep " + IT + " the same|leave " + IT
                        + " (?:alone|the same|where it is)");
    }

    private final ChartedDrugs drugs;

    References(ChartedDrugs drugs) {
        this.drugs = drugs;
    }

    private static void decision(Change change, String words) {
        DECISIONS.put(change, Pattern.compile("\\b(?:" + words + ")\\b"));
    }

    /** Orders of charted drugs that no clause names together with what is to be done. */
    List<OrderSuggestion.Medication> in(Conversation conversation, ChartContext chart) {
        List<OrderSuggestion.Medication> found = new ArrayList<>();
        ChartedDrugs.Names names = drugs.names(chart);
        List<Clause> clauses = conversation.clauses();
        for (int i = 0; i < clauses.size() && !chart.medications().isEmpty(); i++) {
            Clause clause = clauses.get(i);
            if (!clause.clinician() || clause.question() || clause.phase() != Phase.PLAN) {
                continue;
            }
            Optional<Change> change = change(clause.text());
            boolean named = !names.in(clause.text()).isEmpty() || drugs.namesAnother(clause.text(), chart);
            if (change.isPresent() && !named) {
                antecedent(clauses, i, names, chart)
                        .ifPresent(before -> found.add(order(
                                clause,
                                change.get(),
                                before,
                                names.in(before.text()).get(0))));
            }
        }
        return found;
    }

    private static OrderSuggestion.Medication order(Clause clause, Change change, Clause named, Entry entry) {
        Matcher dose = NEW_DOSE.matcher(clause.text());
        boolean changes = change == Change.INCREASE || change == Change.DECREASE;
        return new OrderSuggestion.Medication(
                name(entry),
                changes && dose.find() ? dose.group(1) : "",
                "",
                "",
                change,
                List.of(),
                List.of(clause.said(), named.said()));
    }

    private static String name(Entry entry) {
        return entry.text().replaceAll("(?i)^([a-z][a-z-]+).*$", "$1");
    }

    private static Optional<Change> change(String text) {
        for (Map.Entry<Change, Pattern> decision : DECISIONS.entrySet()) {
            Matcher m = decision.getValue().matcher(text);
            if (m.find() && !NEGATED.matcher(text.substring(0, m.start())).find()) {
                return Optional.of(decision.getKey());
            }
        }
        return Optional.empty();
    }

    /** The nearest clause before that names a drug, if it names one alone and the chart has it. */
    private Optional<Clause> antecedent(List<Clause> clauses, int at, ChartedDrugs.Names names, ChartContext chart) {
        for (int i = at - 1; i >= 0 && at - i <= CLAUSES_BACK; i--) {
            Clause before = clauses.get(i);
            if (clauses.get(at).turn() - before.turn() > TURNS_BACK) {
                break;
            }
            List<Entry> named = names.in(before.text());
            if (drugs.namesAnother(before.text(), chart)) {
                return Optional.empty();
            }
            if (!named.isEmpty()) {
                return named.size() == 1 ? Optional.of(before) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
