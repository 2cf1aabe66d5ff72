package io.chartside.server.leakage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The beginnings of names as a tree: each beginning's rows contain those of the longer ones. The thief builds it from the
 * tokens and from the names he knows, and lays one upon the other. Beginnings that the same rows have are one node.
 */
final class NameTree {
    private static final Comparator<Node> LARGEST_FIRST =
            Comparator.comparing((Node node) -> -node.count).thenComparing(node -> node.form);

    private static final class Node {
        private int count;
        /** How many beginnings are this node: it tells how long the name is. */
        private int beginnings;

        private final Map<String, Node> children = new TreeMap<>();
        /** Rows, or names, that have no longer beginning; each with its frequency. */
        private final Map<String, Integer> ends = new TreeMap<>();
        /** Shape of everything below: nodes that look alike have the same. */
        private String form = "";

        private void shape() {
            children.values().forEach(Node::shape);
            List<String> forms =
                    children.values().stream().map(child -> child.form).sorted().toList();
            form = count + "x" + beginnings + forms;
        }
    }

    private final Node root = new Node();

    private NameTree() {}

    /** @param tokens of the attribute; the rows are those of the type */
    static NameTree ofTokens(StolenTables tables, Set<Long> tokens, List<StolenTables.Head> rows) {
        Map<Long, List<Long>> tokensOfRow = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        tokens.stream().filter(tables.rowsOfToken()::containsKey).sorted().forEach(token -> {
            Set<Long> rids = tables.rowsOfToken().get(token);
            counts.put(Long.toString(token), rids.size());
            rids.forEach(rid ->
                    tokensOfRow.computeIfAbsent(rid, r -> new ArrayList<>()).add(token));
        });
        NameTree tree = new NameTree();
        for (StolenTables.Head row : rows) {
            List<String> path = tokensOfRow.getOrDefault(row.rid(), List.of()).stream()
                    .map(token -> Long.toString(token))
                    .sorted(Comparator.comparing((String token) -> -counts.get(token))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            tree.add(path, counts, row.id(), 1);
        }
        tree.root.shape();
        return tree;
    }

    static NameTree ofNames(Map<String, Integer> names) {
        Map<String, Integer> counts = new HashMap<>();
        names.forEach((name, times) ->
                TokenLabels.beginnings(name).forEach(beginning -> counts.merge(beginning, times, Integer::sum)));
        NameTree tree = new NameTree();
        names.forEach((name, times) -> tree.add(TokenLabels.beginnings(name), counts, name, times));
        tree.root.shape();
        return tree;
    }

    private void add(List<String> path, Map<String, Integer> counts, String end, int times) {
        Node node = root;
        int i = 0;
        while (i < path.size()) {
            int count = counts.get(path.get(i));
            node = node.children.computeIfAbsent(path.get(i), beginning -> new Node());
            node.count = count;
            node.beginnings = 0;
            while (i < path.size() && counts.get(path.get(i)) == count) {
                node.beginnings++;
                i++;
            }
        }
        node.ends.merge(end, times, Integer::sum);
    }

    /** Guesses by logical id: the largest node is taken for the largest of those known, then so on within each. */
    Map<String, String> guess(NameTree known, Random ties) {
        Map<String, String> guesses = new HashMap<>();
        lay(root, known.root, guesses, ties);
        return guesses;
    }

    private static void lay(Node tokens, Node names, Map<String, String> guesses, Random ties) {
        names.ends.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(name -> tokens.ends.keySet().forEach(id -> guesses.put(id, name.getKey())));
        List<Node> some = shuffled(tokens.children.values(), ties);
        List<Node> others = shuffled(names.children.values(), ties);
        for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
            lay(some.get(i), others.get(i), guesses, ties);
        }
    }

    private static List<Node> shuffled(Iterable<Node> nodes, Random ties) {
        List<Node> all = new ArrayList<>();
        nodes.forEach(all::add);
        Collections.shuffle(all, ties);
        all.sort(LARGEST_FIRST);
        return all;
    }
}
