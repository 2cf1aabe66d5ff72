package io.chartside.scribe.history;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.rules.RuleText;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells the sentences of the history that a history and physical keeps in sections of their own. */
public final class Background {
    private final Map<SectionKind, Pattern> cues = new EnumMap<>(SectionKind.class);
    private final Pattern drug;

    public Background(LexiconText text) {
        for (String[] row : RuleText.rows(text, "history/background.tsv")) {
            cues.put(SectionKind.valueOf(row[0]), Pattern.compile(row[1].replace("~", "\\b")));
        }
        String drugs =
                String.join("|", RuleText.lists(text, "medication/drugs.txt").get("drugs"));
        drug = Pattern.compile("\\b(?i:" + drugs + ")\\b");
        cues.put(
                SectionKind.MEDICATIONS,
                Pattern.compile(
                        "\\b(?:tak(?:e|es|ing)|using|uses?|prescribed|been on|is on|still on|medications?)\\b.*\\b(?:"
                                + drugs + "|medications?|pills?|vitamins?)\\b"));
    }

    /** The section a sentence belongs to, or empty when it is part of the present illness. */
    public Optional<SectionKind> of(History.Line line) {
        return of(line.said());
    }

    Optional<SectionKind> of(String text) {
        for (SectionKind kind : new SectionKind[] {
            SectionKind.ALLERGIES,
            SectionKind.FAMILY_HISTORY,
            SectionKind.SOCIAL_HISTORY,
            SectionKind.MEDICATIONS,
            SectionKind.PAST_HISTORY
        }) {
            if (cues.get(kind).matcher(text).find()) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    public boolean namesDrug(String text) {
        return drug.matcher(text).find();
    }
}
