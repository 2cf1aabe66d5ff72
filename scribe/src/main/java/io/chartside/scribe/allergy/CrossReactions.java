package io.chartside.scribe.allergy;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.medication.DrugNames;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which allergies speak against a drug: those to itself by any of its names, to its class, and to what it cross-reacts with. */
public final class CrossReactions {
    private final DrugNames drugs;
    private final List<Group> groups = new ArrayList<>();
    private final Pattern named;

    /** @param crossing whether an allergy to one of the drugs, and not only to the class by its name, is held against all */
    private record Group(Set<String> words, Set<String> drugs, boolean crossing) {}

    public CrossReactions(LexiconText text) {
        drugs = new DrugNames(text);
        Set<String> names =
                new LinkedHashSet<>(RuleText.lists(text, "medication/drugs.txt").get("drugs"));
        for (String[] row : RuleText.rows(text, "allergy/classes.tsv")) {
            Group group =
                    new Group(Set.of(row[1].split("\\|")), Set.of(row[2].split("\\|")), row[0].equals("crossing"));
            groups.add(group);
            names.addAll(group.words());
            names.addAll(group.drugs());
        }
        named = DrugNames.anyOf(names);
    }

    /** Whether an allergy, as the chart or a person words it, speaks against a drug. */
    public boolean speakAgainst(String drug, String allergy) {
        return against(drug).stream().anyMatch(name -> DrugNames.holds(allergy, name));
    }

    /** Finds the names of drugs and of their classes in a text in lower case. */
    Pattern named() {
        return named;
    }

    private Set<String> against(String drug) {
        Set<String> own = drugs.same(drug.toLowerCase(Locale.ROOT));
        Set<String> names = new LinkedHashSet<>(own);
        for (Group group : groups) {
            if (own.stream().anyMatch(group.drugs()::contains)) {
                names.addAll(group.words());
                if (group.crossing()) {
                    group.drugs().forEach(other -> names.addAll(drugs.same(other)));
                }
            }
        }
        return names;
    }
}
