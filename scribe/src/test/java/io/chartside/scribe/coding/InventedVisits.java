package io.chartside.scribe.coding;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.NoteType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Short visits invented over the specialties with the codes that a coder would report, written before the engine was
 * measured on them. The format is told at the head of {@code visits/primary-care.txt}.
 */
final class InventedVisits {
    private static final List<String> FILES = List.of(
            "primary-care",
            "bones-and-sports",
            "heart-lung-gut",
            "kidney-women-children",
            "skin-senses-mind",
            "nerves-joints-blood");
    private static final int SHOWN = 5;

    private InventedVisits() {}

    static List<Visit> read() {
        List<Visit> out = new ArrayList<>();
        for (String file : FILES) {
            String[] blocks = text(file).split("(?m)^== ");
            for (int i = 1; i < blocks.length; i++) {
                out.add(visit(blocks[i], i % 3 == 0));
            }
        }
        return out;
    }

    /** The visits over all levels of decision making, with the level of each column. */
    static List<Visit> readLevels(Part part) {
        return Arrays.stream(
                        text("levels-" + part.name().toLowerCase(Locale.ROOT)).split("(?m)^== "))
                .skip(1)
                .map(block -> visit(block, part != Part.DEVELOPED))
                .toList();
    }

    /** Whole visits, long and with chronic problems beside the new one. */
    static List<Visit> readWhole() {
        return Arrays.stream(text("whole-unseen").split("(?m)^== "))
                .skip(1)
                .map(block -> visit(block, true))
                .toList();
    }

    /** What the visits over all levels were used for. */
    enum Part {
        DEVELOPED,
        MEASURED,
        UNSEEN
    }

    private static Visit visit(String block, boolean heldOut) {
        String[] parts = block.split("\n", 3);
        List<Item> items = new ArrayList<>();
        List<String> forbidden = new ArrayList<>();
        List<String> levels = List.of();
        Map<String, List<String>> columns = new TreeMap<>();
        for (String term : parts[1].strip().split(" ")) {
            if (term.startsWith("em:")) {
                levels = List.of(term.substring(3).split("/"));
            } else if (term.matches("(problems|data|risk):.+")) {
                columns.put(
                        term.substring(0, term.indexOf(':')),
                        List.of(term.substring(term.indexOf(':') + 1).split("/")));
            } else if (term.startsWith("!")) {
                forbidden.add(term.substring(1));
            } else {
                boolean required = !term.startsWith("?");
                items.add(new Item(List.of(term.substring(required ? 0 : 1).split("/")), required));
            }
        }
        return new Visit(parts[0].strip(), heldOut, items, forbidden, levels, columns, parts[2]);
    }

    private static String text(String file) {
        String name = "/io/chartside/scribe/coding/visits/" + file + ".txt";
        try (InputStream in = InventedVisits.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A code that is right, with its equals; {@code *} stands for any rest. */
    record Item(List<String> codes, boolean required) {
        boolean matches(String code) {
            return codes.stream().anyMatch(c -> InventedVisits.matches(c, code));
        }
    }

    /**
     * @param levels of medical decision making, the best first
     * @param columns the same of problems, data and risk, where the visit tells them
     */
    record Visit(
            String name,
            boolean heldOut,
            List<Item> items,
            List<String> forbidden,
            List<String> levels,
            Map<String, List<String>> columns,
            String text) {}

    static boolean matches(String pattern, String code) {
        return Arrays.stream(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .map(code::matches)
                .orElse(false);
    }

    /**
     * Shares: required items found, suggestions that are right, first listed, visits with a forbidden code, levels and
     * columns that are among the accepted ones.
     */
    record Score(double recall, double precision, double first, double forbidden, double level, double columns) {}

    static Score score(Coder coder, List<Visit> visits) {
        int required = 0;
        int found = 0;
        int shown = 0;
        int right = 0;
        int first = 0;
        int forbidden = 0;
        int levels = 0;
        int columns = 0;
        int columnsRight = 0;
        for (Visit visit : visits) {
            Coded coded = coder.code(Shipped.visit(visit.text(), NoteType.SOAP));
            List<String> codes = coded.suggestions().stream()
                    .map(CodeSuggestion::code)
                    .limit(SHOWN)
                    .toList();
            Set<Item> claimed = new HashSet<>();
            for (String code : codes) {
                visit.items().stream()
                        .filter(i -> !claimed.contains(i) && i.matches(code))
                        .findFirst()
                        .ifPresent(claimed::add);
            }
            shown += codes.size();
            right += claimed.size();
            required += (int) visit.items().stream().filter(Item::required).count();
            found += (int) claimed.stream().filter(Item::required).count();
            first += !codes.isEmpty() && visit.items().get(0).matches(codes.get(0)) ? 1 : 0;
            forbidden += codes.stream().anyMatch(c -> visit.forbidden().stream().anyMatch(f -> matches(f, c))) ? 1 : 0;
            EvaluationAndManagement em = coded.evaluationAndManagement();
            String level = name(em.level());
            levels += visit.levels().isEmpty() || visit.levels().contains(level) ? 1 : 0;
            columns += visit.columns().size();
            columnsRight += reaches(visit, "problems", em.problems());
            columnsRight += reaches(visit, "data", em.data());
            columnsRight += reaches(visit, "risk", em.risk());
        }
        double n = visits.size();
        return new Score(
                found / (double) required,
                right / (double) shown,
                first / n,
                forbidden / n,
                levels / n,
                columnsRight / (double) Math.max(1, columns));
    }

    private static int reaches(Visit visit, String name, EvaluationAndManagement.Column column) {
        return visit.columns().getOrDefault(name, List.of()).contains(name(column.level())) ? 1 : 0;
    }

    private static String name(EvaluationAndManagement.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
