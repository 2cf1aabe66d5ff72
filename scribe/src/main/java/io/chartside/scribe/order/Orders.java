package io.chartside.scribe.order;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.discourse.TakenBack;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The orders heard in a visit: what the clinician says to prescribe, change, test or refer. */
public final class Orders {
    private final DrugMentions drugs;
    private final ServiceMentions services;

    public Orders(LexiconText text) {
        drugs = new DrugMentions(text);
        services = new ServiceMentions(text);
    }

    /** @param charted names of the chart's drugs, which may be ordered although the engine's list lacks them */
    public List<OrderSuggestion> of(Conversation conversation, Writing writing, Set<String> charted) {
        Pattern names = drugs.drugs(charted);
        Map<String, OrderSuggestion.Medication> medications = new LinkedHashMap<>();
        Map<String, OrderSuggestion.Service> ordered = new LinkedHashMap<>();
        for (Clause clause : TakenBack.leftOut(conversation.clauses(), names)) {
            boolean command = clause.text().contains("dragon");
            if (!clause.clinician() || clause.phase() != Phase.PLAN && !command || clause.question() && !command) {
                continue;
            }
            for (OrderSuggestion.Medication found : drugs.in(clause, writing, names)) {
                medications.merge(found.name().toLowerCase(), found, Orders::together);
            }
            for (OrderSuggestion.Service found : services.in(clause, writing)) {
                ordered.putIfAbsent(found.text().toLowerCase(), found);
            }
        }
        List<OrderSuggestion> orders = new ArrayList<>(medications.values());
        orders.addAll(ordered.values());
        return orders;
    }

    /** What was said twice is one order; details said at either place count, the later change wins over "continue". */
    private static OrderSuggestion.Medication together(OrderSuggestion.Medication a, OrderSuggestion.Medication b) {
        List<Evidence> evidence = new ArrayList<>(a.evidence());
        evidence.addAll(b.evidence());
        String dose = later(a.dose(), b.dose());
        String route = later(a.route(), b.route());
        String frequency = later(a.frequency(), b.frequency());
        OrderSuggestion.Change change = a.change() == OrderSuggestion.Change.CONTINUE
                        || b.change() != OrderSuggestion.Change.START && b.change() != OrderSuggestion.Change.CONTINUE
                ? b.change()
                : a.change();
        return new OrderSuggestion.Medication(
                a.name(),
                dose,
                route,
                frequency,
                change,
                DrugMentions.missing(dose, route, frequency, change),
                evidence);
    }

    private static String later(String a, String b) {
        return b.isEmpty() ? a : b;
    }
}
