package io.chartside.scribe.note;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Visit;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.PatientProfile;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.exam.ExamSection;
import io.chartside.scribe.exam.VitalSigns;
import io.chartside.scribe.flag.Checks;
import io.chartside.scribe.flag.Contraindications;
import io.chartside.scribe.flag.Instructions;
import io.chartside.scribe.history.Background;
import io.chartside.scribe.history.History;
import io.chartside.scribe.history.HistoryTaker;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.order.Orders;
import io.chartside.scribe.plan.PlanSection;
import io.chartside.scribe.plan.Problem;
import io.chartside.scribe.plan.ProblemNames;
import io.chartside.scribe.results.ResultsSection;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.List;

/** From a visit to its note. */
public final class NoteWriter {
    private final Conversation.Reader reader;
    private final Writing writing;
    private final HistoryTaker history;
    private final ExamSection exam;
    private final ResultsSection results;
    private final ProblemNames problems;
    private final PlanSection plan;
    private final Orders orders;
    private final Background background;
    private final Contraindications contraindications;
    private final PlanParagraphs paragraphs;
    private final Instructions instructions;

    public NoteWriter(LexiconText text) {
        reader = new Conversation.Reader(text);
        writing = new Writing(text);
        history = new HistoryTaker(text);
        exam = new ExamSection(text);
        results = new ResultsSection(text);
        problems = new ProblemNames(Lexicon.load(text));
        plan = new PlanSection(text, history.salience(), problems);
        orders = new Orders(text);
        background = new Background(text);
        contraindications = new Contraindications(text);
        paragraphs = new PlanParagraphs(text);
        instructions = new Instructions(text);
    }

    /** A note with the orders and flags that the same reading of the visit gave. */
    public record Written(Note note, List<OrderSuggestion> orders, List<Flag> flags) {
        public Written {
            orders = List.copyOf(orders);
            flags = List.copyOf(flags);
        }
    }

    /** The transcript as the engine works on it: without words that try to command it. */
    public Instructions.Screened screen(Transcript transcript) {
        return instructions.screen(transcript);
    }

    public Written write(Visit visit) {
        Instructions.Screened screened = screen(visit.transcript());
        Conversation conversation = reader.read(screened.transcript());
        PatientProfile patient = PatientProfile.of(conversation);
        Writing words = writing.withNames(patient.names());
        History taken = history.take(screened.transcript(), conversation, patient, words);
        List<Problem> planned = plan.of(conversation, words, patient.pronouns());
        Statement complaint = ChiefComplaint.of(conversation, patient, taken, words, problems, planned);
        planned = plan.named(planned, complaint.text().replaceAll("\\.$", "").toLowerCase());
        Facts facts = new Facts(
                patient,
                complaint,
                taken,
                history.symptoms().systems(),
                VitalSigns.of(conversation),
                exam.of(screened.transcript(), conversation, words, patient.pronouns()),
                results.of(conversation, words, patient.pronouns()),
                planned,
                Agreement.of(screened.transcript(), conversation));
        Note note = NoteLayout.of(visit.noteType(), facts, visit.chart(), background, paragraphs);
        List<OrderSuggestion> ordered = orders.of(conversation, words);
        List<Flag> flags = new ArrayList<>(screened.flags());
        flags.addAll(Checks.of(conversation, visit.chart(), note, ordered));
        flags.addAll(contraindications.of(conversation, visit.chart(), ordered));
        return new Written(note, ordered, flags);
    }
}
