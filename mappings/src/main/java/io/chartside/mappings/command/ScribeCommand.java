package io.chartside.mappings.command;

import io.chartside.mappings.command.CommandLine.UsageException;
import io.chartside.mappings.command.VisitFile.UnreadableVisit;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.mappings.template.TemplateFolder;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.transcript.Transcript;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code ./chartside scribe}: drafts a visit, or a folder of visits, without any server. */
public final class ScribeCommand {
    private static final String USAGE = "usage: ./chartside scribe VISIT.txt|FOLDER"
            + " [--type soap|hp|progress|consult|operative|discharge|referral|instructions]"
            + " [--template TEMPLATE.yml] [--format bundle|note|codes] [--out FILE|FOLDER] [--date YYYY-MM-DD] [--data DIR]";

    private static final Map<String, NoteType> TYPES =
            Arrays.stream(NoteType.values()).collect(Collectors.toMap(NoteType::word, Function.identity()));

    private static final Map<String, DraftFormat> FORMATS =
            Map.of("bundle", DraftFormat.BUNDLE, "note", DraftFormat.NOTE, "codes", DraftFormat.CODES);

    private final Scribe scribe;
    private final NoteTemplate template;
    private final DraftFormat format;
    private final Optional<LocalDate> date;
    private final Clock clock;
    private final PrintStream err;

    private ScribeCommand(
            Scribe scribe,
            NoteTemplate template,
            DraftFormat format,
            Optional<LocalDate> date,
            Clock clock,
            PrintStream err) {
        this.scribe = scribe;
        this.template = template;
        this.format = format;
        this.date = date;
        this.clock = clock;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        int code = run(arguments, out, System.err, Clock.systemUTC());
        out.flush();
        System.exit(code);
    }

    /** @return the exit code: 0, 1 when a visit could not be drafted, 2 when the command line is wrong */
    static int run(String[] arguments, PrintStream out, PrintStream err, Clock clock) {
        try {
            CommandLine line =
                    CommandLine.parse(arguments, Set.of("type", "template", "format", "out", "data", "date"));
            if (line.words().size() != 1) {
                throw new UsageException("one visit or one folder is needed");
            }
            Path input = Path.of(line.words().get(0));
            if (!Files.exists(input)) {
                throw new UsageException("there is no " + input);
            }
            NoteTemplate template = template(line);
            DraftFormat format = choice("format", line.option("format").orElse("bundle"), FORMATS);
            Optional<LocalDate> date = line.option("date").map(ScribeCommand::date);
            if (Files.isDirectory(input) && line.option("out").isEmpty()) {
                throw new UsageException("a folder of visits needs --out FOLDER");
            }
            Scribe scribe = EmbeddedScribe.create(line.dataFolder());
            ScribeCommand command = new ScribeCommand(scribe, template, format, date, clock, err);
            Optional<Path> target = line.option("out").map(Path::of);
            boolean good = Files.isDirectory(input)
                    ? command.folder(input, target.orElseThrow())
                    : command.single(new VisitFile(input), target, out);
            return good ? 0 : 1;
        } catch (UsageException e) {
            err.println("chartside: " + e.getMessage());
            err.println(USAGE);
            return 2;
        } catch (IllegalStateException e) {
            err.println("chartside: " + e.getMessage());
            return 1;
        }
    }

    private boolean single(VisitFile visit, Optional<Path> target, PrintStream out) {
        try {
            String text = draft(visit);
            if (target.isPresent()) {
                Files.writeString(target.get(), text);
            } else {
                out.print(text);
            }
            return true;
        } catch (UnreadableVisit e) {
            err.println("chartside: " + visit.file() + " " + e.getMessage());
        } catch (IOException e) {
            err.println("chartside: " + target.orElse(visit.file()) + " cannot be written");
        }
        return false;
    }

    private boolean folder(Path folder, Path target) {
        List<VisitFile> visits;
        try (Stream<Path> files = Files.list(folder)) {
            visits = files.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith("."))
                    .map(VisitFile::new)
                    .sorted(Comparator.comparing(VisitFile::id))
                    .toList();
            Files.createDirectories(target);
        } catch (IOException e) {
            err.println("chartside: " + folder + " or " + target + " is no folder that can be used");
            return false;
        }
        int good = 0;
        for (VisitFile visit : visits) {
            Path file = target.resolve(visit.id() + "." + format.extension());
            if (single(visit, Optional.of(file), null)) {
                good++;
            }
        }
        err.println("chartside: " + good + " of " + visits.size() + " visits drafted into " + target);
        return good == visits.size();
    }

    private String draft(VisitFile visit) throws UnreadableVisit {
        Transcript transcript = visit.read();
        Draft draft = scribe.draft(new Visit(transcript, template, date, ChartContext.empty()));
        if (draft.refusal().isPresent()) {
            throw new UnreadableVisit("has no note: " + draft.refusal().get());
        }
        return format.write(draft, transcript, visit.id(), clock.instant());
    }

    private static NoteTemplate template(CommandLine line) {
        if (line.option("template").isEmpty()) {
            return NoteTemplate.of(choice("type", line.option("type").orElse("soap"), TYPES));
        }
        if (line.option("type").isPresent()) {
            throw new UsageException("--type and --template exclude each other: a template names its type");
        }
        return TemplateFolder.file(Path.of(line.option("template").get()));
    }

    private static <T> T choice(String option, String word, Map<String, T> choices) {
        T choice = choices.get(word.toLowerCase(Locale.ROOT));
        if (choice == null) {
            throw new UsageException("--" + option + " is one of "
                    + String.join(", ", choices.keySet().stream().sorted().toList()));
        }
        return choice;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new UsageException("--date is a day such as 2026-03-04");
        }
    }
}
