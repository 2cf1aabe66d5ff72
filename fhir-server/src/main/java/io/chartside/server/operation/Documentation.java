package io.chartside.server.operation;

import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftView;
import io.chartside.mappings.draft.DraftView.EvidenceView;
import io.chartside.mappings.draft.DraftView.ParagraphView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a note documents the codes that were accepted for its visit. It does if one of its statements rests on words that
 * the code was suggested for, or if a problem's heading names it; what rests on the chart stands in the chart.
 */
final class Documentation {
    /** Shorter words tell nothing: "of", "the", "with". */
    private static final int SHORTEST_WORD = 4;

    /** "Headaches" is "Headache". */
    private static final int STEM = 5;

    private final DraftView view;
    private final Set<String> told;
    private final List<Set<String>> headings;

    private Documentation(DraftView view) {
        this.view = view;
        this.told = paragraphs(view)
                .flatMap(paragraph -> paragraph.statements().stream())
                .flatMap(statement -> statement.evidence().stream())
                .map(EvidenceView::utterance)
                .collect(Collectors.toSet());
        this.headings = paragraphs(view)
                .map(ParagraphView::label)
                .map(Documentation::stems)
                .filter(stems -> !stems.isEmpty())
                .toList();
    }

    static Documentation of(DraftView view) {
        return new Documentation(view);
    }

    /**
     * How many accepted diagnoses, and drugs and services that were given, it does not document.
     *
     * @param signed whether the note is signed: a signature takes away what was not accepted
     */
    int undocumented(boolean signed) {
        return (int) Stream.concat(
                        view.codes().stream()
                                .filter(code -> counts(code.decision(), signed))
                                .map(code -> documents(code.display(), code.evidence())),
                        view.orders().stream()
                                .filter(given -> counts(given.decision(), signed))
                                .map(given -> documents(given.text(), given.evidence())))
                .filter(documented -> !documented)
                .count();
    }

    private boolean documents(String name, List<EvidenceView> evidence) {
        Set<String> words = stems(name);
        return evidence.stream().anyMatch(piece -> !piece.charted().isEmpty() || told.contains(piece.utterance()))
                || headings.stream().anyMatch(words::containsAll);
    }

    private static boolean counts(Decision decision, boolean signed) {
        return signed ? decision.state() != Decision.State.REJECTED : decision.state() == Decision.State.ACCEPTED;
    }

    private static Stream<ParagraphView> paragraphs(DraftView view) {
        return view.sections().stream().flatMap(section -> section.paragraphs().stream());
    }

    private static Set<String> stems(String text) {
        return Arrays.stream(String.valueOf(text).toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
                .filter(word -> word.length() >= SHORTEST_WORD)
                .map(word -> word.substring(0, Math.min(STEM, word.length())))
                .collect(Collectors.toSet());
    }
}
