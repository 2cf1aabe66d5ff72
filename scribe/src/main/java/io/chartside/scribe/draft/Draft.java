package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that the engine makes of a visit. Nothing in it is final: a clinician reviews and signs. */
public record Draft(
        Note note,
        List<CodeSuggestion> codes,
        List<CodeExclusion> exclusions,
        EvaluationAndManagement evaluationAndManagement,
        List<OrderSuggestion> orders,
        List<Flag> flags,
        List<ServiceSuggestion> services,
        List<Reconciliation> reconciliation) {
    public Draft {
        Objects.requireNonNull(note);
        Objects.requireNonNull(evaluationAndManagement);
        codes = List.copyOf(codes);
        exclusions = List.copyOf(exclusions);
        orders = List.copyOf(orders);
        flags = List.copyOf(flags);
        services = List.copyOf(services);
        reconciliation = List.copyOf(reconciliation);
    }

    /** Without a chart to reconcile with, and where nothing was given or done that a HCPCS code stands for. */
    public Draft(
            Note note,
            List<CodeSuggestion> codes,
            List<CodeExclusion> exclusions,
            EvaluationAndManagement evaluationAndManagement,
            List<OrderSuggestion> orders,
            List<Flag> flags) {
        this(note, codes, exclusions, evaluationAndManagement, orders, flags, List.of(), List.of());
    }

    /** Why there is no note; empty when there is one. */
    public Optional<String> refusal() {
        if (!Flag.tellsOfNoVisit(flags)) {
            return Optional.empty();
        }
        return Optional.of(flags.stream()
                .filter(flag -> flag.kind() == Flag.Kind.NO_VISIT || flag.kind() == Flag.Kind.OTHER_LANGUAGE)
                .map(Flag::message)
                .collect(Collectors.joining(" ")));
    }
}
