package io.chartside.scribe.lexicon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds plain phrases in utterances, the longest where they overlap. For cue words, drug names and the like. */
public final class PhraseFinder<T> {
    private final PhraseTrie<T> trie;

    /** Nothing may stand between the words of a phrase but fillers and pauses. */
    public PhraseFinder() {
        this(Set.of());
    }

    /** @param skippable words that may stand between the words of a phrase */
    public PhraseFinder(Set<String> skippable) {
        trie = new PhraseTrie<>(skippable);
    }

    /** @param phrase words with {@code (a/b)} for alternatives */
    public void add(String phrase, T value) {
        new PhraseGrammar().expand(phrase).forEach(p -> trie.add(Tokenizer.words(p), value));
    }

    /** What is found, in order. */
    public List<Found<T>> find(List<Token> tokens) {
        List<Found<T>> all = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            for (PhraseTrie.Hit<T> hit : trie.at(tokens, i)) {
                hit.values().forEach(v -> all.add(new Found<>(v, hit.first(), hit.last(), hit.words())));
            }
        }
        all.sort(Comparator.comparingInt((Found<T> f) -> -f.words()).thenComparingInt(Found::first));
        List<Found<T>> kept = new ArrayList<>();
        for (Found<T> f : all) {
            if (kept.stream().noneMatch(k -> k.first() <= f.last() && f.first() <= k.last() && !k.sameSpan(f))) {
                kept.add(f);
            }
        }
        kept.sort(Comparator.comparingInt((Found<T> f) -> f.first()));
        return kept;
    }

    /** A phrase found: what it stands for, its token range, number of its words. */
    public record Found<T>(T value, int first, int last, int words) {
        boolean sameSpan(Found<?> other) {
            return first == other.first && last == other.last;
        }
    }
}
