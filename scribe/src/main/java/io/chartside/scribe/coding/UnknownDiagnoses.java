package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.assertion.Assertions;
import io.chartside.scribe.coding.VisitText.Landmark;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.terminology.CodeCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Diagnoses that the clinician tells in the assessment and the lexicon does not know, looked up in the official codes. A
 * code is taken only when its title holds every word that was said and little else.
 */
final class UnknownDiagnoses {
    private static final int MOST_WORDS = 5;
    private static final int HITS = 10;

    /** Injuries and what follows need side and encounter, which only the lexicon's families choose. */
    private static final char FIRST_INJURY = 'S';

    private static final double TITLE_SHARE = 0.5;
    private static final Set<String> BEFORE = Set.of(
            "a", "an", "the", "some", "your", "this", "that", "called", "likely", "of", "is", "acute", "mild", "new");
    private static final Set<String> EMPTY_IN_TITLE = Set.of(
            "unspecified", "other", "without", "with", "of", "and", "not", "elsewhere", "classified", "the", "in");

    private final Coder.Reading reading;
    private final CodeCatalog catalog;
    private final Assertions assertions;

    UnknownDiagnoses(Coder.Reading reading, CodeCatalog catalog, Assertions assertions) {
        this.reading = reading;
        this.catalog = catalog;
        this.assertions = assertions;
    }

    /** Findings by their code; none where no catalogue is loaded. */
    List<Finding> find() {
        Map<String, Finding> out = new LinkedHashMap<>();
        VisitText text = reading.text();
        for (int turn = 0; turn < text.tokens().size(); turn++) {
            for (int last : text.ends(turn, Landmark.TOLD)) {
                if (text.inAssessment(turn, last)) {
                    told(turn, last + 1)
                            .ifPresent(m -> out.computeIfAbsent(
                                            m.mention().concept().id(), id -> finding(m))
                                    .add(m));
                }
            }
        }
        return List.copyOf(out.values());
    }

    private static Finding finding(AssertedMention m) {
        Finding f = new Finding(m.mention().concept());
        f.stand(Finding.Standing.ACTIVE);
        return f;
    }

    private Optional<AssertedMention> told(int turn, int from) {
        List<Token> tokens = reading.text().turn(turn);
        List<Integer> words = new ArrayList<>();
        for (int i = from; i < tokens.size() && words.size() < MOST_WORDS; i++) {
            Token t = tokens.get(i);
            if (t.kind() == Token.Kind.STOP || t.kind() == Token.Kind.PAUSE) {
                break;
            }
            if (t.isWord() && !(words.isEmpty() && BEFORE.contains(t.word()))) {
                words.add(i);
            }
        }
        for (int n = words.size(); n >= 2; n--) {
            int first = words.get(0);
            int last = words.get(n - 1);
            if (isKnown(turn, first, last)) {
                continue;
            }
            Optional<io.chartside.terminology.Concept> code = lookup(words.subList(0, n), tokens);
            if (code.isPresent()) {
                Mention mention = new Mention(
                        concept(code.get()),
                        turn,
                        first,
                        last,
                        tokens.get(first).start(),
                        tokens.get(last).end(),
                        n);
                AssertedMention asserted = assertions.assess(
                        mention, reading.text().transcript(), reading.text().tokens());
                return asserted.assertion() == Assertion.AFFIRMED ? Optional.of(asserted) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean isKnown(int turn, int first, int last) {
        return reading.findings().values().stream()
                .filter(f -> f.concept().kind() != Concept.Kind.CUE)
                .flatMap(f -> f.mentions().stream())
                .map(AssertedMention::mention)
                .anyMatch(m -> m.turn() == turn && m.first() <= last && first <= m.last());
    }

    private Optional<io.chartside.terminology.Concept> lookup(List<Integer> words, List<Token> tokens) {
        List<String> said = words.stream().map(i -> tokens.get(i).word()).toList();
        return catalog.search(String.join(" ", said), HITS).stream()
                .filter(io.chartside.terminology.Concept::billable)
                .filter(c -> c.code().charAt(0) < FIRST_INJURY)
                .filter(c -> fits(said, c.display()))
                .findFirst();
    }

    private static boolean fits(List<String> said, String title) {
        List<String> words = Tokenizer.tokens(title).stream()
                .filter(Token::isWord)
                .map(Token::word)
                .filter(w -> !EMPTY_IN_TITLE.contains(w))
                .toList();
        return words.containsAll(said) && said.size() >= words.size() * TITLE_SHARE;
    }

    private static Concept concept(io.chartside.terminology.Concept code) {
        return new Concept(
                "code " + code.code(),
                Concept.Kind.ACUTE,
                code.code(),
                code.display(),
                "",
                "",
                Set.of(),
                Set.of(),
                Map.of());
    }
}
