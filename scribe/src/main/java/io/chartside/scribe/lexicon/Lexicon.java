package io.chartside.scribe.lexicon;

import io.chartside.scribe.LexiconText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The clinical lexicon: concepts, the words people say for them, and where those words are in an utterance. */
public final class Lexicon {
    /** Words apart that the two halves of a {@code pain ~ knee} phrase may be. */
    private static final int NEAR = 5;

    private static final String HISTORY = "history-";

    /** How {@code idioms.tsv} calls what it holds. */
    private static final String IDIOM = "idiom";

    private static final Set<String> NEVER_BETWEEN =
            Set.of("and", "or", "but", "no", "not", "so", "because", "when", "then", "which", "without");

    private final Map<String, Concept> concepts;
    private final PhraseTrie<Concept> phrases;
    private final PhraseTrie<Half> halves;

    private Lexicon(Map<String, Concept> concepts, PhraseTrie<Concept> phrases, PhraseTrie<Half> halves) {
        this.concepts = concepts;
        this.phrases = phrases;
        this.halves = halves;
    }

    /**
     * Reads the shipped lexicon.
     *
     * @throws LexiconException for a row that is not well formed
     */
    public static Lexicon load(LexiconText text) {
        PhraseGrammar grammar = new PhraseGrammar();
        Set<String> skippable = new HashSet<>();
        for (List<String> row : TextTable.read(text, "lexicon/classes.tsv", 2)) {
            List<String> words = List.of(row.get(1).split("\\|"));
            if (row.get(0).equals("skippable")) {
                words.forEach(w -> skippable.addAll(Tokenizer.words(w)));
            } else {
                grammar.define(row.get(0), words);
            }
        }
        Map<String, Concept> concepts = new LinkedHashMap<>();
        PhraseTrie<Concept> phrases = new PhraseTrie<>(skippable);
        PhraseTrie<Half> halves = new PhraseTrie<>(skippable);
        for (List<String> file : TextTable.read(text, "lexicon/files.tsv", 1)) {
            String name = "lexicon/" + file.get(0);
            for (List<String> row : TextTable.read(text, name, 6)) {
                Concept concept = ConceptRow.concept(name, row);
                if (concepts.putIfAbsent(concept.id(), concept) != null) {
                    throw new LexiconException(name + ": " + concept.id() + " is there twice");
                }
                for (String phrase : row.get(4).split("\\|")) {
                    add(phrase, concept, grammar, phrases, halves);
                }
            }
        }
        concepts.values().forEach(c -> ConceptRow.checkReferences(c, concepts));
        return new Lexicon(Map.copyOf(concepts), phrases, halves);
    }

    private static void add(
            String phrase,
            Concept concept,
            PhraseGrammar grammar,
            PhraseTrie<Concept> phrases,
            PhraseTrie<Half> halves) {
        int tilde = phrase.indexOf('~');
        if (tilde < 0) {
            grammar.expand(phrase).forEach(p -> phrases.add(Tokenizer.words(p), concept));
            return;
        }
        String key = concept.id() + ":" + phrase;
        for (String head : grammar.expand(phrase.substring(0, tilde))) {
            halves.add(Tokenizer.words(head), new Half(key, concept, true));
        }
        for (String tail : grammar.expand(phrase.substring(tilde + 1))) {
            halves.add(Tokenizer.words(tail), new Half(key, concept, false));
        }
    }

    public Optional<Concept> concept(String id) {
        return Optional.ofNullable(concepts.get(id));
    }

    /** What a history code is the past of: {@code lung-cancer} of {@code history-lung-cancer}. */
    public Optional<Concept> ofHistory(Concept history) {
        return history.id().startsWith(HISTORY)
                ? concept(history.id().substring(HISTORY.length()))
                        .filter(c -> c.attribute("history").equals(history.id()))
                : Optional.empty();
    }

    public Collection<Concept> concepts() {
        return concepts.values();
    }

    /**
     * The concepts named in an utterance, in order; where phrases overlap, the longest stays.
     *
     * @param turn index of the utterance, carried into the mentions
     * @param tokens its tokens
     */
    public List<Mention> find(int turn, List<Token> tokens) {
        List<Mention> all = new ArrayList<>();
        List<PhraseTrie.Hit<Half>> found = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            for (PhraseTrie.Hit<Concept> hit : phrases.at(tokens, i)) {
                hit.values().forEach(c -> all.add(mention(c, turn, tokens, hit.first(), hit.last(), hit.words())));
            }
            found.addAll(halves.at(tokens, i));
        }
        found.removeIf(half -> all.stream().anyMatch(m -> isIdiom(m.concept()) && hides(m, half)));
        all.addAll(pairs(turn, tokens, found));
        List<Mention> kept = longest(all);
        kept.sort(Comparator.comparingInt(Mention::first)
                .thenComparing(m -> m.concept().id()));
        return List.copyOf(kept);
    }

    private static boolean isIdiom(Concept concept) {
        return concept.display().equals(IDIOM);
    }

    /** {@code the biopsy came back} is nothing at the back. */
    private static boolean hides(Mention idiom, PhraseTrie.Hit<Half> half) {
        return idiom.first() <= half.first() && half.last() <= idiom.last() && half.words() < idiom.words();
    }

    private static List<Mention> pairs(int turn, List<Token> tokens, List<PhraseTrie.Hit<Half>> hits) {
        Map<String, List<PhraseTrie.Hit<Half>>> tails = new HashMap<>();
        for (PhraseTrie.Hit<Half> hit : hits) {
            hit.values().stream()
                    .filter(h -> !h.head())
                    .forEach(h -> tails.computeIfAbsent(h.key(), k -> new ArrayList<>())
                            .add(hit));
        }
        List<Mention> out = new ArrayList<>();
        for (PhraseTrie.Hit<Half> a : hits) {
            for (Half head : a.values()) {
                if (!head.head()) {
                    continue;
                }
                for (PhraseTrie.Hit<Half> b : tails.getOrDefault(head.key(), List.of())) {
                    if (isNear(tokens, a, b)) {
                        int first = Math.min(a.first(), b.first());
                        int last = Math.max(a.last(), b.last());
                        out.add(mention(head.concept(), turn, tokens, first, last, a.words() + b.words()));
                    }
                }
            }
        }
        return out;
    }

    private static boolean isNear(List<Token> tokens, PhraseTrie.Hit<?> a, PhraseTrie.Hit<?> b) {
        int from = Math.min(a.last(), b.last()) + 1;
        int to = Math.max(a.first(), b.first());
        if (from > to) {
            return false;
        }
        int words = 0;
        for (int i = from; i < to; i++) {
            Token t = tokens.get(i);
            if (t.kind() == Token.Kind.STOP || t.isWord() && NEVER_BETWEEN.contains(t.word())) {
                return false;
            }
            words += t.isWord() ? 1 : 0;
        }
        return words <= NEAR;
    }

    private static List<Mention> longest(List<Mention> all) {
        List<Mention> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt((Mention m) -> -m.words())
                .thenComparingInt(m -> m.last() - m.first())
                .thenComparingInt(Mention::first)
                .thenComparing(m -> m.concept().id()));
        List<Mention> kept = new ArrayList<>();
        for (Mention m : sorted) {
            boolean free = isSite(m)
                    || kept.stream()
                            .noneMatch(k -> !isSite(k)
                                    && k.overlaps(m)
                                    && !(k.first() == m.first() && k.last() == m.last() && k.concept() != m.concept()));
            if (free) {
                kept.add(m);
            }
        }
        return kept;
    }

    /** The bare name of a part of the body stands in many phrases and neither hides them nor is hidden. */
    private static boolean isSite(Mention m) {
        return m.concept().kind() == Concept.Kind.CUE && !m.concept().site().isEmpty();
    }

    private static Mention mention(Concept c, int turn, List<Token> tokens, int first, int last, int words) {
        return new Mention(
                c,
                turn,
                first,
                last,
                tokens.get(first).start(),
                tokens.get(last).end(),
                words);
    }

    /** One side of a {@code ~} phrase. */
    private record Half(String key, Concept concept, boolean head) {}
}
