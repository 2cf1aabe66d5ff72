package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.terminology.CodeCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses the few codes that are shown, first-listed first (guideline IV.G). */
final class Selection {
    static final int MOST = Coded.MOST;
    /** From this chance on a disease is taken as the cause of its symptoms. */
    static final double LIKELY_CAUSE = 0.3;

    private static final double CUT_OFF = 0.36;
    private static final double CUT_OFF_FIRST = 0.10;

    private final CodeResolver resolver;
    private final CodeCatalog catalog;
    private final Coder.Reading reading;
    private final Guides guides;
    private final List<Candidate> chosen = new ArrayList<>();
    private final Map<String, Candidate> codes = new LinkedHashMap<>();
    private final Map<String, String> displays = new LinkedHashMap<>();
    private final Map<Finding, String> excluded = new LinkedHashMap<>();

    Selection(CodeResolver resolver, CodeCatalog catalog, Coder.Reading reading, Guides guides) {
        this.resolver = resolver;
        this.catalog = catalog;
        this.reading = reading;
        this.guides = guides;
        choose();
    }

    private void choose() {
        List<Candidate> byChance = new ArrayList<>(reading.candidates());
        byChance.sort(Comparator.comparingDouble((Candidate c) -> -c.chance())
                .thenComparing(c -> c.finding().concept().id()));
        for (Candidate c : byChance) {
            double cutOff = codes.isEmpty() ? CUT_OFF_FIRST : CUT_OFF;
            if (codes.size() < MOST && c.chance() >= cutOff) {
                take(c);
                guides.additional()
                        .after(lastCode(), reading.findings())
                        .ifPresent(f -> take(new Candidate(f, c.chance())));
            }
        }
        longTermDrugs();
    }

    private String lastCode() {
        String last = "";
        for (String code : codes.keySet()) {
            last = code;
        }
        return last;
    }

    private void take(Candidate c) {
        for (CodeResolver.Resolved r : resolver.resolve(c.finding(), reading.sides(), reading.text())) {
            if (codes.size() >= MOST || codes.containsKey(r.code())) {
                continue;
            }
            String other = excludedBy(r.code());
            if (other != null) {
                excluded.put(c.finding(), other);
                continue;
            }
            codes.put(r.code(), c);
            displays.put(r.code(), r.display());
            if (!chosen.contains(c)) {
                chosen.add(c);
            }
        }
    }

    private String excludedBy(String code) {
        return codes.keySet().stream()
                .filter(other -> catalog.excludes(code, other))
                .findFirst()
                .orElse(null);
    }

    /** The Z79 code of a drug that treats a condition already chosen. */
    private void longTermDrugs() {
        for (Medications.Taken taken : reading.drugs()) {
            String id = taken.drug().longTerm();
            if (id.isEmpty() || codes.size() >= MOST) {
                continue;
            }
            boolean indicated = chosen.stream()
                    .map(c -> c.finding().concept())
                    .anyMatch(c -> taken.drug().indications().contains(c.id()));
            Concept concept = reading.lexicon().concept(id).orElse(null);
            boolean planned = reading.drugs().stream()
                    .anyMatch(t -> t.drug() == taken.drug() && reading.text().inAssessment(t.turn(), t.first()));
            long named = reading.drugs().stream()
                    .filter(t -> t.drug() == taken.drug())
                    .count();
            if (!indicated || !planned || named < 2 || concept == null || codes.containsKey(concept.code())) {
                continue;
            }
            Finding f = new Finding(concept);
            reading.drugs().stream()
                    .filter(t -> t.drug() == taken.drug())
                    .forEach(t -> f.add(Suggestions.mention(concept, t, reading.text())));
            f.stand(Finding.Standing.ACTIVE);
            f.because(Guideline.LONG_TERM_DRUG.section(), Guideline.LONG_TERM_DRUG.text());
            take(new Candidate(f, CUT_OFF));
        }
    }

    List<Candidate> chosen() {
        return List.copyOf(chosen);
    }

    /** Findings that an Excludes1 note kept out, with the code that did. */
    Map<Finding, String> excluded() {
        return excluded;
    }

    Set<String> codes() {
        return codes.keySet();
    }

    List<CodeSuggestion> suggestions() {
        List<Candidate> ranked = guides.firstListed().order(chosen, reading.text());
        List<String> order = new ArrayList<>(codes.keySet());
        order.sort(Comparator.comparingInt(code -> ranked.indexOf(codes.get(code))));
        guides.sequencing().causeFirst(order, catalog);
        List<CodeSuggestion> out = new ArrayList<>();
        for (String code : order) {
            Candidate c = codes.get(code);
            double sure = guides.confidence().of(c.chance());
            out.add(Suggestions.of(code, displays.get(code), out.size() + 1, sure, c, reading.text()));
        }
        return out;
    }

    /** What the choice goes by, the same for every visit. */
    record Guides(FirstListed firstListed, AdditionalCodes additional, Sequencing sequencing, Confidence confidence) {
        static Guides load(LexiconText text, Lexicon lexicon) {
            return new Guides(
                    FirstListed.load(text),
                    AdditionalCodes.load(text, lexicon),
                    Sequencing.load(text),
                    Confidence.load(text));
        }
    }
}
