package io.chartside.scribe.verify;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Visit;
import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.assertion.Assertions;
import io.chartside.scribe.coding.Coded;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds what a model drafted against what it cites. Every number and every drug of a statement must occur there; every
 * condition that it names must be named in the visit or its chart; it must share words with what it cites. A statement that
 * fails is left out, and the clinician is told so; one that turns a denial into a finding, a finding into a denial, what is
 * another's, doubted, past or possible into what the patient has, one side into the other or a stop into a start is flagged. An
 * instance serves any number of visits.
 */
public final class EvidenceVerifier {
    /** Share of its words that a statement has in common with what it cites; below, the clinician is asked to look. */
    private static final double DOUBTFUL = 0.2;

    /** What a finding of the patient's must not be made of. */
    private static final Set<Assertion> NOT_THERE = EnumSet.of(
            Assertion.FAMILY, Assertion.UNCERTAIN, Assertion.HYPOTHETICAL, Assertion.HISTORICAL, Assertion.RESOLVED);

    private static final Set<Concept.Kind> CONDITIONS = EnumSet.of(
            Concept.Kind.CHRONIC, Concept.Kind.ACUTE, Concept.Kind.INJURY, Concept.Kind.SYMPTOM, Concept.Kind.FINDING);
    /** Sections that tell of what was, and of what relatives have. */
    private static final Set<SectionKind> OF_THE_PAST =
            EnumSet.of(SectionKind.PAST_HISTORY, SectionKind.FAMILY_HISTORY, SectionKind.SOCIAL_HISTORY);

    private static final String START = "change=start";
    private static final String STOP = "change=stop";
    private static final Set<String> DOING = Set.of(START, "change=keep", "change=more", "change=refill");

    private final Reader reader;
    private final Conversation.Reader conversations;
    private final Said said;
    private final Axes axes;

    /** @param text the engine's rule files; those of {@code verify/} are read */
    public EvidenceVerifier(LexiconText text, Lexicon lexicon, Assertions assertions) {
        reader = new Reader(text, lexicon, assertions);
        conversations = new Conversation.Reader(text);
        said = new Said(text);
        axes = new Axes(text);
    }

    /** What is left of a proposal, and what was found. */
    public record Verified(
            Note note,
            List<CodeSuggestion> codes,
            List<CodeExclusion> exclusions,
            List<OrderSuggestion> orders,
            List<Flag> flags) {
        public Verified {
            codes = List.copyOf(codes);
            exclusions = List.copyOf(exclusions);
            orders = List.copyOf(orders);
            flags = List.copyOf(flags);
        }
    }

    /**
     * @param visit as the proposal's author was shown it
     * @param own what the engine's rules make of its codes
     * @param title of a code in the version in use; empty for a code that does not exist there
     */
    public Verified verify(Visit visit, Proposal proposal, Coded own, Function<String, Optional<String>> title) {
        Sources sources = new Sources(
                reader, visit, conversations.read(visit.transcript()).clauses());
        List<Flag> flags = new ArrayList<>();
        Note note = note(proposal.note(), sources, flags);
        List<OrderSuggestion> orders = new OrderVerifier(reader, sources, said).verify(proposal.orders(), flags);
        CodeVerifier.Verified codes = new CodeVerifier(sources).verify(proposal.codes(), own, title);
        return new Verified(note, codes.codes(), codes.exclusions(), orders, flags);
    }

    Reader reader() {
        return reader;
    }

    private Note note(Note note, Sources sources, List<Flag> flags) {
        List<Section> sections = new ArrayList<>();
        for (Section section : note.sections()) {
            List<Section.Paragraph> paragraphs = new ArrayList<>();
            for (Section.Paragraph paragraph : section.paragraphs()) {
                List<Statement> kept = paragraph.statements().stream()
                        .flatMap(statement -> verified(statement, section.heading(), sources, flags).stream())
                        .toList();
                kept.forEach(statement -> turned(statement, section.kind(), sources)
                        .filter(flag -> flags.stream().noneMatch(told -> told.says(flag)))
                        .ifPresent(flags::add));
                if (!kept.isEmpty()) {
                    paragraphs.add(new Section.Paragraph(
                            label(paragraph.label(), kept, section.heading(), sources, flags),
                            paragraph.bullets(),
                            kept));
                }
            }
            if (!paragraphs.isEmpty()) {
                sections.add(new Section(section.kind(), section.heading(), paragraphs));
            }
        }
        return new Note(note.type(), sections);
    }

    /**
     * The statement with that of its evidence that exists; empty when it is not borne out, which is flagged.
     *
     * @param heading of its section, for the flag
     */
    Optional<Statement> verified(Statement statement, String heading, Sources sources, List<Flag> flags) {
        List<Evidence> evidence =
                statement.evidence().stream().filter(sources::exists).toList();
        Optional<String> fault = fault(statement.text(), evidence, sources);
        if (fault.isPresent()) {
            flags.add(new Flag(
                    Flag.Kind.UNSUPPORTED,
                    "A statement was left out of " + heading + ": " + fault.get() + ".",
                    evidence));
            return Optional.empty();
        }
        doubt(statement.text(), evidence, sources).ifPresent(flags::add);
        return Optional.of(new Statement(statement.text(), evidence));
    }

    /** A heading within the section, without which its statements can stand. */
    String label(String label, List<Statement> under, String heading, Sources sources, List<Flag> flags) {
        String bare = label.replaceFirst("^\\s*\\d{1,2}[.)]\\s*", "");
        List<Evidence> evidence =
                under.stream().flatMap(s -> s.evidence().stream()).distinct().toList();
        boolean stands =
                missing(reader.numbers().claimed(bare), evidence, sources).isEmpty()
                        && unsaidDrug(bare, evidence, sources).isEmpty()
                        && unnamed(bare, sources).isEmpty();
        if (stands) {
            return label;
        }
        flags.add(new Flag(
                Flag.Kind.UNSUPPORTED,
                "A heading was left out of " + heading + ": the visit does not bear it out.",
                evidence));
        return "";
    }

    private Optional<String> fault(String text, List<Evidence> evidence, Sources sources) {
        if (evidence.isEmpty()) {
            return Optional.of("it cites no words of the visit");
        }
        Optional<String> number = missing(reader.numbers().claimed(text), evidence, sources);
        if (number.isPresent()) {
            return Optional.of("the words that it cites do not say " + number.get());
        }
        Optional<String> drug = unsaidDrug(text, evidence, sources);
        if (drug.isPresent()) {
            return Optional.of("the words that it cites do not name " + drug.get());
        }
        Optional<Concept> concept = unnamed(text, sources);
        if (concept.isPresent()) {
            return Optional.of(
                    "nobody named what it says of " + concept.get().id().replace('-', ' '));
        }
        Set<String> claimed = reader.stems(text);
        return !claimed.isEmpty() && shared(claimed, evidence, sources) == 0
                ? Optional.of("the words that it cites say something else")
                : Optional.empty();
    }

    /** What the clinician should look at in a statement that is borne out otherwise. */
    Optional<Flag> doubt(String text, List<Evidence> evidence, Sources sources) {
        for (AssertedMention stated : reader.mentions(Reader.alone(text))) {
            List<AssertedMention> said = sources.mentions(evidence).stream()
                    .filter(mention -> mention.mention()
                            .concept()
                            .id()
                            .equals(stated.mention().concept().id()))
                    .toList();
            boolean turned = !said.isEmpty()
                    && said.stream().allMatch(mention -> opposite(stated.assertion(), mention.assertion()));
            if (turned) {
                return Optional.of(new Flag(
                        Flag.Kind.CONTRADICTION,
                        "The note and the words that it cites differ in whether there is "
                                + stated.mention().concept().id().replace('-', ' ') + ".",
                        evidence));
            }
        }
        Set<String> claimed = reader.stems(text);
        boolean thin = claimed.size() > 2 && shared(claimed, evidence, sources) < DOUBTFUL * claimed.size();
        return thin
                ? Optional.of(new Flag(
                        Flag.Kind.UNSUPPORTED,
                        "A statement has little in common with the words that it cites; please compare.",
                        evidence))
                : Optional.empty();
    }

    /** What a statement of a note turns round that {@link #doubt} does not see. */
    private Optional<Flag> turned(Statement statement, SectionKind kind, Sources sources) {
        for (AssertedMention stated : reader.mentions(Reader.alone(statement.text()))) {
            List<AssertedMention> heard = sources.mentions(statement.evidence()).stream()
                    .filter(mention -> mention.mention()
                            .concept()
                            .id()
                            .equals(stated.mention().concept().id()))
                    .toList();
            boolean made = stated.assertion() == Assertion.AFFIRMED
                    && CONDITIONS.contains(stated.mention().concept().kind())
                    && !OF_THE_PAST.contains(kind)
                    && !heard.isEmpty()
                    && heard.stream().allMatch(mention -> NOT_THERE.contains(mention.assertion()));
            if (made) {
                return Optional.of(new Flag(
                        Flag.Kind.CONTRADICTION,
                        "The note says as a fact what the words that it cites do not: "
                                + stated.mention().concept().id().replace('-', ' ') + ".",
                        statement.evidence()));
            }
        }
        List<String> cited = sources.of(statement.evidence()).stream()
                .map(Sources.Source::text)
                .toList();
        if (axes.turnsSide(statement.text(), cited)) {
            return Optional.of(differs("side", statement));
        }
        Set<String> heard = new HashSet<>();
        cited.forEach(text -> heard.addAll(axes.of(text)));
        Set<String> claimed = axes.of(statement.text());
        boolean stops = claimed.contains(STOP)
                && !heard.contains(STOP)
                && heard.stream().anyMatch(DOING::contains);
        boolean starts = claimed.contains(START) && !heard.contains(START) && heard.contains(STOP);
        return stops || starts ? Optional.of(differs("change of a drug", statement)) : Optional.empty();
    }

    private static Flag differs(String in, Statement statement) {
        return new Flag(
                Flag.Kind.CONTRADICTION,
                "The note and the words that it cites differ in the " + in + ".",
                statement.evidence());
    }

    private static boolean opposite(Assertion one, Assertion other) {
        return one == Assertion.AFFIRMED && other == Assertion.NEGATED
                || one == Assertion.NEGATED && other == Assertion.AFFIRMED;
    }

    private static long shared(Set<String> claimed, List<Evidence> evidence, Sources sources) {
        Set<String> said = new HashSet<>();
        sources.of(evidence).forEach(source -> said.addAll(source.stems()));
        return claimed.stream().filter(said::contains).count();
    }

    /** The first condition of a text that neither visit nor chart knows. */
    private Optional<Concept> unnamed(String text, Sources sources) {
        return reader.mentions(Reader.alone(text)).stream()
                .map(mention -> mention.mention().concept())
                .filter(Predicate.not(sources::name))
                .findFirst();
    }

    private Optional<String> unsaidDrug(String text, List<Evidence> evidence, Sources sources) {
        return reader.drugs(text).stream()
                .filter(drug -> sources.of(evidence).stream()
                        .noneMatch(source -> source.text().contains(drug)))
                .findFirst();
    }

    static Optional<String> missing(Set<String> claimed, List<Evidence> evidence, Sources sources) {
        return claimed.stream()
                .filter(number -> sources.of(evidence).stream()
                        .noneMatch(source -> source.numbers().contains(number)))
                .sorted()
                .findFirst();
    }
}
