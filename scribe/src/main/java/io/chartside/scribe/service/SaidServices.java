package io.chartside.scribe.service;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.ServiceSuggestion;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.service.ServiceList.Kind;
import io.chartside.scribe.service.ServiceList.Service;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds what the clinician says is given or done at this visit. A drug counts only where the same sentence says how it is
 * given ({@code injection}, {@code nebulizer}) and that it is given here; what is asked, supposed, declined, or was given
 * before or elsewhere counts for nothing. Units follow from the dose that was said; a dose that was not said stays open.
 */
public final class SaidServices {
    private static final Set<String> ROUTES = Set.of(
            "shot",
            "injection",
            "inject",
            "injected",
            "injecting",
            "intramuscular",
            "iv",
            "intravenous",
            "infusion",
            "nebulizer",
            "neb",
            "nebulized");
    private static final Set<String> HERE = Set.of(
            "today",
            "now",
            "here",
            "give",
            "giving",
            "gave",
            "given",
            "inject",
            "injected",
            "injecting",
            "administer",
            "administered",
            "ahead");
    private static final Set<String> ELSEWHERE = Set.of(
            "if",
            "unless",
            "consider",
            "could",
            "may",
            "might",
            "should",
            "last",
            "ago",
            "previous",
            "previously",
            "already",
            "decline",
            "declined",
            "refuse",
            "refused",
            "not",
            "no",
            "never",
            "without",
            "used",
            "allergic",
            "allergy",
            "next",
            "tomorrow",
            "later",
            "or",
            "return",
            "schedule",
            "scheduled",
            "due",
            "overdue",
            "year");
    private static final Map<String, String> MEASURES = Map.of(
            "mg",
            "mg",
            "milligram",
            "mg",
            "mcg",
            "mcg",
            "microgram",
            "mcg",
            "unit",
            "unit",
            "gram",
            "gram",
            "g",
            "gram");
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final int MOST_UNITS = 9999;

    private final PhraseFinder<Service> finder = new PhraseFinder<>(Set.of("a", "an", "the", "your", "of"));

    private SaidServices() {}

    public static SaidServices load(LexiconText text) {
        SaidServices out = new SaidServices();
        for (Service service : ServiceList.load(text).services()) {
            for (String phrase : service.phrases().split("\\|")) {
                out.finder.add(phrase, service);
            }
        }
        return out;
    }

    /** @param day of service; empty uses the codes that are valid without end */
    public List<ServiceSuggestion> find(Transcript transcript, Optional<LocalDate> day) {
        Map<String, ServiceSuggestion> found = new LinkedHashMap<>();
        for (int turn = 0; turn < transcript.turns().size(); turn++) {
            Speaker speaker = transcript.turns().get(turn).speaker();
            if (speaker == Speaker.PATIENT || speaker == Speaker.GUEST) {
                continue;
            }
            List<Token> tokens = Tokenizer.tokens(transcript.turns().get(turn).text());
            for (PhraseFinder.Found<Service> one : finder.find(tokens)) {
                Service service = one.value();
                int from = sentenceStart(tokens, one.first());
                int to = sentenceEnd(tokens, one.last());
                if (service.isValidOn(day) && isGiven(service.kind(), tokens.subList(from, to), tokens, to)) {
                    Evidence said = new Evidence.Said(
                            turn,
                            transcript.turns().get(turn).id(),
                            tokens.get(from).start(),
                            tokens.get(to - 1).end());
                    found.putIfAbsent(service.code(), suggestion(service, tokens.subList(from, to), said));
                }
            }
        }
        // The first wellness visit is no subsequent one, and a combined dose holds its parts.
        if (found.containsKey("G0438") || found.containsKey("G0402")) {
            found.remove("G0439");
        }
        if (found.containsKey("J7620")) {
            found.remove("J7613");
        }
        return List.copyOf(found.values());
    }

    private static int sentenceStart(List<Token> tokens, int at) {
        int i = at;
        while (i > 0 && tokens.get(i - 1).kind() != Token.Kind.STOP) {
            i--;
        }
        return i;
    }

    private static int sentenceEnd(List<Token> tokens, int at) {
        int i = at + 1;
        while (i < tokens.size() && tokens.get(i).kind() != Token.Kind.STOP) {
            i++;
        }
        return i;
    }

    private static boolean isGiven(Kind kind, List<Token> sentence, List<Token> all, int end) {
        boolean asked = end < all.size() && all.get(end).word().equals("?");
        boolean elsewhere = sentence.stream().anyMatch(t -> ELSEWHERE.contains(t.word()));
        if (asked || elsewhere) {
            return false;
        }
        boolean here = sentence.stream().anyMatch(t -> HERE.contains(t.word()));
        boolean route = sentence.stream().anyMatch(t -> ROUTES.contains(t.word()));
        return switch (kind) {
            case DRUG -> here && route;
            case VACCINE, ACT -> here;
            case VISIT -> true;
        };
    }

    private static ServiceSuggestion suggestion(Service service, List<Token> sentence, Evidence said) {
        OptionalInt units = service.kind() == Kind.DRUG ? units(service, sentence) : OptionalInt.of(1);
        String reason = switch (service.kind()) {
            case DRUG ->
                units.isPresent()
                        ? "Given at the visit; units by the dose that was said"
                        : "Given at the visit; the dose was not said";
            case VACCINE -> "Given at the visit; Medicare takes this code, other payers the CPT code";
            case VISIT -> "The visit was called so; a code of Medicare";
            case ACT -> "Done at the visit; a code of Medicare";
        };
        return new ServiceSuggestion(
                ServiceSuggestion.HCPCS,
                service.code(),
                service.display(),
                units,
                service.unit(),
                List.of(said),
                reason);
    }

    /** Part of a unit counts as one. A dose in another measure than the code's says nothing. */
    private static OptionalInt units(Service service, List<Token> sentence) {
        if (service.measure().equals("dose")) {
            return OptionalInt.of(1);
        }
        for (int i = 1; i < sentence.size(); i++) {
            String measure = MEASURES.get(sentence.get(i).word());
            Optional<BigDecimal> number = measure == null ? Optional.empty() : SpokenAmount.before(sentence, i);
            if (number.isEmpty()) {
                continue;
            }
            BigDecimal dose = number.get();
            if (measure.equals("gram")) {
                dose = dose.multiply(THOUSAND);
                measure = "mg";
            }
            if (measure.equals("mg") && service.measure().equals("mcg")) {
                dose = dose.multiply(THOUSAND);
                measure = "mcg";
            }
            if (measure.equals(service.measure())) {
                BigDecimal units = dose.divide(service.amount(), 0, RoundingMode.CEILING);
                return units.signum() > 0 && units.compareTo(BigDecimal.valueOf(MOST_UNITS)) <= 0
                        ? OptionalInt.of(units.intValueExact())
                        : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }
}
