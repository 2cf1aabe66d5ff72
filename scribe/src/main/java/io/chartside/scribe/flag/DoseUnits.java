package io.chartside.scribe.flag;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same drug with the same figure in another unit of mass: 75 micrograms in one place and 75 milligrams in another. */
final class DoseUnits {
    private static final Pattern DOSE =
            Pattern.compile("(\\d+(?:[.,]\\d+)?) ?(mg|mcg|µg|ug|g|milligrams?|micrograms?|grams?|units?)(?=\\W|$)");
    /** Words that may stand between a drug and its dose. */
    private static final int NEAR = 40;

    private final Pattern drug;

    DoseUnits(LexiconText text) {
        List<String> names =
                new ArrayList<>(RuleText.lists(text, "medication/drugs.txt").get("drugs"));
        names.sort((a, b) -> b.length() - a.length());
        drug = Pattern.compile("\\b(" + String.join("|", names) + ")\\b");
    }

    private record Dose(String unit, Evidence evidence) {}

    List<Flag> of(Conversation conversation, ChartContext chart) {
        Map<String, List<Dose>> doses = new LinkedHashMap<>();
        for (ChartContext.Entry entry : chart.medications()) {
            read(entry.text().toLowerCase(Locale.ROOT), new Evidence.Charted(entry.reference()), doses);
        }
        for (Clause clause : conversation.clauses()) {
            read(clause.text(), clause.said(), doses);
        }
        List<Flag> flags = new ArrayList<>();
        Set<String> told = new HashSet<>();
        doses.forEach((key, said) -> {
            Dose first = said.get(0);
            said.stream()
                    .filter(dose -> !dose.unit().equals(first.unit()) && told.add(key))
                    .forEach(other -> flags.add(new Flag(
                            Flag.Kind.CONTRADICTION,
                            key + " is given in " + first.unit() + " and in " + other.unit() + ".",
                            List.of(first.evidence(), other.evidence()))));
        });
        return flags;
    }

    /** Doses that follow a drug's name, up to the next drug, by drug and figure. */
    private void read(String text, Evidence evidence, Map<String, List<Dose>> doses) {
        List<int[]> drugs = new ArrayList<>();
        for (Matcher m = drug.matcher(text); m.find(); ) {
            drugs.add(new int[] {m.start(), m.end()});
        }
        for (int i = 0; i < drugs.size(); i++) {
            int from = drugs.get(i)[1];
            int to = i + 1 < drugs.size() ? drugs.get(i + 1)[0] : text.length();
            String after = text.substring(from, Math.min(to, from + NEAR));
            Matcher dose = DOSE.matcher(after);
            if (dose.find()) {
                String key = text.substring(drugs.get(i)[0], from) + " "
                        + dose.group(1).replace(",", "");
                doses.computeIfAbsent(key, k -> new ArrayList<>()).add(new Dose(unit(dose.group(2)), evidence));
            }
        }
    }

    private static String unit(String said) {
        return switch (said) {
            case "mg", "milligram", "milligrams" -> "milligrams";
            case "mcg", "µg", "ug", "microgram", "micrograms" -> "micrograms";
            case "g", "gram", "grams" -> "grams";
            default -> "units";
        };
    }
}
