package io.chartside.scribe.discourse;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The words that begin a part of the visit, by kind: those of {@link Phase}s, and the others of {@code discourse/phases.tsv}. */
public final class Openings {
    private static final String LEAD = "LEAD";
    private final Map<String, List<Pattern>> cues = new HashMap<>();

    public Openings(LexiconText text) {
        String lead = "";
        for (String[] row : RuleText.rows(text, "discourse/phases.tsv")) {
            if (row[0].equals(LEAD)) {
                lead = row[1];
                continue;
            }
            cues.computeIfAbsent(row[0], k -> new ArrayList<>())
                    .add(Pattern.compile(row[1].replace("<lead>", lead).replace("~", "\\b")));
        }
    }

    /** Whether the words are of a kind; of a kind that the file lacks nothing is. */
    public boolean are(String kind, String text) {
        return cues.getOrDefault(kind, List.of()).stream()
                .anyMatch(cue -> cue.matcher(text).find());
    }

    boolean open(Phase phase, String text) {
        return are(phase.name(), text);
    }
}
