package io.chartside.scribe.verify;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.OrderSuggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds orders against what they cite: an order is the clinician's, and has what was said and nothing more. */
final class OrderVerifier {
    private static final Pattern IT = Pattern.compile("\\b(?:it|that|this|them|those|these|one)\\b");

    private final Reader reader;
    private final Sources sources;
    private final Said said;

    OrderVerifier(Reader reader, Sources sources, Said said) {
        this.said = said;
        this.reader = reader;
        this.sources = sources;
    }

    /** @param flags what is found is added here */
    List<OrderSuggestion> verify(List<OrderSuggestion> orders, List<Flag> flags) {
        List<OrderSuggestion> kept = new ArrayList<>();
        for (OrderSuggestion order : orders) {
            List<Evidence> evidence =
                    order.evidence().stream().filter(sources::exists).toList();
            Optional<? extends OrderSuggestion> verified = order instanceof OrderSuggestion.Medication drug
                    ? medication(drug, evidence)
                    : service((OrderSuggestion.Service) order, evidence);
            if (verified.isPresent()) {
                kept.add(verified.get());
            } else {
                flags.add(new Flag(
                        Flag.Kind.UNSUPPORTED,
                        "An order was left out: the words that it cites do not say it.",
                        evidence));
            }
        }
        return kept;
    }

    private Optional<OrderSuggestion.Medication> medication(OrderSuggestion.Medication drug, List<Evidence> evidence) {
        String name = drug.name().strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || !said(name, evidence) || !said.says(drug.change(), name, sources.clinicians(evidence))) {
            return Optional.empty();
        }
        String dose = ifSaid(drug.dose(), evidence);
        String route = ifSaid(drug.route(), evidence);
        String frequency = ifSaid(drug.frequency(), evidence);
        Set<String> missing = new LinkedHashSet<>();
        if (drug.change() != OrderSuggestion.Change.STOP) {
            addIfEmpty(missing, "dose", dose);
            addIfEmpty(missing, "route", route);
            addIfEmpty(missing, "frequency", frequency);
        }
        return Optional.of(new OrderSuggestion.Medication(
                drug.name().strip(), dose, route, frequency, drug.change(), List.copyOf(missing), evidence));
    }

    private static void addIfEmpty(Set<String> missing, String name, String part) {
        if (part.isEmpty()) {
            missing.add(name);
        }
    }

    private Optional<OrderSuggestion.Service> service(OrderSuggestion.Service service, List<Evidence> evidence) {
        Set<String> claimed = reader.stems(service.text());
        boolean said =
                claimed.isEmpty() ? said(service.text().toLowerCase(Locale.ROOT), evidence) : most(claimed, evidence);
        boolean numbers = EvidenceVerifier.missing(reader.numbers().claimed(service.text()), evidence, sources)
                .isEmpty();
        return said
                        && numbers
                        && isTheClinicians(claimed, evidence)
                        && !service.text().isBlank()
                ? Optional.of(new OrderSuggestion.Service(service.text().strip(), service.category(), evidence))
                : Optional.empty();
    }

    /** Whether the clinician, too, names something of it, or takes up what was named. */
    private boolean isTheClinicians(Set<String> claimed, List<Evidence> evidence) {
        return sources.clinicians(evidence).stream()
                .map(Clause::text)
                .anyMatch(text -> claimed.isEmpty()
                        || IT.matcher(text).find()
                        || reader.stems(text).stream().anyMatch(claimed::contains));
    }

    private boolean said(String words, List<Evidence> evidence) {
        return sources.of(evidence).stream().anyMatch(source -> source.text().contains(words));
    }

    private boolean most(Set<String> claimed, List<Evidence> evidence) {
        Set<String> said = new HashSet<>();
        sources.of(evidence).forEach(source -> said.addAll(source.stems()));
        return claimed.stream().filter(said::contains).count() * 2 >= claimed.size();
    }

    /** A part of a prescription: as it is when its numbers and its words were said, else nothing. */
    private String ifSaid(String part, List<Evidence> evidence) {
        String words = part.strip();
        Set<String> claimed = reader.stems(words);
        boolean numbers = EvidenceVerifier.missing(reader.numbers().claimed(words), evidence, sources)
                .isEmpty();
        return words.isEmpty() || !numbers || !claimed.isEmpty() && !most(claimed, evidence) ? "" : words;
    }
}
