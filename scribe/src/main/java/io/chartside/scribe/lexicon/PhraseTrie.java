package io.chartside.scribe.lexicon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All phrases as a tree of words. Finding walks the words of an utterance once per position; between two words of a
 * phrase it may step over a few words that only point or describe ({@code pain in my right knee} is {@code pain in knee}).
 */
final class PhraseTrie<T> {
    private static final int MAX_SKIPPED = 3;
    private final Node<T> root = new Node<>();
    private final Set<String> skippable;

    PhraseTrie(Set<String> skippable) {
        this.skippable = Set.copyOf(skippable);
    }

    void add(List<String> words, T value) {
        if (words.isEmpty()) {
            throw new LexiconException("a phrase without words");
        }
        Node<T> node = root;
        for (String word : words) {
            node = node.next.computeIfAbsent(word, w -> new Node<>());
        }
        if (!node.values.contains(value)) {
            node.values.add(value);
        }
    }

    /** Every phrase that begins at the token, shorter ones included. */
    List<Hit<T>> at(List<Token> tokens, int first) {
        if (!tokens.get(first).isWord()) {
            return List.of();
        }
        Node<T> start = root.next.get(tokens.get(first).word());
        if (start == null) {
            return List.of();
        }
        List<Hit<T>> out = new ArrayList<>();
        walk(tokens, first, first, start, 1, out);
        return out;
    }

    private void walk(List<Token> tokens, int first, int last, Node<T> node, int words, List<Hit<T>> out) {
        if (!node.values.isEmpty()) {
            out.add(new Hit<>(first, last, words, node.values));
        }
        if (node.next.isEmpty()) {
            return;
        }
        int skipped = 0;
        for (int i = last + 1; i < tokens.size() && skipped <= MAX_SKIPPED; i++) {
            Token t = tokens.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return;
            }
            if (!t.isWord()) {
                continue;
            }
            Node<T> next = node.next.get(t.word());
            if (next != null) {
                walk(tokens, first, i, next, words + 1, out);
            }
            if (!skippable.contains(t.word())) {
                return;
            }
            skipped++;
        }
    }

    /** A phrase found: token range, number of its words, what it stands for. */
    record Hit<T>(int first, int last, int words, List<T> values) {}

    private static final class Node<T> {
        private final Map<String, Node<T>> next = new HashMap<>();
        private final List<T> values = new ArrayList<>(1);
    }
}
