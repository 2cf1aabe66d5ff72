package io.chartside.mappings.command;

import io.chartside.mappings.command.CommandLine.UsageException;
import io.chartside.mappings.evaluation.CodeScores;
import io.chartside.mappings.evaluation.Concepts;
import io.chartside.mappings.evaluation.EngineSpeed;
import io.chartside.mappings.evaluation.NoteScores;
import io.chartside.mappings.evaluation.Sample;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.TranscriptParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ./chartside eval}: quality and speed of the engine on a data set of visits with reference notes or codes, or on the
 * sample that is built in.
 */
public final class EvalCommand {
    private static final String USAGE = "usage: ./chartside eval notes [--refs NOTES.csv] [--data DIR]\n"
            + "       ./chartside eval codes --gold CODES.json --refs NOTES.csv [--data DIR]\n"
            + "       ./chartside eval speed [--refs NOTES.csv] [--data DIR]\n"
            + "       ./chartside eval redaction [--refs NOTES.csv] [--seed N] [--list FILE]";

    private EvalCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        try {
            CommandLine line = CommandLine.parse(arguments, Set.of("refs", "gold", "data", "seed", "list"));
            String what = line.words().size() == 1 ? line.words().get(0) : "";
            if (what.equals("redaction")) {
                out.print(RedactionEval.run(line));
                return 0;
            }
            if (!Set.of("notes", "codes", "speed").contains(what)) {
                throw new UsageException("evaluate notes, codes, speed or redaction");
            }
            Optional<String> refs = what.equals("codes") ? Optional.of(line.required("refs")) : line.option("refs");
            List<NoteScores.Reference> references =
                    refs.map(file -> NoteScores.references(read(file))).orElseGet(Sample::visits);
            Scribe scribe = EmbeddedScribe.create(line.dataFolder());
            if (what.equals("speed")) {
                EngineSpeed speed = new EngineSpeed(
                        scribe,
                        references.stream()
                                .map(NoteScores.Reference::conversation)
                                .toList());
                out.print(speed.report());
                return speed.keepsItsPromise() ? 0 : 1;
            }
            out.print(
                    what.equals("notes")
                            ? notes(scribe, references)
                            : codes(scribe, references, CodeScores.annotation(read(line.required("gold")))));
            return 0;
        } catch (UsageException | IllegalArgumentException e) {
            err.println("chartside: " + e.getMessage());
            err.println(USAGE);
            return 2;
        }
    }

    private static String notes(Scribe scribe, List<NoteScores.Reference> references) {
        NoteScores scores = new NoteScores(new Concepts(EmbeddedScribe.ruleFiles()));
        references.forEach(reference -> scores.add(
                reference, NoteText.of(draft(scribe, reference.conversation()).note())));
        return scores.report();
    }

    private static String codes(Scribe scribe, List<NoteScores.Reference> references, List<CodeScores.Gold> annotated) {
        Map<String, String> conversations = new LinkedHashMap<>();
        references.forEach(reference -> conversations.put(reference.id(), reference.conversation()));
        CodeScores scores = new CodeScores();
        for (CodeScores.Gold gold : annotated) {
            String conversation = conversations.get(gold.id());
            if (conversation == null) {
                throw new UsageException("the references lack visit " + gold.id());
            }
            Draft draft = draft(scribe, conversation);
            List<String> codes = draft.codes().stream()
                    .sorted(Comparator.comparingInt(CodeSuggestion::rank))
                    .map(CodeSuggestion::code)
                    .toList();
            scores.add(
                    gold, codes, draft.evaluationAndManagement().level().name().toLowerCase(Locale.ROOT));
        }
        return scores.report();
    }

    private static Draft draft(Scribe scribe, String conversation) {
        return scribe.draft(
                new Visit(TranscriptParser.parse(conversation), NoteType.SOAP, Optional.empty(), ChartContext.empty()));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read as UTF-8 text");
        }
    }
}
