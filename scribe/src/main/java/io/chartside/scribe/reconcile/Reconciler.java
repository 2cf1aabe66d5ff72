package io.chartside.scribe.reconcile;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.allergy.CrossReactions;
import io.chartside.scribe.allergy.ToldAllergies;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.chart.ChartContext.Entry;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.draft.OrderSuggestion.Medication;
import io.chartside.scribe.draft.Reconciliation;
import io.chartside.scribe.draft.Reconciliation.Kind;
import io.chartside.scribe.draft.Reconciliation.State;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.wording.Prose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sets the visit beside the chart: what is new, changed, stopped or unchanged, each with its evidence on both sides. */
public final class Reconciler {
    /** Letters of an ICD-10-CM category: the condition, whatever its details. */
    private static final int CATEGORY = 3;

    /** So many mentions are evidence enough that the visit spoke of something. */
    private static final int MENTIONS = 2;

    private static final String TOLD = " (told, nothing ordered)";
    private static final Pattern ICD10CM = Pattern.compile("[A-Z][0-9][0-9A-Z](?:\\.?[0-9A-Z]{1,4})?");

    private final ChartedDrugs drugs;
    private final ToldChanges changes;
    private final CrossReactions reactions;
    private final Lexicon lexicon;

    /** @param lexicon names the problems that the chart codes otherwise than in ICD-10-CM */
    public Reconciler(LexiconText text, Lexicon lexicon) {
        this.lexicon = lexicon;
        drugs = new ChartedDrugs(text);
        changes = new ToldChanges(drugs);
        reactions = new CrossReactions(text);
    }

    /** @param orders as {@link ChartedOrders} made them; empty chart, empty answer */
    public List<Reconciliation> of(
            ChartContext chart, Conversation conversation, List<OrderSuggestion> orders, List<CodeSuggestion> codes) {
        List<Reconciliation> lines = new ArrayList<>();
        if (chart.equals(ChartContext.empty())) {
            return lines;
        }
        medications(chart, conversation, orders, lines);
        problems(chart, conversation, codes, lines);
        allergies(chart, conversation, lines);
        results(chart, conversation, lines);
        return lines;
    }

    private void medications(
            ChartContext chart, Conversation conversation, List<OrderSuggestion> orders, List<Reconciliation> lines) {
        List<Medication> ordered = orders.stream()
                .filter(Medication.class::isInstance)
                .map(Medication.class::cast)
                .toList();
        Map<Entry, List<Evidence>> mentions = mentions(conversation, drugs.names(chart));
        Map<String, ToldChanges.Told> told = changes.of(conversation, chart);
        for (Entry entry : chart.medications()) {
            Optional<ToldChanges.Told> stopped = told.entrySet().stream()
                    .filter(one -> drugs.of(one.getKey(), chart).contains(entry))
                    .map(Map.Entry::getValue)
                    .findFirst();
            Optional<Medication> order = ordered.stream()
                    .filter(drug -> drugs.of(drug.name(), chart).contains(entry))
                    .findFirst();
            if (order.isEmpty() && stopped.isPresent()) {
                lines.add(charted(
                        Kind.MEDICATION,
                        State.STOPPED,
                        line(entry) + TOLD,
                        entry.reference(),
                        List.of(stopped.get().clause().said())));
                continue;
            }
            List<Evidence> evidence =
                    order.map(drug -> said(drug.evidence())).orElseGet(() -> mentions.getOrDefault(entry, List.of()));
            State state = order.map(drug -> state(drug, entry)).orElse(State.UNCHANGED);
            String change = state == State.CHANGED
                    ? ": " + change(order.orElseThrow())
                    : order.isEmpty() && !evidence.isEmpty() ? " (spoken of, nothing ordered)" : "";
            lines.add(charted(Kind.MEDICATION, state, line(entry) + change, entry.reference(), evidence));
        }
        for (Medication drug : ordered) {
            if (drugs.of(drug.name(), chart).isEmpty()) {
                lines.add(new Reconciliation(
                        Kind.MEDICATION,
                        drug.change() == Change.STOP ? State.STOPPED : State.NEW,
                        words(drug),
                        Optional.empty(),
                        true,
                        drug.evidence()));
            }
        }
        told.forEach((name, change) -> {
            if (change.state() == State.NEW && ordered.stream().noneMatch(drug -> drugs.isSame(drug.name(), name))) {
                lines.add(new Reconciliation(
                        Kind.MEDICATION,
                        State.NEW,
                        Prose.capital(name) + TOLD,
                        Optional.empty(),
                        true,
                        List.of(change.clause().said())));
            }
        });
    }

    /** The first words about each of the chart's drugs. */
    private static Map<Entry, List<Evidence>> mentions(Conversation conversation, ChartedDrugs.Names names) {
        Map<Entry, List<Evidence>> mentions = new HashMap<>();
        for (Clause clause : conversation.clauses()) {
            for (Entry entry : names.in(clause.text())) {
                List<Evidence> said = mentions.computeIfAbsent(entry, e -> new ArrayList<>());
                if (said.size() < MENTIONS) {
                    said.add(clause.said());
                }
            }
        }
        return mentions;
    }

    private static State state(Medication order, Entry entry) {
        return switch (order.change()) {
            case STOP -> State.STOPPED;
            case INCREASE, DECREASE -> State.CHANGED;
            case CONTINUE, REFILL, START ->
                ChartedOrders.isOfChart(order.dose(), entry.text() + " " + entry.dosage())
                        ? State.UNCHANGED
                        : State.CHANGED;
        };
    }

    /** What was said of the change, and that no new dose was said where none was. */
    private static String change(Medication order) {
        String verb = switch (order.change()) {
            case INCREASE -> "increase";
            case DECREASE -> "decrease";
            default -> "said";
        };
        String dose = String.join(" ", order.dose(), order.frequency()).strip();
        if (dose.isEmpty()) {
            return verb + ", the new dose was not said";
        }
        return verb + (verb.equals("said") ? " " : " to ") + dose;
    }

    private void problems(
            ChartContext chart, Conversation conversation, List<CodeSuggestion> codes, List<Reconciliation> lines) {
        for (Entry entry : chart.conditions()) {
            List<Evidence> evidence = new ArrayList<>();
            codes.stream().filter(code -> isSame(code, entry)).forEach(code -> evidence.addAll(said(code.evidence())));
            if (evidence.isEmpty()) {
                evidence.addAll(mentions(conversation, clause -> names(clause.text(), entry.text())));
            }
            lines.add(charted(Kind.PROBLEM, State.UNCHANGED, entry.text(), entry.reference(), evidence));
        }
        for (CodeSuggestion code : codes) {
            boolean known = chart.conditions().stream().anyMatch(entry -> isSame(code, entry));
            // Chapter 21 tells of circumstances, which are no problems.
            if (!known && !code.code().startsWith("Z")) {
                lines.add(new Reconciliation(
                        Kind.PROBLEM, State.NEW, code.display(), Optional.empty(), true, code.evidence()));
            }
        }
    }

    /** By the category of the charted code, or by name where the chart has none or one of another system. */
    private boolean isSame(CodeSuggestion suggested, Entry charted) {
        if (ICD10CM.matcher(charted.code().toUpperCase(Locale.ROOT)).matches()) {
            return isSameCategory(suggested.code(), charted.code());
        }
        Set<String> shown = concepts(suggested.display()).map(Concept::id).collect(Collectors.toSet());
        return suggested.display().equalsIgnoreCase(charted.text())
                || concepts(charted.text())
                        .anyMatch(concept ->
                                shown.contains(concept.id()) || isSameCategory(suggested.code(), concept.code()));
    }

    private Stream<Concept> concepts(String name) {
        return lexicon.find(0, Tokenizer.tokens(name)).stream()
                .map(Mention::concept)
                .filter(concept -> concept.kind() != Concept.Kind.CUE);
    }

    private static boolean isSameCategory(String one, String other) {
        return one.length() >= CATEGORY
                && other.length() >= CATEGORY
                && one.substring(0, CATEGORY).equalsIgnoreCase(other.substring(0, CATEGORY));
    }

    private void allergies(ChartContext chart, Conversation conversation, List<Reconciliation> lines) {
        for (Entry entry : chart.allergies()) {
            List<Evidence> evidence = mentions(
                    conversation,
                    clause -> clause.text().contains("allerg") && names(clause.text(), firstWord(entry.text())));
            lines.add(charted(Kind.ALLERGY, State.UNCHANGED, entry.text(), entry.reference(), evidence));
        }
        List<String> told = new ArrayList<>();
        for (ToldAllergies.Told allergy : ToldAllergies.of(conversation)) {
            if (allergy.clause().clinician()) {
                continue;
            }
            for (String what : allergy.substances(reactions)) {
                boolean known = chart.allergies().stream()
                        .anyMatch(entry -> entry.text().toLowerCase(Locale.ROOT).contains(what));
                if (!known && !told.contains(what)) {
                    told.add(what);
                    lines.add(new Reconciliation(
                            Kind.ALLERGY,
                            State.NEW,
                            what,
                            Optional.empty(),
                            true,
                            List.of(allergy.clause().said())));
                }
            }
        }
    }

    /** The last results of the tests that the visit speaks of. */
    private static void results(ChartContext chart, Conversation conversation, List<Reconciliation> lines) {
        for (ChartContext.Result result : chart.results()) {
            String name = result.name().toLowerCase(Locale.ROOT).replaceAll("^(?:hemoglobin|glucose) (?=a1c)", "");
            List<Evidence> evidence = mentions(conversation, clause -> names(clause.text(), name));
            if (!evidence.isEmpty()) {
                String on = result.date().isEmpty() ? "" : " (" + result.date() + ")";
                lines.add(charted(
                        Kind.RESULT,
                        State.UNCHANGED,
                        result.name() + " " + result.value() + on,
                        result.reference(),
                        evidence));
            }
        }
    }

    private static Reconciliation charted(Kind kind, State state, String text, String reference, List<Evidence> said) {
        List<Evidence> evidence = new ArrayList<>(said);
        evidence.add(new Evidence.Charted(reference));
        return new Reconciliation(kind, state, text, Optional.of(reference), !said.isEmpty(), evidence);
    }

    private static List<Evidence> mentions(Conversation conversation, Predicate<Clause> about) {
        return conversation.clauses().stream()
                .filter(about)
                .limit(MENTIONS)
                .map(clause -> (Evidence) clause.said())
                .toList();
    }

    private static List<Evidence> said(List<Evidence> evidence) {
        return evidence.stream().filter(Evidence.Said.class::isInstance).toList();
    }

    private static boolean names(String text, String name) {
        return name.length() > 2 && (" " + text + " ").contains(" " + name.toLowerCase(Locale.ROOT) + " ");
    }

    private static String firstWord(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z-].*$", "");
    }

    static String line(Entry entry) {
        return entry.dosage().isEmpty() ? entry.text() : entry.text() + ", " + entry.dosage();
    }

    static String words(Medication drug) {
        return String.join(
                        " ",
                        List.of(drug.name(), drug.dose(), drug.route(), drug.frequency()).stream()
                                .filter(part -> !part.isBlank())
                                .toList())
                .strip();
    }
}
