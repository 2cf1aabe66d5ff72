package io.chartside.mappings.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Scores of suggested codes against an annotation: how many of the required diagnoses stand among the first five, how
 * many of the first five are right, whether the first-listed is, and in how many visits a code stands that the
 * guideline forbids. A second code for a diagnosis already found counts as wrong.
 */
public final class CodeScores {
    private static final int FIRST = 5;

    private int visits;
    private int required;
    private int found;
    private int shown;
    private int right;
    private int primary;
    private int forbidden;
    private int levels;
    private int levelsRight;
    private final Map<String, int[]> byLevel = new HashMap<>();

    /**
     * One diagnosis of the annotation.
     *
     * @param codes those that are right for it; {@code *} stands for any ending
     */
    public record Item(List<String> codes, boolean required) {
        boolean matches(String code) {
            return codes.stream().anyMatch(accepted -> fits(accepted, code));
        }
    }

    /**
     * One annotated visit.
     *
     * @param forbidden codes that break the guideline here
     * @param level level of medical decision making; empty when it is not annotated
     */
    public record Gold(String id, List<Item> items, List<String> forbidden, String level) {}

    /**
     * Reads an annotation: {@code encounters[]} of {@code id}, {@code items[]} ({@code code}, {@code accept},
     * {@code required}), {@code not[]} and {@code em.mdm}.
     *
     * @throws IllegalArgumentException when it is not JSON
     */
    public static List<Gold> annotation(String json) {
        List<Gold> visits = new ArrayList<>();
        for (JsonNode visit : tree(json).path("encounters")) {
            List<Item> items = new ArrayList<>();
            for (JsonNode item : visit.path("items")) {
                List<String> codes = texts(item.path("accept"));
                codes.add(0, item.path("code").asText());
                items.add(new Item(List.copyOf(codes), item.path("required").asBoolean()));
            }
            String level = visit.path("em").path("mdm").asText("");
            visits.add(new Gold(visit.path("id").asText(), items, texts(visit.path("not")), level));
        }
        return visits;
    }

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("the annotation is not JSON", e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** @param codes best first */
    public void add(Gold gold, List<String> codes, String level) {
        visits++;
        List<String> top = codes.subList(0, Math.min(FIRST, codes.size()));
        List<Integer> claimed = claim(gold.items(), top);
        shown += top.size();
        right += (int) claimed.stream().filter(item -> item >= 0).count();
        Integer firstRequired = null;
        for (int i = 0; i < gold.items().size(); i++) {
            if (gold.items().get(i).required()) {
                required++;
                found += claimed.contains(i) ? 1 : 0;
                firstRequired = firstRequired == null ? Integer.valueOf(i) : firstRequired;
            }
        }
        if (firstRequired != null && !claimed.isEmpty() && claimed.get(0).equals(firstRequired)) {
            primary++;
        }
        if (top.stream().anyMatch(code -> gold.forbidden().stream().anyMatch(bad -> fits(bad, code)))) {
            forbidden++;
        }
        if (!gold.level().isEmpty()) {
            levels++;
            boolean same = gold.level().equals(level);
            levelsRight += same ? 1 : 0;
            int[] counts = byLevel.computeIfAbsent(gold.level(), ignored -> new int[2]);
            counts[0] += same ? 1 : 0;
            counts[1]++;
        }
    }

    private static List<Integer> claim(List<Item> items, List<String> codes) {
        Set<Integer> taken = new HashSet<>();
        List<Integer> claimed = new ArrayList<>();
        for (String code : codes) {
            int got = free(items, taken, code, true);
            got = got >= 0 ? got : free(items, taken, code, false);
            if (got >= 0) {
                taken.add(got);
            }
            claimed.add(got);
        }
        return claimed;
    }

    private static int free(List<Item> items, Set<Integer> taken, String code, boolean required) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).required() == required
                    && !taken.contains(i)
                    && items.get(i).matches(code)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean fits(String accepted, String code) {
        String pattern = plain(accepted);
        String plain = plain(code);
        return pattern.endsWith("*")
                ? plain.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(plain);
    }

    private static String plain(String code) {
        return code.strip().toUpperCase(Locale.ROOT).replace(".", "");
    }

    double recall() {
        return (double) found / Math.max(1, required);
    }

    double precision() {
        return (double) right / Math.max(1, shown);
    }

    public String report() {
        double balanced = byLevel.values().stream()
                .mapToDouble(counts -> (double) counts[0] / counts[1])
                .average()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "visits %d%nrecall@5 %.3f  precision@5 %.3f  primary@1 %.3f  forbidden@5 %.3f%n"
                        + "level of decision making: exact %.3f, balanced %.3f of %d visits%n",
                visits,
                recall(),
                precision(),
                (double) primary / Math.max(1, visits),
                (double) forbidden / Math.max(1, visits),
                (double) levelsRight / Math.max(1, levels),
                balanced,
                levels);
    }
}
