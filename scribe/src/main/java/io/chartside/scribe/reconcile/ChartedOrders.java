package io.chartside.scribe.reconcile;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.chart.ChartContext.Entry;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.draft.OrderSuggestion.Charted;
import io.chartside.scribe.draft.OrderSuggestion.Medication;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Orders seen beside the chart: whom "it" stands for, and which dosage "continue" means. The chart's dosage is taken as a whole
 * and only where the visit goes on with the drug and says no dose of its own; nothing is calculated, so that no dose stands in a
 * draft that neither the visit nor the chart holds.
 */
public final class ChartedOrders {
    private static final Set<Change> GOES_ON = EnumSet.of(Change.CONTINUE, Change.REFILL);

    private final ChartedDrugs drugs;
    private final References references;

    public ChartedOrders(LexiconText text) {
        drugs = new ChartedDrugs(text);
        references = new References(drugs);
    }

    /** Drug names of the chart, which an order may name although the engine's own list lacks them. */
    public Set<String> names(ChartContext chart) {
        return drugs.spoken(chart);
    }

    /** The orders with what the chart says of their drugs, and those that only the chart makes understood. */
    public List<OrderSuggestion> of(List<OrderSuggestion> heard, Conversation conversation, ChartContext chart) {
        List<OrderSuggestion> orders = new ArrayList<>();
        List<Entry> ordered = new ArrayList<>();
        for (OrderSuggestion order : heard) {
            orders.add(order instanceof Medication drug ? charted(drug, chart) : order);
            if (order instanceof Medication drug) {
                ordered.addAll(drugs.of(drug.name(), chart));
            }
        }
        int at = (int) orders.stream().filter(Medication.class::isInstance).count();
        for (Medication meant : references.in(conversation, chart)) {
            List<Entry> entries = drugs.of(meant.name(), chart);
            if (entries.stream().noneMatch(ordered::contains)) {
                ordered.addAll(entries);
                orders.add(at++, charted(meant, chart));
            }
        }
        return orders;
    }

    /** Where the visit goes on with a drug at a dose that is not the chart's. */
    public List<Flag> flags(List<OrderSuggestion> orders) {
        return orders.stream()
                .filter(Medication.class::isInstance)
                .map(Medication.class::cast)
                .filter(drug ->
                        GOES_ON.contains(drug.change()) && drug.charted().isPresent())
                .filter(drug -> !isOfChart(
                        drug.dose(),
                        drug.charted().get().name() + " " + drug.charted().get().dosage()))
                .map(drug -> new Flag(
                        Flag.Kind.CONTRADICTION,
                        drug.name() + " goes on at " + drug.dose() + ", and the chart has another dose.",
                        drug.evidence()))
                .toList();
    }

    private Medication charted(Medication said, ChartContext chart) {
        List<Entry> entries = drugs.of(said.name(), chart);
        if (entries.size() != 1) {
            return said;
        }
        Entry entry = entries.get(0);
        boolean applies = GOES_ON.contains(said.change())
                && said.frequency().isEmpty()
                && !entry.dosage().isEmpty()
                && isOfChart(said.dose(), entry.text() + " " + entry.dosage());
        List<Evidence> evidence = new ArrayList<>(said.evidence());
        evidence.add(new Evidence.Charted(entry.reference()));
        return new Medication(
                said.name(),
                said.dose(),
                said.route(),
                said.frequency(),
                said.change(),
                applies ? List.of() : missing(said),
                evidence,
                Optional.of(new Charted(entry.reference(), entry.text(), entry.dosage(), applies)));
    }

    private static List<String> missing(Medication said) {
        List<String> missing = new ArrayList<>();
        if (said.change() == Change.STOP) {
            return missing;
        }
        if (said.dose().isEmpty()) {
            missing.add("dose");
        }
        if (said.route().isEmpty()) {
            missing.add("route");
        }
        if (said.frequency().isEmpty()) {
            missing.add("frequency");
        }
        return missing;
    }

    /**
     * Whether the chart has the dose that was said, or none was said.
     *
     * @param charted name and dosage in the chart's words
     */
    static boolean isOfChart(String dose, String charted) {
        return dose.isEmpty() || plain(charted).contains(" " + plain(dose).strip() + " ");
    }

    private static String plain(String text) {
        return " "
                + text.toLowerCase(Locale.ROOT)
                        .replace("milligrams", "mg")
                        .replace("milligram", "mg")
                        .replaceAll("(\\d),(\\d{3})", "$1$2")
                        .replaceAll("(\\d)\\s*([a-z%])", "$1 $2")
                        .replaceAll("[^a-z0-9.%]+", " ")
                        .strip()
                + " ";
    }
}
