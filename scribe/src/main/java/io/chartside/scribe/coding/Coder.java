package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Visit;
import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.assertion.Assertions;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.em.VisitLevel;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.Token;
import io.chartside.terminology.CodeCatalog;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Suggests ICD-10-CM codes by the Official Guidelines for outpatient services (section IV) and the level of medical
 * decision making, each with the words that it rests on. Holds no state of a visit: one instance serves all.
 */
public final class Coder {
    private final Lexicon lexicon;
    private final Assertions assertions;
    private final PhraseFinder<VisitText.Landmark> landmarks;
    private final Axes axes;
    private final CodeEditions editions;
    private final Rules rules;
    private final Medications medications;
    private final Weights weights;
    private final Selection.Guides guides;
    private final VisitLevel level;
    private final CodeCatalog catalog;

    private Coder(LexiconText text, CodeCatalog catalog) {
        lexicon = Lexicon.load(text);
        assertions = Assertions.load(text);
        landmarks = VisitText.landmarks(text);
        axes = Axes.load(text);
        editions = CodeEditions.load(text);
        rules = Rules.load(text, lexicon);
        medications = Medications.load(text);
        weights = Weights.load(text);
        guides = Selection.Guides.load(text, lexicon);
        level = VisitLevel.load(text);
        this.catalog = Objects.requireNonNull(catalog);
    }

    /**
     * @param text the engine's own resources
     * @param catalog the official codes, or {@link CodeCatalog#empty()}
     */
    public static Coder create(LexiconText text, CodeCatalog catalog) {
        return new Coder(text, catalog);
    }

    /** The lexicon it reads by. */
    public Lexicon lexicon() {
        return lexicon;
    }

    /** What it reads assertions by. */
    public Assertions assertions() {
        return assertions;
    }

    /**
     * What a code is called in the version of a day: by the official files, else where the lexicon names it whole.
     *
     * @param code with its dot
     */
    public Optional<String> title(String code, Optional<LocalDate> day) {
        CodeCatalog year = day.map(catalog::on).orElse(catalog);
        return year.find(code)
                .map(io.chartside.terminology.Concept::display)
                .or(() -> lexicon.concepts().stream()
                        .filter(concept ->
                                concept.code().equals(code) && concept.display().indexOf('{') < 0)
                        .map(Concept::display)
                        .findFirst());
    }

    public Coded code(Visit visit) {
        CodeCatalog year = visit.dateOfService().map(catalog::on).orElse(catalog);
        Reading reading = withUnknown(read(visit), year);
        CodeResolver resolver = new CodeResolver(axes, editions, year, visit.dateOfService());
        Selection selection = new Selection(resolver, year, reading, guides);
        return new Coded(
                selection.suggestions(),
                Exclusions.of(reading, selection, resolver),
                level.of(
                        visit.transcript(),
                        reading.text().tokens(),
                        problems(reading, selection),
                        suspected(reading),
                        drugs(reading)));
    }

    /** Adds what only the official codes know. */
    private Reading withUnknown(Reading reading, CodeCatalog year) {
        List<Finding> unknown = new UnknownDiagnoses(reading, year, assertions).find();
        if (unknown.isEmpty()) {
            return reading;
        }
        List<Candidate> candidates = new ArrayList<>(reading.candidates());
        Features visit = new Features(
                reading.text(), reading.treated(), reading.findings().values());
        for (Finding f : unknown) {
            Map<String, Double> features = visit.of(f);
            candidates.add(new Candidate(f, weights.reported(features)));
        }
        return new Reading(
                reading.text(),
                reading.findings(),
                candidates,
                reading.drugs(),
                reading.sides(),
                reading.lexicon(),
                reading.treated());
    }

    /** What is reported and addressed: spoken of in the assessment, or treated by a drug of the plan. */
    private static List<VisitLevel.Problem> problems(Reading reading, Selection selection) {
        List<VisitLevel.Problem> out = new ArrayList<>();
        for (Candidate c : selection.chosen()) {
            if (isAddressed(c.finding(), reading)) {
                out.add(problem(c.finding(), Suggestions.evidence(c.finding(), reading.text())));
            }
        }
        return out;
    }

    private static boolean isAddressed(Finding f, Reading reading) {
        VisitText text = reading.text();
        return f.concept().kind() != Concept.Kind.CHRONIC
                || f.support().stream().anyMatch(m -> text.inAssessment(m.mention()))
                || reading.drugs().stream()
                        .anyMatch(
                                t -> t.drug().indications().contains(f.concept().id())
                                        && text.inAssessment(t.turn(), t.first()));
    }

    /** Diseases that the assessment leaves uncertain. */
    private static List<VisitLevel.Problem> suspected(Reading reading) {
        List<VisitLevel.Problem> out = new ArrayList<>();
        for (Finding f : reading.findings().values()) {
            boolean assessed = f.mentions(Assertion.UNCERTAIN).stream()
                    .anyMatch(m -> reading.text().inAssessment(m.mention()));
            if (f.standing() == Finding.Standing.DOUBTED && assessed) {
                out.add(problem(f, Suggestions.evidence(f, reading.text())));
            }
        }
        return out;
    }

    private static VisitLevel.Problem problem(Finding f, List<Evidence> evidence) {
        return new VisitLevel.Problem(f.concept(), CodeResolver.ownDisplay(f.concept(), Side.UNSTATED), evidence);
    }

    private static List<VisitLevel.Drug> drugs(Reading reading) {
        return reading.drugs().stream()
                .map(t -> new VisitLevel.Drug(
                        t.drug().name(), t.drug().indications(), t.drug().traits(), t.turn(), t.first(), t.last()))
                .toList();
    }

    Reading read(Visit visit) {
        List<List<Token>> tokens = Assertions.tokens(visit.transcript());
        List<AssertedMention> mentions = assertions.read(lexicon, visit.transcript(), tokens);
        VisitText text = VisitText.of(visit.transcript(), tokens, landmarks);
        Map<String, Finding> findings = Findings.of(mentions, text, lexicon);
        List<Medications.Taken> drugs = medications.find(tokens);
        Precedence.history(findings, lexicon);
        Set<String> treated = new HashSet<>();
        drugs.forEach(t -> treated.addAll(t.drug().indications()));
        rules.apply(findings, lexicon, treated);
        Precedence.specific(findings);
        List<Candidate> candidates = new ArrayList<>();
        Features visitFeatures = new Features(text, treated, findings.values());
        for (Finding f : findings.values()) {
            if (f.isActive() && isCodable(f.concept())) {
                Map<String, Double> features = visitFeatures.of(f);
                candidates.add(new Candidate(f, weights.reported(features)));
            }
        }
        List<Candidate> left = Precedence.symptoms(candidates, Selection.LIKELY_CAUSE, text);
        return new Reading(text, findings, left, drugs, new Side.Tally(mentions, text), lexicon, treated);
    }

    private static boolean isCodable(Concept concept) {
        return concept.kind() != Concept.Kind.CUE
                && concept.kind() != Concept.Kind.EXTERNAL
                && !concept.attribute("only").equals("additional");
    }

    /** What was read of a visit before anything is chosen. */
    record Reading(
            VisitText text,
            Map<String, Finding> findings,
            List<Candidate> candidates,
            List<Medications.Taken> drugs,
            Side.Tally sides,
            Lexicon lexicon,
            Set<String> treated) {}
}
