package io.chartside.scribe.em;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the countable elements of {@code em/elements.tsv} in a visit. */
final class Elements {
    private static final int SCOPE = 5;
    private static final Set<String> UNSAID = Set.of(
            "not", "no", "never", "without", "if", "unless", "consider", "may", "might", "could", "avoid", "deny");

    private final PhraseFinder<Element> finder;

    private Elements(PhraseFinder<Element> finder) {
        this.finder = finder;
    }

    static Elements load(LexiconText text) {
        PhraseFinder<Element> finder = new PhraseFinder<>(Set.of("a", "an", "the", "some", "your", "another"));
        for (List<String> row : TextTable.read(text, "em/elements.tsv", 4)) {
            Element element = new Element(
                    Heard.Sort.valueOf(row.get(0).toUpperCase(Locale.ROOT)),
                    row.get(1),
                    row.get(2).equals("late"));
            for (String phrase : row.get(3).split("\\|")) {
                finder.add(phrase, element);
            }
        }
        return new Elements(finder);
    }

    Heard find(Transcript transcript, List<List<Token>> tokens) {
        Heard heard = new Heard();
        int total = tokens.stream().mapToInt(List::size).sum();
        int before = 0;
        for (int turn = 0; turn < tokens.size(); turn++) {
            List<Token> words = tokens.get(turn);
            for (PhraseFinder.Found<Element> f : finder.find(words)) {
                boolean late = before + f.first() > total * 0.45;
                if ((late || !f.value().late())
                        && isMeant(words, f.first())
                        && !(isGrave(f.value().sort()) && isSupposed(words, f.first()))) {
                    heard.add(f.value().sort(), f.value().name(), said(transcript, turn, words, f.first(), f.last()));
                }
            }
            before += words.size();
        }
        Historian.find(transcript, tokens)
                .ifPresent(said -> heard.add(Heard.Sort.HISTORIAN, "history from a parent or companion", said));
        return heard;
    }

    private static boolean isGrave(Heard.Sort sort) {
        return sort == Heard.Sort.HOSPITAL || sort == Heard.Sort.MAJOR_SURGERY;
    }

    /** In a sentence that supposes or asks: {@code if it gets worse go to the emergency room}, {@code do i need surgery?} */
    private static boolean isSupposed(List<Token> words, int at) {
        for (int i = at - 1; i >= 0 && words.get(i).kind() != Token.Kind.STOP; i--) {
            if (words.get(i).word().equals("if") || words.get(i).word().equals("unless")) {
                return true;
            }
        }
        for (int i = at; i < words.size(); i++) {
            if (words.get(i).kind() == Token.Kind.STOP) {
                return words.get(i).word().equals("?");
            }
        }
        return false;
    }

    static Evidence said(Transcript transcript, int turn, List<Token> words, int first, int last) {
        return new Evidence.Said(
                turn,
                transcript.turns().get(turn).id(),
                words.get(first).start(),
                words.get(last).end());
    }

    /** Not denied and not only supposed, by the few words before. */
    static boolean isMeant(List<Token> words, int first) {
        int seen = 0;
        for (int i = first - 1; i >= 0 && seen < SCOPE; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return true;
            }
            if (t.isWord()) {
                if (UNSAID.contains(t.word())) {
                    return false;
                }
                seen++;
            }
        }
        return true;
    }

    private record Element(Heard.Sort sort, String name, boolean late) {}
}
