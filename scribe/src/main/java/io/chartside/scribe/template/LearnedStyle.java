package io.chartside.scribe.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What was seen of a writer's style so far. A rule counts once the same change was made in two notes. */
public record LearnedStyle(List<Seen> seen) {
    public static final LearnedStyle NONE = new LearnedStyle(List.of());
    private static final int ENOUGH = 2;
    private static final int MOST = 60;

    /** @param notes in how many notes it was seen, from 1 */
    public record Seen(StyleRule rule, int notes) {
        public Seen {
            Objects.requireNonNull(rule);
            if (notes < 1) {
                throw new IllegalArgumentException("a rule was seen in a note at least");
            }
        }

        public boolean counts() {
            return notes >= ENOUGH;
        }
    }

    public LearnedStyle {
        seen = List.copyOf(seen);
    }

    /** The rules that count. */
    public WriterStyle style() {
        return new WriterStyle(
                seen.stream().filter(Seen::counts).map(Seen::rule).toList());
    }

    /** With what one more note told: a change that decides the same thing otherwise, or takes a rule back, ends the rule. */
    public LearnedStyle after(StyleEdits.Told told) {
        List<Seen> next = new ArrayList<>();
        for (Seen one : seen) {
            boolean again = told.rules().contains(one.rule());
            boolean ended = told.undone().contains(one.rule())
                    || told.rules().stream().anyMatch(rule -> rule.rivals(one.rule()));
            if (again || !ended) {
                next.add(again ? new Seen(one.rule(), one.notes() + 1) : one);
            }
        }
        for (StyleRule rule : told.rules()) {
            if (seen.stream().noneMatch(one -> one.rule().equals(rule)) && next.size() < MOST) {
                next.add(new Seen(rule, 1));
            }
        }
        return new LearnedStyle(next);
    }
}
