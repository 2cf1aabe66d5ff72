package io.chartside.scribe.plan;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.wording.Writing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Problems that a dictation lists before anything is said of them: "diagnoses: diabetes, hypertension, gout. Plan: …". Each has
 * a heading of its own; what is planned then stands under the one that it treats, by {@code plan/treats.tsv}.
 */
final class ListedProblems {
    /** Opens a problem among those of the plan. */
    @FunctionalInterface
    interface Opening {
        void open(List<String> names, List<List<Problem.Item>> items, String name);
    }

    private final Map<Pattern, Pattern> treats;
    private final Writing writing;
    private int first = -1;
    private boolean more;

    ListedProblems(Map<Pattern, Pattern> treats, Writing writing) {
        this.treats = treats;
        this.writing = writing;
    }

    /** A heading; a listed problem says at least its name. */
    void heading(String name, Clause clause, List<String> names, List<List<Problem.Item>> items, Opening opening) {
        if (more) {
            end();
        }
        int before = names.size();
        boolean empty = before > 0 && items.get(before - 1).isEmpty();
        if (empty) {
            own(names.get(before - 1), clause, items.get(before - 1));
        }
        opening.open(names, items, name);
        if (first < 0) {
            first = names.size() - 1;
        }
        if (names.size() - first > 1) {
            own(name, clause, items.get(items.size() - 1));
        }
    }

    private void own(String name, Clause clause, List<Problem.Item> items) {
        if (items.isEmpty()) {
            String sentence = writing.sentence(writing.written(name));
            items.add(new Problem.Item(
                    PlanKind.REASONING, new Statement(sentence, List.of((Evidence) clause.said())), 0));
        }
    }

    /** The items of the listed problem that this one is about; those of the last problem where nothing tells. */
    List<Problem.Item> of(Problem.Item item, List<String> names, List<List<Problem.Item>> items) {
        more = true;
        int last = items.size() - 1;
        if (first < 0 || last - first < 1) {
            return items.get(last);
        }
        String said = item.statement().text().toLowerCase(Locale.ROOT);
        for (int i = first; i <= last; i++) {
            String name = names.get(i).toLowerCase(Locale.ROOT);
            boolean treated = treats.entrySet().stream()
                    .anyMatch(e -> e.getKey().matcher(name).find()
                            && e.getValue().matcher(said).find());
            if (treated) {
                return items.get(i);
            }
        }
        return items.get(last);
    }

    /** What follows is of problems that are not listed. */
    void end() {
        first = -1;
        more = false;
    }
}
