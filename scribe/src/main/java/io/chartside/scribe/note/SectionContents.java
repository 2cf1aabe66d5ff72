package io.chartside.scribe.note;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.finding.Finding;
import io.chartside.scribe.history.Background;
import io.chartside.scribe.history.History;
import io.chartside.scribe.plan.PlanKind;
import io.chartside.scribe.plan.Problem;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.wording.NoteWords;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.WellFormed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the facts of a visit give for each section of a note; nothing where nothing was said. */
final class SectionContents {
    /** Salience below which a sentence is talk; chosen on the training visits. */
    private static final double HISTORY_FLOOR = -0.1;

    /** The same for a sentence that names a symptom, a condition, a drug or a matter of the background. */
    private static final double CLINICAL_FLOOR = -0.5;

    /** The same in a history of few words, where whatever the patient tells tells something. */
    private static final double SPOKEN_FLOOR = -0.45;

    private static final int FEW_WORDS = 60;
    private static final int FILLED = 8;

    private static final int HISTORY_WORDS = 340;
    private static final int LEAD_EVERY = 3;
    /** A sentence that begins with "it" stands only when what it leans on was said at most so many turns before. */
    private static final int LEANS_TURNS = 2;

    private static final Pattern PROCEDURE = Pattern.compile(
            "\\b(?i:procedure|incision|inject\\w*|excis\\w*|biops\\w*|sutur\\w*|drain\\w*|anesthe\\w*|lidocaine|surg\\w*|debride\\w*|aspirat\\w*|needle)");

    private final NoteTemplate template;
    private final Facts facts;
    private final ChartContext chart;
    private final Background background;
    private final PlanParagraphs plan;
    private final NoteWords words;

    SectionContents(
            NoteTemplate template,
            Facts facts,
            ChartContext chart,
            Background background,
            PlanParagraphs plan,
            NoteWords words) {
        this.words = words;
        this.template = template;
        this.facts = facts;
        this.chart = chart;
        this.background = background;
        this.plan = plan;
    }

    List<Paragraph> of(SectionKind kind) {
        return switch (kind) {
            case CHIEF_COMPLAINT -> prose(List.of(facts.complaint()));
            case HISTORY_OF_PRESENT_ILLNESS, HOSPITAL_COURSE -> history();
            case PAST_HISTORY -> background(kind, chart.conditions());
            case MEDICATIONS -> background(kind, chart.medications());
            case ALLERGIES -> background(kind, chart.allergies());
            case FAMILY_HISTORY, SOCIAL_HISTORY -> background(kind, List.of());
            case REVIEW_OF_SYSTEMS -> reviewOfSystems();
            case VITAL_SIGNS -> each(facts.vitals());
            case PHYSICAL_EXAM -> exam();
            case RESULTS ->
                facts.results().stream().map(s -> new Paragraph("", false, s)).toList();
            case SUBJECTIVE -> joined(of(SectionKind.CHIEF_COMPLAINT), history(), reviewOfSystems());
            case OBJECTIVE -> joined(each(facts.vitals()), exam(), of(SectionKind.RESULTS));
            case ASSESSMENT -> plan.assessment(facts);
            case PLAN -> planned();
            case ASSESSMENT_AND_PLAN -> plan.assessmentAndPlan(facts);
            case INSTRUCTIONS -> toPatient(plan.instructions(facts));
            case PREOPERATIVE_DIAGNOSIS -> dictatedOr(kind, diagnoses());
            case PROCEDURE_DESCRIPTION -> dictatedOr(kind, procedures());
            case POSTOPERATIVE_DIAGNOSIS,
                    PROCEDURE_INDICATIONS,
                    ANESTHESIA,
                    PROCEDURE_FINDINGS,
                    SPECIMENS,
                    BLOOD_LOSS,
                    COMPLICATIONS,
                    DISPOSITION -> dictatedOr(kind, List.of());
            case REASON_FOR_REFERRAL -> each(ofKind(PlanKind.REFERRAL));
            case DISCHARGE_DIAGNOSIS -> each(named());
            case DISCHARGE_MEDICATIONS ->
                each(ofKind(PlanKind.TREATMENT).stream()
                        .filter(s -> background.namesDrug(s.text()))
                        .toList());
        };
    }

    private List<Paragraph> planned() {
        if (template.type() == NoteType.PATIENT_INSTRUCTIONS) {
            return toPatient(List.of(new Paragraph("", true, plan.toDo(facts))));
        }
        return template.has(SectionKind.ASSESSMENT) ? plan.plan(facts) : plan.assessmentAndPlan(facts);
    }

    private List<Paragraph> toPatient(List<Paragraph> paragraphs) {
        if (template.type() != NoteType.PATIENT_INSTRUCTIONS) {
            return paragraphs;
        }
        return paragraphs.stream()
                .map(paragraph -> new Paragraph(
                        paragraph.label(),
                        paragraph.bullets(),
                        paragraph.statements().stream().map(PatientWords::of).toList()))
                .toList();
    }

    @SafeVarargs
    private static List<Paragraph> joined(List<Paragraph>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }

    private List<Paragraph> exam() {
        List<Paragraph> exam = new ArrayList<>();
        facts.exam().forEach((system, statements) -> exam.add(new Paragraph(words.system(system), false, statements)));
        return exam;
    }

    /** What was said of it, and then what the chart has, told as the chart's. */
    private List<Paragraph> background(SectionKind kind, List<ChartContext.Entry> charted) {
        List<Statement> placed = new ArrayList<>();
        for (History.Line line : facts.history().lines()) {
            if (background.of(line).filter(kind::equals).isPresent()) {
                placed.add(line.statement());
            }
        }
        for (ChartContext.Entry entry : charted) {
            placed.add(
                    new Statement(words.of("charted", entry.text()), List.of(new Evidence.Charted(entry.reference()))));
        }
        return each(Repeats.without(placed, Statement::text));
    }

    private List<Paragraph> dictatedOr(SectionKind kind, List<Statement> other) {
        return each(facts.dictated().getOrDefault(kind, other));
    }

    private List<Statement> diagnoses() {
        List<Statement> diagnoses = named();
        return diagnoses.isEmpty() ? List.of(facts.complaint()) : diagnoses;
    }

    private List<Statement> named() {
        return facts.problems().stream()
                .filter(problem -> !problem.name().isEmpty())
                .map(problem -> new Statement(
                        Prose.capital(problem.name()) + ".",
                        problem.items().get(0).statement().evidence()))
                .toList();
    }

    private List<Statement> procedures() {
        return facts.problems().stream()
                .filter(problem -> !problem.name().isEmpty())
                .flatMap(problem -> problem.items().stream())
                .map(Problem.Item::statement)
                .filter(s -> PROCEDURE.matcher(s.text()).find())
                .toList();
    }

    private List<Statement> ofKind(PlanKind kind) {
        return Repeats.without(
                facts.problems().stream()
                        .flatMap(problem -> problem.items().stream())
                        .filter(item -> item.kind() == kind)
                        .map(Problem.Item::statement)
                        .toList(),
                Statement::text);
    }

    private static List<Paragraph> each(List<Statement> statements) {
        return statements.stream()
                .map(s -> new Paragraph("", false, List.of(s)))
                .toList();
    }

    private static List<Paragraph> prose(List<Statement> statements) {
        return List.of(new Paragraph("", false, statements));
    }

    /** The history, without what the template keeps in a section of its own. */
    private List<Paragraph> history() {
        List<Statement> statements = new ArrayList<>(facts.history().introduction());
        List<History.Line> lines = facts.history().lines().stream()
                .filter(line -> background.of(line).filter(template::has).isEmpty())
                .toList();
        List<History.Line> best = lines.stream()
                .filter(l -> l.salience() >= (l.clinical() ? CLINICAL_FLOOR : HISTORY_FLOOR))
                .sorted((a, b) -> Double.compare(b.salience(), a.salience()))
                .toList();
        Set<History.Line> kept = new LinkedHashSet<>();
        int length = 0;
        for (History.Line line : Repeats.without(best, l -> l.statement().text())) {
            if (length > HISTORY_WORDS) {
                break;
            }
            kept.add(line);
            length += line.statement().text().split(" ").length;
        }
        if (length < FEW_WORDS) {
            lines.stream()
                    .filter(line -> line.byPatient() && line.salience() >= SPOKEN_FLOOR)
                    .sorted((a, b) -> Double.compare(b.salience(), a.salience()))
                    .limit(FILLED)
                    .forEach(kept::add);
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
            paragraphs.add(new Paragraph("", false, List.of(listed("history.denies", denied, "list.or"))));
        }
        return paragraphs;
    }

    /** Says now and then whose words they are. */
    private Statement told(History.Line line, int count) {
        String text = line.statement().text();
        if (!line.byPatient() || count % LEAD_EVERY != 0 || !text.matches("(?:She|He|His|Her|There) .*")) {
            return line.statement();
        }
        String rest = Character.toLowerCase(text.charAt(0)) + text.substring(1);
        return new Statement(
                words.of("history." + LEADS.get(count / LEAD_EVERY % LEADS.size()), rest),
                line.statement().evidence());
    }

    private static final List<String> LEADS = List.of("reports", "states", "notes");

    private Statement listed(String phrase, List<Finding> findings, String conjunction) {
        String last = words.of(conjunction);
        Set<Evidence> evidence = new LinkedHashSet<>();
        findings.forEach(f -> evidence.addAll(f.evidence()));
        return new Statement(words.of(phrase, Prose.join(placed(findings, last), last)), new ArrayList<>(evidence));
    }

    /** Symptoms by name, last those with a place; of one place they are one: "numbness or tingling in the legs". */
    private static List<String> placed(List<Finding> found, String last) {
        List<Finding> findings =
                new ArrayList<>(found.stream().filter(f -> f.place().isEmpty()).toList());
        found.stream().filter(f -> !f.place().isEmpty()).forEach(findings::add);
        List<String> names = new ArrayList<>();
        List<String> together = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            together.add(finding.symptom().name());
            if (i + 1 == findings.size() || !findings.get(i + 1).place().equals(finding.place())) {
                if (finding.place().isEmpty()) {
                    names.addAll(together);
                } else {
                    names.add(Prose.join(together, last) + " " + finding.place());
                }
                together.clear();
            }
        }
        return names;
    }

    private List<Paragraph> reviewOfSystems() {
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
                    statements.add(listed(
                            denied ? "systems.denies" : "systems.reports", those, denied ? "list.or" : "list.and"));
                }
            }
            if (!statements.isEmpty()) {
                paragraphs.add(new Paragraph(words.system(system), false, statements));
            }
        }
        return paragraphs;
    }
}
