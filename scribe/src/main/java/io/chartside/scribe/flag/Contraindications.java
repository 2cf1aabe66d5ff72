package io.chartside.scribe.flag;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drugs newly ordered against conditions of the chart, or of a history told without doubt. A short table of
 * contraindications and boxed warnings; it says what it knows and is no interaction checker.
 */
public final class Contraindications {
    private static final String HISTORY =
            "(?:history (?:significant )?(?:of|for)|diagnosed with|known|i have|i do have|you have a history of|suffers? from)(?: [a-z-]+,?){0,6}? ";
    private static final Pattern DOUBTED = Pattern.compile(
            "\\b(?:no|not|never|without|denies|family|mother|father|mom|dad|brother|sister|if|ever|rule out|any|might|could)\\b");
    private static final Set<OrderSuggestion.Change> NEW =
            Set.of(OrderSuggestion.Change.START, OrderSuggestion.Change.INCREASE, OrderSuggestion.Change.REFILL);
    private final List<Rule> rules = new ArrayList<>();

    private record Rule(Pattern drug, Pattern condition, Pattern told, String reason) {}

    public Contraindications(LexiconText text) {
        for (String[] row : RuleText.rows(text, "flag/contraindications.tsv")) {
            rules.add(new Rule(
                    Pattern.compile("\\b(?:" + row[0] + ")\\b"),
                    Pattern.compile("\\b" + row[1] + "\\b"),
                    Pattern.compile("\\b" + HISTORY + row[1] + "\\b"),
                    row[2]));
        }
    }

    public List<Flag> of(Conversation conversation, ChartContext chart, List<OrderSuggestion> orders) {
        List<Flag> flags = new ArrayList<>();
        for (OrderSuggestion order : orders) {
            if (!(order instanceof OrderSuggestion.Medication drug) || !NEW.contains(drug.change())) {
                continue;
            }
            String name = drug.name().toLowerCase(Locale.ROOT);
            for (Rule rule : rules) {
                if (rule.drug().matcher(name).find()) {
                    against(rule, conversation, chart).ifPresent(evidence -> {
                        List<Evidence> both = new ArrayList<>(drug.evidence());
                        both.add(evidence);
                        flags.add(new Flag(
                                Flag.Kind.CONTRADICTION,
                                drug.name() + " is planned, and a condition speaks against it: " + rule.reason() + ".",
                                both));
                    });
                }
            }
        }
        return flags;
    }

    private static Optional<Evidence> against(Rule rule, Conversation conversation, ChartContext chart) {
        for (ChartContext.Entry entry : chart.conditions()) {
            if (rule.condition().matcher(entry.text().toLowerCase(Locale.ROOT)).find()) {
                return Optional.of(new Evidence.Charted(entry.reference()));
            }
        }
        for (Clause clause : conversation.clauses()) {
            Matcher m = rule.told().matcher(clause.text());
            if (!clause.question()
                    && m.find()
                    && !DOUBTED.matcher(clause.text().substring(0, m.end())).find()) {
                return Optional.of(clause.said());
            }
        }
        return Optional.empty();
    }
}
