package io.chartside.mappings.evaluation;

import io.chartside.mappings.evaluation.MarkedConversations.Marked;
import io.chartside.scribe.identifier.Identifier;
import io.chartside.scribe.identifier.IdentifierKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well identifiers are found. One is found when none of its letters and digits is left, whatever kind it was taken for;
 * what was taken out is right when it overlaps one.
 */
public final class RedactionScores {
    private final Map<IdentifierKind, int[]> byKind = new EnumMap<>(IdentifierKind.class);
    private final List<String> missed = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int taken;
    private int right;

    /** @param found of each turn of the conversation */
    public void add(Marked marked, List<List<Identifier>> found) {
        for (int turn = 0; turn < found.size(); turn++) {
            String text = marked.transcript().turns().get(turn).text();
            List<Identifier> expected = marked.identifiers().get(turn);
            for (Identifier identifier : expected) {
                int[] counts = byKind.computeIfAbsent(identifier.kind(), kind -> new int[2]);
                counts[1]++;
                if (isCovered(text, identifier, found.get(turn))) {
                    counts[0]++;
                } else {
                    missed.add(identifier.kind() + " " + text.substring(identifier.start(), identifier.end()));
                }
            }
            for (Identifier identifier : found.get(turn)) {
                taken++;
                if (expected.stream()
                        .anyMatch(one -> one.start() < identifier.end() && identifier.start() < one.end())) {
                    right++;
                } else {
                    wrong.add(identifier.kind() + " " + text.substring(identifier.start(), identifier.end()));
                }
            }
        }
    }

    private static boolean isCovered(String text, Identifier identifier, List<Identifier> found) {
        for (int i = identifier.start(); i < identifier.end(); i++) {
            int at = i;
            if (Character.isLetterOrDigit(text.charAt(i))
                    && found.stream().noneMatch(one -> one.start() <= at && at < one.end())) {
                return false;
            }
        }
        return true;
    }

    public double recall() {
        int found = byKind.values().stream().mapToInt(counts -> counts[0]).sum();
        int all = byKind.values().stream().mapToInt(counts -> counts[1]).sum();
        return all == 0 ? 1 : (double) found / all;
    }

    public double precision() {
        return taken == 0 ? 1 : (double) right / taken;
    }

    /** What was not found, with its kind. */
    public List<String> missed() {
        return List.copyOf(missed);
    }

    /** What was taken out and is no identifier, with the kind it was taken for. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Recall by kind, then all, one line each. */
    public String report() {
        StringBuilder report = new StringBuilder();
        byKind.forEach((kind, counts) ->
                report.append(String.format(Locale.ROOT, "%-8s recall %4d / %4d%n", kind, counts[0], counts[1])));
        return report.append(String.format(
                        Locale.ROOT,
                        "all      recall %.3f  precision %.3f  (%d taken out)%n",
                        recall(),
                        precision(),
                        taken))
                .toString();
    }
}
