package io.chartside.scribe.template;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.template.StyleRule.Wording;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a writer's changes of a drafted note say of their style. A change of words counts only when the sentence is the
 * drafted one but for words that say the same ({@code template/wordings.tsv}), so that no fact of a patient is ever learned.
 */
public final class StyleEdits {
    /** What the page writes into a section that was emptied. */
    private static final String NOTHING = "None recorded.";

    private final List<Change> changes = new ArrayList<>();

    /** @param usual what the engine writes where nobody prefers another */
    private record Change(String usual, Wording made) {
        boolean ofUsual() {
            return made.usual().equals(usual);
        }

        boolean toUsual() {
            return made.preferred().equals(usual);
        }
    }

    public StyleEdits(LexiconText text) {
        for (String line : RuleText.lines(text, "template/wordings.tsv")) {
            String[] same = line.split("\\|");
            for (String from : same) {
                for (String to : same) {
                    if (!from.equals(to)) {
                        changes.add(new Change(same[0], new Wording(from, to)));
                    }
                }
            }
        }
        changes.sort(Comparator.comparingInt(change -> -change.made().usual().length() * 100
                - change.made().preferred().length()));
    }

    /**
     * A section as it was drafted or signed.
     *
     * @param statements their texts by their ids; an id stays while the statement does
     */
    public record Written(SectionKind kind, String heading, Map<String, String> statements) {
        public Written {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(heading);
            statements = Collections.unmodifiableMap(new LinkedHashMap<>(statements));
        }

        boolean emptied() {
            return statements.values().stream().allMatch(text -> text.isBlank() || text.equals(NOTHING));
        }
    }

    /**
     * What one note told, each thing once.
     *
     * @param undone rules that the writer took back
     */
    public record Told(Set<StyleRule> rules, Set<StyleRule> undone) {
        public Told {
            rules = Collections.unmodifiableSet(new LinkedHashSet<>(rules));
            undone = Collections.unmodifiableSet(new LinkedHashSet<>(undone));
        }
    }

    /** Whether the list has it: what a stored preference must meet. */
    public boolean knows(Wording wording) {
        return changes.stream()
                .anyMatch(change -> change.ofUsual() && change.made().equals(wording));
    }

    public Told of(List<Written> drafted, List<Written> signed) {
        Set<StyleRule> told = new LinkedHashSet<>();
        Set<StyleRule> undone = new LinkedHashSet<>();
        for (Written before : drafted) {
            Optional<Written> after =
                    signed.stream().filter(s -> s.kind() == before.kind()).findFirst();
            boolean out = after.isEmpty() || after.get().emptied() && !before.emptied();
            if (out && StyleRule.Omission.omissible(before.kind())) {
                told.add(new StyleRule.Omission(before.kind()));
            }
            if (!out) {
                heading(before, after.get()).ifPresent(told::add);
                wordings(before.statements(), after.get().statements(), told, undone);
            }
        }
        for (Written after : signed) {
            boolean drafts = drafted.stream().anyMatch(before -> before.kind() == after.kind());
            if (!drafts && !after.emptied() && StyleRule.Omission.omissible(after.kind())) {
                undone.add(new StyleRule.Omission(after.kind()));
            }
        }
        return new Told(told, undone);
    }

    private static Optional<StyleRule> heading(Written before, Written after) {
        try {
            return before.heading().equals(after.heading())
                    ? Optional.empty()
                    : Optional.of(new StyleRule.Heading(before.kind(), after.heading()));
        } catch (IllegalArgumentException unfit) {
            return Optional.empty(); // No heading that a template could have.
        }
    }

    /** A statement whose id is gone was rewritten in the section's text: any new one may be what became of it. */
    private void wordings(
            Map<String, String> drafted, Map<String, String> signed, Set<StyleRule> told, Set<StyleRule> undone) {
        drafted.forEach((id, text) -> {
            if (signed.containsKey(id)) {
                wordings(text, signed.get(id), told, undone);
                return;
            }
            signed.forEach((other, written) -> {
                if (!drafted.containsKey(other)) {
                    wordings(text, written, told, undone);
                }
            });
        });
    }

    private void wordings(String drafted, String signed, Set<StyleRule> told, Set<StyleRule> undone) {
        List<Change> made = new ArrayList<>();
        String text = drafted;
        for (Change change : changes) {
            if (text.equals(signed)) {
                break;
            }
            Wording wording = change.made();
            boolean replaced =
                    WriterStyle.words(wording.preferred()).matcher(signed).find();
            String next = replaced ? WriterStyle.applied(wording, text) : text;
            if (!next.equals(text)) {
                made.add(change);
                text = next;
            }
        }
        if (!text.equals(signed)) {
            return;
        }
        for (Change change : made) {
            if (!change.ofUsual()) {
                undone.add(new Wording(change.usual(), change.made().usual()));
            }
            if (!change.toUsual()) {
                told.add(new Wording(change.usual(), change.made().preferred()));
            }
        }
    }
}
