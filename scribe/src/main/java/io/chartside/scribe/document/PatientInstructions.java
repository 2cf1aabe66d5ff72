package io.chartside.scribe.document;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.document.VisitNote.Medicine;
import io.chartside.scribe.document.VisitNote.Service;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.plan.PlanKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a patient takes home: why they came, their medicines, tests and what comes next, in plain English, with the grade of school
 * that reading it takes. It tells what was said and ordered; no warning and no advice is added.
 */
public final class PatientInstructions {
    /** Grade that the American Medical Association and others advise for patients' papers at most. */
    private static final double PLAIN = 6;

    private static final Set<SectionKind> ADVICE = EnumSet.of(SectionKind.INSTRUCTIONS);
    private static final Set<SectionKind> PLANS = EnumSet.of(SectionKind.ASSESSMENT_AND_PLAN, SectionKind.PLAN);
    private static final Pattern ADDRESSED = Pattern.compile("(?:You|No|We advised you|We want you)\\b.*");
    private static final String TREATMENT = PlanKind.TREATMENT.label() + ": ";
    private static final String COUNSELLING = PlanKind.EDUCATION.label() + ": ";

    private final PlainWords words;

    public PatientInstructions(LexiconText text) {
        words = new PlainWords(text);
    }

    public ChartDocument of(VisitNote note) {
        List<Part> parts = new ArrayList<>();
        add(parts, "10154-3", "Chief complaint", "WHY YOU CAME", complaint(note));
        add(parts, "10160-0", "History of Medication use Narrative", "YOUR MEDICINES", medicines(note));
        add(parts, "18776-5", "Plan of care note", "TESTS AND OTHER CARE", services(note));
        List<Flag> flags = new ArrayList<>();
        add(parts, "69730-0", "Instructions", "WHAT TO DO NEXT", advice(note, flags));
        ReadingGrade grade = ReadingGrade.of(parts.stream()
                .flatMap(part -> part.groups().stream())
                .flatMap(group -> group.lines().stream())
                .flatMap(line -> Stream.of(line.text().split("(?<=[.!?]) ")))
                .toList());
        if (grade.grade() > PLAIN) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "The reading grade is " + grade.grade() + "; papers for patients should not be above grade 6.",
                    List.of()));
        }
        return new ChartDocument(parts, flags, java.util.Optional.of(grade));
    }

    private static void add(List<Part> parts, String code, String display, String heading, List<Line> lines) {
        if (!lines.isEmpty()) {
            parts.add(new Part(code, display, heading, List.of(new Group("", true, lines))));
        }
    }

    private List<Line> complaint(VisitNote note) {
        return statements(note, EnumSet.of(SectionKind.CHIEF_COMPLAINT))
                .filter(Statement::supported)
                .map(statement -> new Line(
                        "You came for: " + words.of(statement.text().toLowerCase(Locale.ROOT)), statement.evidence()))
                .toList();
    }

    private List<Line> medicines(VisitNote note) {
        List<Line> lines = new ArrayList<>();
        for (VisitNote.Order order : note.orders()) {
            if (order instanceof Medicine medicine) {
                lines.add(new Line(sentence(medicine), evidence(order)));
            }
        }
        return lines;
    }

    private String sentence(Medicine medicine) {
        String name = medicine.name();
        String dosage = medicine.dosage().isEmpty() ? "" : ": " + words.of(medicine.dosage());
        String told = switch (medicine.change()) {
            case START -> "Start " + name + dosage + ".";
            case CONTINUE -> "Keep taking " + name + dosage + ".";
            case REFILL -> "We refill " + name + dosage + ".";
            case INCREASE -> "Take more of " + name + dosage + ".";
            case DECREASE -> "Take less of " + name + dosage + ".";
            case STOP -> "Stop " + name + ".";
        };
        return medicine.missing() ? told + " Ask us how much to take and when." : told;
    }

    private List<Line> services(VisitNote note) {
        List<Line> lines = new ArrayList<>();
        for (VisitNote.Order order : note.orders()) {
            if (order instanceof Service service) {
                String text = words.of(service.text());
                lines.add(new Line((service.referral() ? text : "We ordered: " + text) + ".", evidence(order)));
            }
        }
        return lines;
    }

    private List<Line> advice(VisitNote note, List<Flag> flags) {
        List<Line> lines = new ArrayList<>();
        List<Evidence> untold = new ArrayList<>();
        treatment(note, lines);
        Stream<Statement> counselling = labelled(note, COUNSELLING);
        Stream.concat(counselling, statements(note, ADVICE))
                .filter(Statement::supported)
                .forEach(statement -> {
                    for (String sentence : sentences(statement)) {
                        words.told(sentence)
                                .ifPresentOrElse(
                                        told -> lines.add(new Line(told, statement.evidence())),
                                        () -> untold.addAll(statement.evidence()));
                    }
                });
        if (!untold.isEmpty()) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "Sentences of the note are left out because they could not be turned into words for the patient.",
                    untold.stream().distinct().toList()));
        }
        return lines;
    }

    /** What the treatment asks of the patient; its orders stand among the medicines. */
    private void treatment(VisitNote note, List<Line> lines) {
        labelled(note, TREATMENT).filter(Statement::supported).forEach(statement -> {
            for (String sentence : sentences(statement)) {
                words.told(sentence)
                        .filter(told -> ADDRESSED.matcher(told).matches())
                        .ifPresent(told -> lines.add(new Line(told, statement.evidence())));
            }
        });
    }

    private static Stream<Statement> labelled(VisitNote note, String label) {
        return statements(note, PLANS)
                .filter(statement -> statement.text().startsWith(label))
                .map(statement -> new Statement(statement.text().substring(label.length()), statement.evidence()));
    }

    private static String[] sentences(Statement statement) {
        return statement.text().split("(?<=[.!?]) ");
    }

    private static Stream<Statement> statements(VisitNote note, Set<SectionKind> kinds) {
        return note.sections().stream()
                .filter(section -> kinds.contains(section.kind()))
                .map(Section::paragraphs)
                .flatMap(List::stream)
                .flatMap(paragraph -> paragraph.statements().stream());
    }

    private static List<Evidence> evidence(VisitNote.Order order) {
        List<Evidence> evidence = new ArrayList<>(order.evidence());
        evidence.add(new Evidence.Charted(order.reference()));
        return evidence;
    }
}
