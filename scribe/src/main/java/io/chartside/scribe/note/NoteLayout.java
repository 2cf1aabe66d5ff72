package io.chartside.scribe.note;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.finding.Finding;
import io.chartside.scribe.history.History;
import io.chartside.scribe.plan.PlanKind;
import io.chartside.scribe.plan.Problem;
import io.chartside.scribe.wording.Prose;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Lays the facts of a visit out in the sections of a note. */
final class NoteLayout {
    static double HPI_FLOOR = Double.parseDouble(System.getProperty("hpi", "0.1"));
    static int HPI_WORDS = Integer.getInteger("hpiw", 170);

    private NoteLayout() {}

    static Note of(NoteType type, Facts facts) {
        List<Section> sections = new ArrayList<>();
        add(sections, SectionKind.CHIEF_COMPLAINT, "CHIEF COMPLAINT", prose(List.of(facts.complaint())));
        add(sections, SectionKind.HISTORY_OF_PRESENT_ILLNESS, "HISTORY OF PRESENT ILLNESS", hpi(facts));
        add(sections, SectionKind.REVIEW_OF_SYSTEMS, "REVIEW OF SYSTEMS", reviewOfSystems(facts));
        List<Paragraph> vitals = new ArrayList<>();
        facts.vitals().forEach(v -> vitals.add(new Paragraph("", false, List.of(v))));
        add(sections, SectionKind.VITAL_SIGNS, "VITALS REVIEWED", vitals);
        List<Paragraph> exam = new ArrayList<>();
        facts.exam().forEach((system, statements) -> exam.add(new Paragraph(system, false, statements)));
        add(sections, SectionKind.PHYSICAL_EXAM, "PHYSICAL EXAM", exam);
        List<Paragraph> results = new ArrayList<>();
        facts.results().forEach(r -> results.add(new Paragraph("", false, List.of(r))));
        add(sections, SectionKind.RESULTS, "RESULTS", results);
        add(sections, SectionKind.ASSESSMENT_AND_PLAN, "ASSESSMENT AND PLAN", assessmentAndPlan(facts));
        add(sections, SectionKind.INSTRUCTIONS, "INSTRUCTIONS", instructions(facts));
        return new Note(type, sections);
    }

    private static void add(List<Section> sections, SectionKind kind, String heading, List<Paragraph> paragraphs) {
        List<Paragraph> filled =
                paragraphs.stream().filter(p -> !p.statements().isEmpty()).toList();
        if (!filled.isEmpty()) {
            sections.add(new Section(kind, heading, filled));
        }
    }

    private static List<Paragraph> prose(List<Statement> statements) {
        return List.of(new Paragraph("", false, statements));
    }

    private static List<Paragraph> hpi(Facts facts) {
        List<Statement> statements = new ArrayList<>(facts.history().introduction());
        List<History.Line> lines = new ArrayList<>(facts.history().lines());
        List<History.Line> best = lines.stream()
                .filter(l -> l.salience() >= HPI_FLOOR)
                .sorted((a, b) -> Double.compare(b.salience(), a.salience()))
                .toList();
        Set<History.Line> kept = new LinkedHashSet<>();
        int words = 0;
        for (History.Line line : best) {
            if (words > HPI_WORDS) {
                break;
            }
            kept.add(line);
            words += line.statement().text().split(" ").length;
        }
        for (History.Line line : lines) {
            if (kept.contains(line)
                    && statements.stream()
                            .noneMatch(s -> s.text().equals(line.statement().text()))) {
                statements.add(line.statement());
            }
        }
        List<Paragraph> paragraphs = new ArrayList<>();
        paragraphs.add(new Paragraph("", false, statements));
        List<Finding> denied = facts.history().findings().stream()
                .filter(f -> f.polarity() == Finding.Polarity.DENIED)
                .toList();
        if (!denied.isEmpty()) {
            paragraphs.add(new Paragraph("", false, List.of(listed("The patient denies ", denied, "or"))));
        }
        return paragraphs;
    }

    private static Statement listed(String lead, List<Finding> findings, String last) {
        Set<Evidence> evidence = new LinkedHashSet<>();
        findings.forEach(f -> evidence.addAll(f.evidence()));
        return new Statement(
                lead + Prose.join(findings.stream().map(f -> f.symptom().name()).toList(), last) + ".",
                new ArrayList<>(evidence));
    }

    private static List<Paragraph> reviewOfSystems(Facts facts) {
        List<Paragraph> paragraphs = new ArrayList<>();
        for (String system : facts.systems()) {
            List<Statement> statements = new ArrayList<>();
            for (Finding.Polarity polarity : List.of(Finding.Polarity.DENIED, Finding.Polarity.REPORTED)) {
                List<Finding> those = facts.history().findings().stream()
                        .filter(f ->
                                f.polarity() == polarity && f.symptom().system().equals(system))
                        .toList();
                if (!those.isEmpty()) {
                    boolean denied = polarity == Finding.Polarity.DENIED;
                    statements.add(listed(denied ? "Denies " : "Reports ", those, denied ? "or" : "and"));
                }
            }
            if (!statements.isEmpty()) {
                paragraphs.add(new Paragraph(system, false, statements));
            }
        }
        return paragraphs;
    }

    private static List<Paragraph> assessmentAndPlan(Facts facts) {
        List<Paragraph> paragraphs = new ArrayList<>();
        for (Problem problem : facts.problems()) {
            List<Statement> bullets = new ArrayList<>();
            for (PlanKind kind : PlanKind.values()) {
                List<Problem.Item> items = problem.items().stream()
                        .filter(i -> i.kind() == kind && kind != PlanKind.FOLLOW_UP)
                        .toList();
                if (!items.isEmpty()) {
                    bullets.add(new Statement(
                            kind.label() + ": "
                                    + items.stream()
                                            .map(i -> i.statement().text())
                                            .collect(Collectors.joining(" ")),
                            items.stream()
                                    .flatMap(i -> i.statement().evidence().stream())
                                    .toList()));
                }
            }
            if (!bullets.isEmpty()) {
                paragraphs.add(new Paragraph(Prose.capital(problem.name()) + ".", true, bullets));
            }
        }
        if (!paragraphs.isEmpty()) {
            facts.agreement().ifPresent(a -> paragraphs.add(new Paragraph("", false, List.of(a))));
        }
        return paragraphs;
    }

    private static List<Paragraph> instructions(Facts facts) {
        List<Statement> statements = facts.problems().stream()
                .flatMap(p -> p.items().stream())
                .filter(i -> i.kind() == PlanKind.FOLLOW_UP)
                .map(Problem.Item::statement)
                .toList();
        return prose(statements);
    }
}
