package io.chartside.scribe.note;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.finding.Finding;
import io.chartside.scribe.history.Background;
import io.chartside.scribe.history.History;
import io.chartside.scribe.plan.Problem;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.WellFormed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Lays the facts of a visit out in the sections of a note. */
final class NoteLayout {
    /** Salience below which a sentence is talk; chosen on the training visits. */
    private static final double HISTORY_FLOOR = -0.1;

    private static final int HISTORY_WORDS = 190;
    private static final int LEAD_EVERY = 3;
    /** A sentence that begins with "it" stands only when what it leans on was said at most so many turns before. */
    private static final int LEANS_TURNS = 2;

    private static final Pattern PROCEDURE = Pattern.compile(
            "\\b(?i:procedure|incision|inject\\w*|excis\\w*|biops\\w*|sutur\\w*|drain\\w*|anesthe\\w*|lidocaine|surg\\w*|debride\\w*|aspirat\\w*|needle)");
    private static final Map<SectionKind, String> HEADINGS = new EnumMap<>(Map.of(
            SectionKind.PAST_HISTORY, "PAST HISTORY",
            SectionKind.MEDICATIONS, "CURRENT MEDICATIONS",
            SectionKind.ALLERGIES, "ALLERGIES",
            SectionKind.FAMILY_HISTORY, "FAMILY HISTORY",
            SectionKind.SOCIAL_HISTORY, "SOCIAL HISTORY"));

    private NoteLayout() {}

    static Note of(NoteType type, Facts facts, ChartContext chart, Background background, PlanParagraphs plan) {
        List<Section> sections = new ArrayList<>();
        switch (type) {
            case SOAP, PROGRESS -> {
                subjective(sections, type, facts, line -> Optional.empty());
                objective(sections, facts);
                add(sections, SectionKind.ASSESSMENT_AND_PLAN, "ASSESSMENT AND PLAN", plan.assessmentAndPlan(facts));
                add(sections, SectionKind.INSTRUCTIONS, "INSTRUCTIONS", plan.instructions(facts));
            }
            case HISTORY_AND_PHYSICAL, CONSULTATION -> {
                subjective(sections, type, facts, background::of);
                background(sections, facts, chart, background);
                add(sections, SectionKind.REVIEW_OF_SYSTEMS, "REVIEW OF SYSTEMS", reviewOfSystems(facts));
                objective(sections, facts);
                add(
                        sections,
                        SectionKind.ASSESSMENT_AND_PLAN,
                        type == NoteType.CONSULTATION ? "IMPRESSION AND RECOMMENDATIONS" : "ASSESSMENT AND PLAN",
                        plan.assessmentAndPlan(facts));
                add(sections, SectionKind.INSTRUCTIONS, "INSTRUCTIONS", plan.instructions(facts));
            }
            case OPERATIVE -> operative(sections, facts, plan);
        }
        return new Note(type, sections);
    }

    private static void subjective(
            List<Section> sections,
            NoteType type,
            Facts facts,
            Function<History.Line, Optional<SectionKind>> elsewhere) {
        add(
                sections,
                SectionKind.CHIEF_COMPLAINT,
                type == NoteType.CONSULTATION ? "REASON FOR VISIT" : "CHIEF COMPLAINT",
                prose(List.of(facts.complaint())));
        add(
                sections,
                SectionKind.HISTORY_OF_PRESENT_ILLNESS,
                type == NoteType.PROGRESS ? "INTERVAL HISTORY" : "HISTORY OF PRESENT ILLNESS",
                hpi(facts, elsewhere));
        if (type == NoteType.SOAP || type == NoteType.PROGRESS) {
            add(sections, SectionKind.REVIEW_OF_SYSTEMS, "REVIEW OF SYSTEMS", reviewOfSystems(facts));
        }
    }

    private static void objective(List<Section> sections, Facts facts) {
        add(sections, SectionKind.VITAL_SIGNS, "VITALS REVIEWED", each(facts.vitals()));
        List<Paragraph> exam = new ArrayList<>();
        facts.exam().forEach((system, statements) -> exam.add(new Paragraph(system, false, statements)));
        add(sections, SectionKind.PHYSICAL_EXAM, "PHYSICAL EXAM", exam);
        add(
                sections,
                SectionKind.RESULTS,
                "RESULTS",
                facts.results().stream().map(s -> new Paragraph("", false, s)).toList());
    }

    private static void background(List<Section> sections, Facts facts, ChartContext chart, Background background) {
        Map<SectionKind, List<Statement>> placed = new EnumMap<>(SectionKind.class);
        for (History.Line line : facts.history().lines()) {
            background
                    .of(line)
                    .ifPresent(kind ->
                            placed.computeIfAbsent(kind, k -> new ArrayList<>()).add(line.statement()));
        }
        charted(placed, SectionKind.PAST_HISTORY, chart.conditions());
        charted(placed, SectionKind.MEDICATIONS, chart.medications());
        charted(placed, SectionKind.ALLERGIES, chart.allergies());
        for (Map.Entry<SectionKind, String> heading : HEADINGS.entrySet()) {
            add(
                    sections,
                    heading.getKey(),
                    heading.getValue(),
                    each(Repeats.without(placed.getOrDefault(heading.getKey(), List.of()), Statement::text)));
        }
    }

    private static void charted(
            Map<SectionKind, List<Statement>> placed, SectionKind kind, List<ChartContext.Entry> entries) {
        for (ChartContext.Entry entry : entries) {
            placed.computeIfAbsent(kind, k -> new ArrayList<>())
                    .add(new Statement(
                            "In the chart: " + entry.text() + ".", List.of(new Evidence.Charted(entry.reference()))));
        }
    }

    /** The sections of an operative report that the same facts fill; what was not said stays out. */
    private static void operative(List<Section> sections, Facts facts, PlanParagraphs plan) {
        List<Statement> diagnoses = new ArrayList<>();
        List<Statement> procedure = new ArrayList<>();
        for (Problem problem : facts.problems()) {
            if (problem.name().isEmpty()) {
                continue;
            }
            diagnoses.add(new Statement(
                    Prose.capital(problem.name()) + ".",
                    problem.items().get(0).statement().evidence()));
            problem.items().stream()
                    .map(Problem.Item::statement)
                    .filter(s -> PROCEDURE.matcher(s.text()).find())
                    .forEach(procedure::add);
        }
        add(
                sections,
                SectionKind.PREOPERATIVE_DIAGNOSIS,
                "PREOPERATIVE DIAGNOSIS",
                each(diagnoses.isEmpty() ? List.of(facts.complaint()) : diagnoses));
        add(sections, SectionKind.PROCEDURE_DESCRIPTION, "PROCEDURE", each(procedure));
        objective(sections, facts);
        add(sections, SectionKind.PLAN, "PLAN", plan.assessmentAndPlan(facts));
    }

    private static List<Paragraph> each(List<Statement> statements) {
        return statements.stream()
                .map(s -> new Paragraph("", false, List.of(s)))
                .toList();
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

    private static List<Paragraph> hpi(Facts facts, Function<History.Line, Optional<SectionKind>> elsewhere) {
        List<Statement> statements = new ArrayList<>(facts.history().introduction());
        List<History.Line> lines = facts.history().lines().stream()
                .filter(l -> elsewhere.apply(l).isEmpty())
                .toList();
        List<History.Line> best = lines.stream()
                .filter(l -> l.salience() >= HISTORY_FLOOR)
                .sorted((a, b) -> Double.compare(b.salience(), a.salience()))
                .toList();
        Set<History.Line> kept = new LinkedHashSet<>();
        int words = 0;
        for (History.Line line : Repeats.without(best, l -> l.statement().text())) {
            if (words > HISTORY_WORDS) {
                break;
            }
            kept.add(line);
            words += line.statement().text().split(" ").length;
        }
        int count = 0;
        int last = -LEANS_TURNS;
        for (History.Line line : lines) {
            if (kept.contains(line)
                    && !(WellFormed.leans(line.statement().text()) && line.position() - last > LEANS_TURNS)
                    && statements.stream()
                            .noneMatch(s -> s.text().equals(line.statement().text()))) {
                statements.add(told(line, count++));
                last = line.position();
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

    /** Says now and then whose words they are. */
    private static Statement told(History.Line line, int count) {
        String text = line.statement().text();
        if (!line.byPatient() || count % LEAD_EVERY != 0 || !text.matches("(?:She|He|His|Her|There) .*")) {
            return line.statement();
        }
        String rest = Character.toLowerCase(text.charAt(0)) + text.substring(1);
        return new Statement(
                "The patient " + LEADS.get(count / LEAD_EVERY % LEADS.size()) + " that " + rest,
                line.statement().evidence());
    }

    private static final List<String> LEADS = List.of("reports", "states", "notes");

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
}
