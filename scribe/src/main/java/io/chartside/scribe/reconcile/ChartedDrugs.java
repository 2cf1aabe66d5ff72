package io.chartside.scribe.reconcile;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.chart.ChartContext.Entry;
import io.chartside.scribe.medication.DrugNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the drugs that people name among those of the chart, by generic and by brand name. */
final class ChartedDrugs {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{3,}");
    private final DrugNames drugs;

    ChartedDrugs(LexiconText text) {
        drugs = new DrugNames(text);
    }

    /** The chart's entries of the drug; several when the chart has it in several forms. */
    List<Entry> of(String name, ChartContext chart) {
        Set<String> names = drugs.same(name);
        return chart.medications().stream()
                .filter(entry -> names.stream().anyMatch(each -> DrugNames.holds(entry.text(), each)))
                .toList();
    }

    boolean isSame(String one, String other) {
        return drugs.same(one).contains(other.toLowerCase(Locale.ROOT));
    }

    /** The names that the chart's drugs may be spoken of by, in lower case. */
    Set<String> spoken(ChartContext chart) {
        Set<String> names = new LinkedHashSet<>();
        for (Entry entry : chart.medications()) {
            Matcher first = WORD.matcher(entry.text().toLowerCase(Locale.ROOT));
            if (first.lookingAt()) {
                names.addAll(drugs.same(first.group()));
            }
        }
        return names;
    }

    /** The names of a chart's drugs with the entries that each may mean; made once for a visit. */
    Names names(ChartContext chart) {
        Map<String, List<Entry>> entries = new LinkedHashMap<>();
        spoken(chart).forEach(name -> entries.put(name, of(name, chart)));
        return new Names(entries);
    }

    /** Drugs of one chart, by the names that people say. */
    record Names(Map<String, List<Entry>> entries) {

        /** The entries that a text names, each once. */
        List<Entry> in(String text) {
            Set<Entry> named = new LinkedHashSet<>();
            entries.forEach((name, those) -> {
                if (DrugNames.holds(text, name)) {
                    named.addAll(those);
                }
            });
            return new ArrayList<>(named);
        }
    }

    /** Finds the drugs that the engine knows, and those of the chart. */
    Pattern named(ChartContext chart) {
        Set<String> charted = spoken(chart);
        return charted.isEmpty()
                ? drugs.known()
                : Pattern.compile(
                        drugs.known().pattern() + "|" + DrugNames.anyOf(charted).pattern());
    }

    /** Whether a text names a drug that the chart does not have. */
    boolean namesAnother(String text, ChartContext chart) {
        Matcher name = drugs.known().matcher(text.toLowerCase(Locale.ROOT));
        while (name.find()) {
            if (of(name.group(), chart).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
