package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.LexiconException;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Combination rules of {@code coding/rules.tsv}: when the concepts of a row are established together, another concept
 * says it and some of them fall away. {@code !x} asks that x is not there, {@code @x} that a drug for x is, {@code ^I50} any concept of that code family. The rows carry the guideline's section and the reason that is shown.
 */
final class Rules {
    static final String FAMILY = "^";
    private static final int NEAR_TOKENS = 22;
    private final List<Rule> rules = new ArrayList<>();

    private Rules() {}

    static Rules load(LexiconText text, Lexicon lexicon) {
        Rules rules = new Rules();
        for (List<String> row : TextTable.read(text, "coding/rules.tsv", 6)) {
            Rule rule = new Rule(
                    List.of(row.get(0).split(",")),
                    row.get(1).equals("near"),
                    row.get(2),
                    row.get(3).isEmpty() ? List.of() : List.of(row.get(3).split(",")),
                    row.get(4),
                    row.get(5));
            Stream.concat(
                            rule.when().stream()
                                    .flatMap(w ->
                                            Stream.of(w.replaceAll("[!@]", "").split("/"))),
                            Stream.concat(rule.drops().stream(), Stream.of(rule.then())))
                    .filter(id -> !id.isEmpty()
                            && !id.startsWith(FAMILY)
                            && lexicon.concept(id).isEmpty())
                    .findFirst()
                    .ifPresent(id -> {
                        throw new LexiconException("coding/rules.tsv names the unknown concept " + id);
                    });
            rules.rules.add(rule);
        }
        return rules;
    }

    /** Applies the rules in their order; what a rule adds, later rules see. */
    void apply(Map<String, Finding> findings, Lexicon lexicon, Set<String> treated) {
        for (Rule rule : rules) {
            boolean drugs =
                    rule.when().stream().filter(w -> w.startsWith("@")).allMatch(w -> treated.contains(w.substring(1)));
            if (!drugs) {
                continue;
            }
            Set<Finding> parts = rule.near() ? near(rule, findings) : established(rule, findings);
            if (parts.isEmpty()) {
                continue;
            }
            if (!rule.then().isEmpty()) {
                Concept concept = lexicon.concept(rule.then()).orElseThrow();
                Finding result = findings.computeIfAbsent(rule.then(), id -> new Finding(concept));
                for (Finding part : parts) {
                    if (part != result) {
                        part.support().stream()
                                .filter(m -> !result.mentions().contains(m))
                                .forEach(result::add);
                    }
                }
                result.stand(Finding.Standing.ACTIVE);
                result.because(rule.section(), rule.reason());
            }
            for (String drop : rule.drops()) {
                Finding covered = findings.get(drop);
                if (covered != null && covered.isActive()) {
                    covered.stand(Finding.Standing.COVERED);
                    covered.because(rule.section(), rule.reason());
                }
            }
        }
    }

    private static Set<Finding> established(Rule rule, Map<String, Finding> findings) {
        Set<Finding> parts = new LinkedHashSet<>();
        for (String term : rule.when()) {
            if (term.startsWith("@")) {
                continue;
            }
            Finding found = any(term.replace("!", ""), findings);
            if (term.startsWith("!")) {
                if (found != null) {
                    return Set.of();
                }
            } else if (found == null) {
                return Set.of();
            } else {
                parts.add(found);
            }
        }
        return parts;
    }

    private static Finding any(String alternatives, Map<String, Finding> findings) {
        for (String id : alternatives.split("/")) {
            Finding f = id.startsWith(FAMILY) ? ofFamily(id.substring(1), findings) : findings.get(id);
            if (f != null && f.isActive()) {
                return f;
            }
        }
        return null;
    }

    /** The first established finding whose code begins so. */
    static Finding ofFamily(String code, Map<String, Finding> findings) {
        return findings.values().stream()
                .filter(f -> f.isActive() && f.concept().code().startsWith(code))
                .findFirst()
                .orElse(null);
    }

    private static Set<Finding> near(Rule rule, Map<String, Finding> findings) {
        Set<Finding> parts = established(rule, findings);
        if (parts.size() < 2) {
            return Set.of();
        }
        List<Finding> list = List.copyOf(parts);
        for (AssertedMention anchor : list.get(0).mentions()) {
            if (anchor.assertion() != Assertion.AFFIRMED) {
                continue;
            }
            if (list.stream()
                    .skip(1)
                    .allMatch(f -> f.mentions().stream()
                            .anyMatch(m ->
                                    m.assertion() == Assertion.AFFIRMED && close(anchor.mention(), m.mention())))) {
                return parts;
            }
        }
        return Set.of();
    }

    private static boolean close(Mention a, Mention b) {
        return a.turn() == b.turn() && Math.abs(a.first() - b.first()) <= NEAR_TOKENS;
    }

    private record Rule(
            List<String> when, boolean near, String then, List<String> drops, String section, String reason) {}
}
