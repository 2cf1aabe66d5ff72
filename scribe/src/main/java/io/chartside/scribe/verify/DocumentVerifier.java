package io.chartside.scribe.verify;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.document.Facts;
import io.chartside.scribe.document.Facts.Fact;
import io.chartside.scribe.document.Rewording;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.flag.Instructions;
import io.chartside.scribe.transcript.Transcript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Holds what a model made of a document's facts against those facts, as {@link EvidenceVerifier} holds a note against its visit,
 * and more strictly, since the engine's own sentence is there to stand instead: a statement also falls when it denies, directs or
 * measures otherwise than what it cites ({@code verify/axes.tsv}), leaves out that this denies, stops or doubts, or rests on facts
 * of another part. Nothing of the document gets lost: a fact whose numbers, drugs
 * and most words no statement of its part tells stays as the engine wrote it.
 */
public final class DocumentVerifier {
    private static final double TOLD = 0.5;
    /** Of what is cited not to be left out of any statement, since without it the statement says the contrary. */
    private static final Set<String> TURNING = Set.of("denial=no", "change=stop", "certainty=doubtful");

    private final EvidenceVerifier verifier;
    private final Instructions instructions;
    private final Axes axes;

    public DocumentVerifier(LexiconText text, EvidenceVerifier verifier) {
        this.verifier = verifier;
        instructions = new Instructions(text);
        axes = new Axes(text);
    }

    /** The facts as a model may see them: without words that try to command it, which are flagged. */
    public Instructions.Screened screened(Facts facts) {
        return instructions.screen(facts.transcript());
    }

    /**
     * The document with the statements that the facts bear out.
     *
     * @param shown what the model was shown
     * @return empty when nothing of the proposal is borne out
     */
    public Optional<ChartDocument> verify(Facts facts, Instructions.Screened shown, List<Rewording> proposal) {
        Sources sources = new Sources(
                verifier.reader(),
                new Visit(shown.transcript(), NoteType.SOAP, Optional.empty(), ChartContext.empty()),
                List.of());
        List<Flag> flags = new ArrayList<>(shown.flags());
        List<Part> parts = new ArrayList<>(facts.document().parts());
        Set<Integer> done = new HashSet<>();
        boolean any = false;
        for (Rewording rewording : proposal) {
            if (!facts.parts().contains(rewording.part()) || !done.add(rewording.part())) {
                continue;
            }
            Part part = facts.part(rewording.part());
            List<Paragraph> kept = kept(rewording, part, sources, facts, shown.transcript(), flags);
            if (!kept.isEmpty()) {
                any = true;
                parts.set(rewording.part(), worded(facts, shown.transcript(), rewording.part(), kept));
            }
        }
        if (!any) {
            return Optional.empty();
        }
        List<Flag> all = new ArrayList<>(facts.document().flags());
        flags.forEach(flag -> all.add(new Flag(flag.kind(), flag.message(), evidence(flag.evidence(), facts))));
        return Optional.of(facts.document().with(parts, all));
    }

    private List<Paragraph> kept(
            Rewording rewording, Part part, Sources sources, Facts facts, Transcript shown, List<Flag> flags) {
        List<Paragraph> kept = new ArrayList<>();
        for (Paragraph paragraph : rewording.paragraphs()) {
            List<Statement> statements = paragraph.statements().stream()
                    .map(statement -> ofPart(statement, rewording.part(), facts, shown))
                    .flatMap(statement -> borneOut(statement, part.heading(), sources, flags).stream())
                    .toList();
            if (!statements.isEmpty()) {
                String label = verifier.label(paragraph.label(), statements, part.heading(), sources, flags);
                kept.add(new Paragraph(
                        turns(label, statements, facts, shown) ? "" : label, paragraph.bullets(), statements));
            }
        }
        return kept;
    }

    /** Resting on facts of its own part alone: an allergy is none of the medications. */
    private static Statement ofPart(Statement statement, int part, Facts facts, Transcript shown) {
        return new Statement(
                statement.text(),
                statement.evidence().stream()
                        .filter(piece -> piece instanceof Evidence.Said said
                                && said.turn() >= 0
                                && said.turn() < shown.turns().size()
                                && facts.isOf(part, shown.turns().get(said.turn())))
                        .toList());
    }

    /** Whether a heading such as "Do not take" says of what stands below it what neither this nor its own heading says. */
    private boolean turns(String label, List<Statement> under, Facts facts, Transcript shown) {
        return under.stream().anyMatch(statement -> {
            Set<String> claimed = axes.of(label);
            statement.evidence().stream()
                    .filter(Evidence.Said.class::isInstance)
                    .map(piece -> shown.turns().get(((Evidence.Said) piece).turn()))
                    .filter(turn -> turn.index() < facts.all().size())
                    .forEach(turn -> {
                        claimed.removeAll(axes.of(turn.text()));
                        claimed.removeAll(axes.of(facts.label(turn, shown)));
                    });
            return !claimed.isEmpty();
        });
    }

    private Optional<Statement> borneOut(Statement statement, String heading, Sources sources, List<Flag> flags) {
        List<Flag> doubts = new ArrayList<>();
        Optional<Statement> verified = verifier.verified(statement, heading, sources, doubts);
        if (verified.isPresent() && doubts.isEmpty()) {
            Set<String> claimed = axes.of(statement.text());
            Set<String> owed = new HashSet<>();
            sources.of(verified.get().evidence()).forEach(source -> {
                claimed.removeAll(axes.of(source.text()));
                owed.addAll(axes.of(source.text()));
            });
            owed.retainAll(TURNING);
            owed.removeAll(axes.of(statement.text()));
            if (claimed.isEmpty() && owed.isEmpty()) {
                return verified;
            }
            flags.add(new Flag(
                    Flag.Kind.UNSUPPORTED,
                    "A statement was left out of " + heading + ": what it cites does not say so.",
                    verified.get().evidence()));
        } else if (verified.isPresent()) {
            flags.add(new Flag(
                    doubts.get(0).kind(),
                    "A statement was left out of " + heading + ": it differs from what it cites.",
                    verified.get().evidence()));
        } else {
            flags.addAll(doubts);
        }
        return Optional.empty();
    }

    /** The caller's words and the untouchable first, then the model's, then the facts that these do not tell. */
    private Part worded(Facts facts, Transcript shown, int index, List<Paragraph> kept) {
        Part part = facts.part(index);
        List<Line> ofPart = facts.all().stream()
                .filter(fact -> fact.part() == index)
                .map(Fact::line)
                .toList();
        List<Group> first = new ArrayList<>();
        List<Group> last = new ArrayList<>();
        for (Group group : part.groups()) {
            List<Line> untouched = group.lines().stream()
                    .filter(line -> !ofPart.contains(line))
                    .toList();
            List<Line> untold = group.lines().stream()
                    .filter(line -> ofPart.contains(line) && !told(line, facts, shown, kept))
                    .toList();
            add(first, group, untouched);
            add(last, group, untold);
        }
        List<Group> groups = new ArrayList<>(first);
        for (Paragraph paragraph : kept) {
            groups.add(new Group(
                    paragraph.label(),
                    paragraph.bullets(),
                    paragraph.statements().stream()
                            .map(statement -> new Line(statement.text(), evidence(statement.evidence(), facts)))
                            .toList()));
        }
        groups.addAll(last);
        return new Part(
                part.code(), part.display(), part.heading(), groups, part.entries(), part.absence(), part.readings());
    }

    private static void add(List<Group> groups, Group of, List<Line> lines) {
        if (!lines.isEmpty()) {
            groups.add(new Group(of.label(), of.bullets(), lines));
        }
    }

    /**
     * Whether the statements that cite a fact tell all that could do harm by being left out, and most of its words. Words of it that
     * command need not be told.
     */
    private boolean told(Line line, Facts facts, Transcript shown, List<Paragraph> kept) {
        StringBuilder telling = new StringBuilder();
        kept.stream().flatMap(paragraph -> paragraph.statements().stream()).forEach(statement -> {
            if (statement.evidence().stream()
                    .anyMatch(piece -> piece instanceof Evidence.Said said && isAt(line, said.turn(), facts))) {
                telling.append(statement.text()).append(' ');
            }
        });
        String fact = IntStream.range(0, facts.all().size())
                .filter(turn -> isAt(line, turn, facts))
                .mapToObj(turn -> shown.turns().get(turn).text())
                .findFirst()
                .orElseThrow();
        String text = telling.toString();
        Reader reader = verifier.reader();
        Set<String> stems = reader.stems(fact);
        long shared = reader.stems(text).stream().filter(stems::contains).count();
        return !text.isEmpty()
                && reader.numbers().heard(text).containsAll(reader.numbers().claimed(fact))
                && reader.drugs(fact).stream()
                        .allMatch(drug -> text.toLowerCase(Locale.ROOT).contains(drug))
                && axes.of(text).containsAll(axes.of(fact))
                && shared >= TOLD * stems.size();
    }

    private static boolean isAt(Line line, int turn, Facts facts) {
        return turn < facts.all().size() && facts.all().get(turn).line().equals(line);
    }

    /** What the facts that are cited rest on. */
    private static List<Evidence> evidence(List<Evidence> cited, Facts facts) {
        return cited.stream()
                .filter(Evidence.Said.class::isInstance)
                .map(piece -> ((Evidence.Said) piece).turn())
                .filter(turn -> turn < facts.all().size()) // Behind them are labels.
                .flatMap(turn -> facts.all().get(turn).line().evidence().stream())
                .distinct()
                .toList();
    }
}
