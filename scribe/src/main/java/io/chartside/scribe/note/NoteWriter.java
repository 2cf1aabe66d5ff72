package io.chartside.scribe.note;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Visit;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Openings;
import io.chartside.scribe.discourse.PatientProfile;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.exam.ExamOpening;
import io.chartside.scribe.exam.ExamSection;
import io.chartside.scribe.exam.VitalSigns;
import io.chartside.scribe.flag.Checks;
import io.chartside.scribe.flag.Contradictions;
import io.chartside.scribe.flag.Instructions;
import io.chartside.scribe.history.Background;
import io.chartside.scribe.history.History;
import io.chartside.scribe.history.HistoryTaker;
import io.chartside.scribe.intake.Intake;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.order.Orders;
import io.chartside.scribe.plan.PlanOpening;
import io.chartside.scribe.plan.PlanSection;
import io.chartside.scribe.plan.Problem;
import io.chartside.scribe.plan.ProblemNames;
import io.chartside.scribe.plan.Telegrams;
import io.chartside.scribe.reconcile.ChartedOrders;
import io.chartside.scribe.results.ResultsSection;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.transcript.SpokenPunctuation;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.wording.NoteWords;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.List;

/** From a visit to its note. */
public final class NoteWriter {
    private final Conversation.Reader reader;
    private final Writing writing;
    private final NoteWords words;
    private final HistoryTaker history;
    private final ExamSection exam;
    private final VitalSigns vitals;
    private final ResultsSection results;
    private final ProblemNames problems;
    private final ExamOpening examined;
    private final PlanOpening planned;
    private final PlanSection plan;
    private final Orders orders;
    private final ChartedOrders charted;
    private final Background background;
    private final Checks checks;
    private final Contradictions contradictions;
    private final PlanParagraphs paragraphs;
    private final Instructions instructions;
    private final OperativeDictation dictation;
    private final Intake intake;
    private final ChiefComplaint complaints;

    public NoteWriter(LexiconText text, NoteWords words) {
        this.words = words;
        reader = new Conversation.Reader(text);
        writing = new Writing(text);
        Lexicon lexicon = Lexicon.load(text);
        results = new ResultsSection(text, lexicon);
        history = new HistoryTaker(text, lexicon);
        exam = new ExamSection(text, lexicon, words);
        vitals = new VitalSigns(words);
        problems = new ProblemNames(lexicon);
        Openings openings = new Openings(text);
        examined = new ExamOpening(openings, exam);
        Telegrams telegrams = new Telegrams(text);
        planned = new PlanOpening(openings, problems, telegrams);
        plan = new PlanSection(text, openings, history.salience(), problems, telegrams);
        orders = new Orders(text);
        charted = new ChartedOrders(text);
        background = new Background(text);
        checks = new Checks(text);
        contradictions = new Contradictions(text, history.symptoms());
        intake = new Intake(text, history.symptoms(), lexicon);
        paragraphs = new PlanParagraphs(text, words);
        instructions = new Instructions(text);
        dictation = new OperativeDictation(text);
        complaints = new ChiefComplaint(words);
    }

    /** A note with the orders and flags that the same reading of the visit gave, and that reading. */
    public record Written(Note note, List<OrderSuggestion> orders, List<Flag> flags, Conversation conversation) {
        public Written {
            orders = List.copyOf(orders);
            flags = List.copyOf(flags);
        }
    }

    /** The transcript as the engine works on it: spoken punctuation written, without words that try to command it and without other languages. */
    public Instructions.Screened screen(Transcript transcript) {
        Instructions.Screened screened = instructions.screen(SpokenPunctuation.written(transcript));
        Intake.Read read = intake.read(screened.transcript());
        List<Flag> flags = new ArrayList<>(screened.flags());
        flags.addAll(read.flags());
        return new Instructions.Screened(read.transcript(), flags);
    }

    /**
     * What the engine finds in a note and orders that a model wrote.
     *
     * @param visit without words that command
     */
    public Written review(Visit visit, Note note, List<OrderSuggestion> ordered) {
        Conversation conversation = read(visit.transcript());
        List<Flag> flags = new ArrayList<>(checks.of(conversation, visit.chart(), note, ordered));
        flags.addAll(contradictions.of(visit.transcript(), conversation, visit.chart(), ordered));
        flags.addAll(charted.flags(ordered));
        return new Written(note, ordered, flags, conversation);
    }

    /** A note of whatever hand in a template's sections, order, headings and style; what it says and rests on stays. */
    public Note laidOut(NoteTemplate template, Note note) {
        return NoteLayout.of(template, note, words);
    }

    /** @return a note without sections where the words are no visit; the flags tell why */
    public Written write(Visit visit) {
        Instructions.Screened screened = screen(visit.transcript());
        Conversation conversation = read(screened.transcript());
        List<Flag> flags = new ArrayList<>(screened.flags());
        flags.addAll(intake.judge(conversation));
        if (Flag.tellsOfNoVisit(flags)) {
            return nothing(visit, flags, conversation);
        }
        Writing named = writing.withNames(PatientProfile.of(conversation).names());
        Facts facts = facts(screened.transcript(), conversation, named);
        Note note = NoteLayout.of(
                visit.template(),
                new SectionContents(visit.template(), facts, visit.chart(), background, paragraphs, words),
                words);
        List<OrderSuggestion> ordered =
                charted.of(orders.of(conversation, named, charted.names(visit.chart())), conversation, visit.chart());
        flags.addAll(checks.of(conversation, visit.chart(), note, ordered));
        flags.addAll(contradictions.of(screened.transcript(), conversation, visit.chart(), ordered));
        charted.flags(ordered).stream()
                .filter(flag -> flags.stream().noneMatch(told -> told.says(flag)))
                .forEach(flags::add);
        visit.template().writer().flag().ifPresent(flags::add);
        return new Written(note, ordered, flags, conversation);
    }

    /** With the exam and the plan that nobody announces. */
    private Conversation read(Transcript transcript) {
        return planned.found(examined.found(reader.read(transcript)));
    }

    private static Written nothing(Visit visit, List<Flag> flags, Conversation conversation) {
        return new Written(new Note(visit.noteType(), List.of()), List.of(), flags, conversation);
    }

    private Facts facts(Transcript transcript, Conversation conversation, Writing named) {
        PatientProfile patient = PatientProfile.of(conversation);
        History taken = history.take(transcript, conversation, patient, named);
        List<Problem> plans = plan.of(conversation, named, patient.pronouns());
        Statement complaint = complaints.of(conversation, patient, taken, named, problems, plans);
        plans = plan.named(plans, complaints.told(complaint));
        return new Facts(
                patient,
                complaint,
                taken,
                history.symptoms().systems(),
                vitals.of(conversation),
                exam.of(transcript, conversation, named, patient.pronouns()),
                results.of(conversation, named, patient.pronouns()),
                plans,
                Agreement.of(transcript, conversation, words),
                dictation.of(conversation, named));
    }
}
