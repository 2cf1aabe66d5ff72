package io.chartside.scribe.document;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.document.VisitNote.Medicine;
import io.chartside.scribe.document.VisitNote.Service;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.plan.PlanKind;
import io.chartside.scribe.wording.NoteWords;
import io.chartside.scribe.wording.Prose;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a patient takes home: why they came, their medicines, tests and what comes next, in plain words of their language, with the
 * grade of school that reading it takes. It tells what was said and ordered; no warning and no advice is added. In another language
 * than English, what it has no words for stands in English as it was, told apart.
 */
public final class PatientInstructions {
    private static final Set<SectionKind> ADVICE = EnumSet.of(SectionKind.INSTRUCTIONS);
    private static final Set<SectionKind> PLANS = EnumSet.of(SectionKind.ASSESSMENT_AND_PLAN, SectionKind.PLAN);
    private static final Pattern ADDRESSED = Pattern.compile("(?:You|No|We advised you|We want you)\\b.*");

    private final String treatment;
    private final String counselling;
    private final PlainWords words;
    private final Map<String, PatientLanguage> languages = new LinkedHashMap<>();

    public PatientInstructions(LexiconText text) {
        words = new PlainWords(text);
        NoteWords note = new NoteWords(text, NoteWords.ENGLISH);
        treatment = note.of(PlanKind.TREATMENT.key(), "");
        counselling = note.of(PlanKind.EDUCATION.key(), "");
        PatientLanguage.CODES.forEach(code -> languages.put(code, new PatientLanguage(text, code)));
    }

    /** Languages that it is written in, by BCP 47, English first. */
    public static List<String> languages() {
        return PatientLanguage.CODES;
    }

    /** That of its languages which a tag such as {@code es-MX} asks for; empty for another. */
    public static Optional<String> language(String tag) {
        return PatientLanguage.known(tag);
    }

    /** What the paper is called. @param language one of {@link #languages()} */
    public String title(String language) {
        return languages.get(language).phrase("title");
    }

    public ChartDocument of(VisitNote note) {
        return of(note, ChartDocument.ENGLISH);
    }

    /** @param language one of {@link #languages()} */
    public ChartDocument of(VisitNote note, String language) {
        PatientLanguage tongue = languages.get(language);
        List<Part> parts = new ArrayList<>();
        List<Flag> flags = new ArrayList<>();
        add(parts, "10154-3", "Chief complaint", tongue.phrase("reason"), complaint(note, tongue), List.of(), tongue);
        add(
                parts,
                "10160-0",
                "History of Medication use Narrative",
                tongue.phrase("medicines"),
                medicines(note, tongue),
                List.of(),
                tongue);
        add(parts, "18776-5", "Plan of care note", tongue.phrase("care"), services(note, tongue), List.of(), tongue);
        List<Line> foreign = new ArrayList<>();
        List<Line> next = new ArrayList<>();
        for (Line line : advice(note, flags)) {
            Optional<String> told = tongue.sentence(line.text());
            told.ifPresentOrElse(text -> next.add(new Line(text, line.evidence())), () -> foreign.add(line));
        }
        add(parts, "69730-0", "Instructions", tongue.phrase("next"), next, foreign, tongue);
        if (!tongue.isEnglish()) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "Fixed phrases are in the language " + language
                            + ", not reviewed by a person: a clinician who reads it"
                            + " must review this paper. What had no words there stands in English.",
                    List.of()));
        }
        String english = tongue.phrase("untranslated-sentences");
        return ReadingGrade.graded(
                parts,
                flags,
                language,
                group -> tongue.isEnglish() || !group.label().equals(english));
    }

    private static void add(
            List<Part> parts,
            String code,
            String display,
            String heading,
            List<Line> lines,
            List<Line> foreign,
            PatientLanguage tongue) {
        List<Group> groups = new ArrayList<>();
        if (!lines.isEmpty()) {
            groups.add(new Group("", true, lines));
        }
        if (!foreign.isEmpty()) {
            groups.add(new Group(tongue.phrase("untranslated-sentences"), true, foreign));
        }
        if (!groups.isEmpty()) {
            parts.add(new Part(code, display, heading, groups));
        }
    }

    /** In the language, or as it stands and marked so. */
    private static String put(String english, PatientLanguage tongue) {
        return tongue.of(english).orElseGet(() -> tongue.phrase("untranslated", english));
    }

    private List<Line> complaint(VisitNote note, PatientLanguage tongue) {
        return statements(note, EnumSet.of(SectionKind.CHIEF_COMPLAINT))
                .filter(Statement::supported)
                .map(statement -> new Line(
                        tongue.phrase("came", put(words.of(statement.text().toLowerCase(Locale.ROOT)), tongue)),
                        statement.evidence()))
                .toList();
    }

    private List<Line> medicines(VisitNote note, PatientLanguage tongue) {
        List<Line> lines = new ArrayList<>();
        for (VisitNote.Order order : note.orders()) {
            if (order instanceof Medicine medicine) {
                lines.add(new Line(sentence(medicine, tongue), evidence(order)));
            }
        }
        return lines;
    }

    private String sentence(Medicine medicine, PatientLanguage tongue) {
        String key = medicine.change().name().toLowerCase(Locale.ROOT);
        String dosage = medicine.dosage().isEmpty() || medicine.change() == OrderSuggestion.Change.STOP
                ? ""
                : ": " + put(words.of(medicine.dosage()), tongue);
        String told = tongue.phrase(key, medicine.name()) + dosage + ".";
        return medicine.missing() ? told + " " + tongue.phrase("ask") : told;
    }

    private List<Line> services(VisitNote note, PatientLanguage tongue) {
        List<Line> lines = new ArrayList<>();
        for (VisitNote.Order order : note.orders()) {
            if (order instanceof Service service) {
                String text = put(words.of(service.text()), tongue);
                String told = service.referral() ? Prose.capital(text) : tongue.phrase("ordered", text);
                lines.add(new Line(told + ".", evidence(order)));
            }
        }
        return lines;
    }

    private List<Line> advice(VisitNote note, List<Flag> flags) {
        List<Line> lines = new ArrayList<>();
        List<Evidence> untold = new ArrayList<>();
        treatment(note, lines);
        Stream<Statement> counselling = labelled(note, this.counselling);
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
        labelled(note, treatment).filter(Statement::supported).forEach(statement -> {
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
