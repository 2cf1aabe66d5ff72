package io.chartside.mappings.claim;

import io.chartside.mappings.claim.ClaimCase.Line;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Modifiers: 25, 59 and its subsets, sides, and lines that are there twice. */
final class ModifierEdits {
    private static final Set<String> SUBSETS = Set.of("XE", "XP", "XS", "XU");
    private static final Set<String> SIDES = Set.of("LT", "RT", "50");
    private static final Set<String> REPEATS = Set.of("76", "77", "91", "59", "XE", "XP", "XS", "XU", "LT", "RT");
    private final ClaimCase of;
    private final Findings findings;

    ModifierEdits(ClaimCase of, Findings findings) {
        this.of = of;
        this.findings = findings;
    }

    void check() {
        for (Line line : of.lines()) {
            form(line);
            visit(line);
            distinct(line);
            side(line);
        }
        duplicates();
    }

    private void form(Line line) {
        for (int i = 0; i < line.modifiers().size(); i++) {
            if (!line.modifiers().get(i).matches("[A-Z0-9]{2}")) {
                findings.add("modifier-form", line.path() + ".modifier[" + i + "]");
            }
        }
        if (new HashSet<>(line.modifiers()).size() < line.modifiers().size()) {
            findings.add("modifier-repeated", line.path() + ".modifier");
        }
    }

    private void visit(Line line) {
        boolean any = isVisit(line);
        if (line.has("25") && !any && !line.code().isEmpty()) {
            findings.add("modifier-25-on-procedure", line.path() + ".modifier", line.code());
        }
        List<Line> others = sameDay(line);
        if (line.has("25") && any && others.isEmpty()) {
            findings.add("modifier-25-alone", line.path() + ".modifier", line.code());
        }
        boolean procedure = others.stream().anyMatch(other -> findings.tables().isOf("procedure", other.code()));
        boolean preventive = !findings.tables().isOf("preventive", line.code())
                && others.stream().anyMatch(other -> findings.tables().isOf("preventive", other.code()));
        if (!line.has("25") && findings.tables().isOf("visit", line.code()) && (procedure || preventive)) {
            findings.add("modifier-25-missing", line.path() + ".modifier", line.code());
        }
    }

    private boolean isVisit(Line line) {
        return findings.tables().isOf("visit", line.code()) || findings.tables().isOf("preventive", line.code());
    }

    private List<Line> sameDay(Line line) {
        return of.lines().stream()
                .filter(other -> other.index() != line.index() && other.day().equals(line.day()))
                .toList();
    }

    private void distinct(Line line) {
        boolean subset = line.modifiers().stream().anyMatch(SUBSETS::contains);
        if (!line.has("59") && !subset) {
            return;
        }
        if (isVisit(line)) {
            findings.add("modifier-59-on-visit", line.path() + ".modifier", line.code());
        }
        if (line.has("59") && subset) {
            findings.add("modifier-59-and-subset", line.path() + ".modifier", line.code());
        }
        boolean alone = sameDay(line).stream().allMatch(this::isVisit);
        if (alone) {
            findings.add("modifier-59-alone", line.path() + ".modifier", line.code());
        }
    }

    private void side(Line line) {
        if (line.modifiers().stream().filter(SIDES::contains).count() > 1) {
            findings.add("modifier-side-both", line.path() + ".modifier", line.code());
            return;
        }
        Laterality said = line.has("LT") ? Laterality.LEFT : line.has("RT") ? Laterality.RIGHT : Laterality.UNSTATED;
        if (said == Laterality.UNSTATED || line.reasons().isEmpty()) {
            return;
        }
        List<Laterality> sides = line.reasons().stream()
                .map(diagnosis -> Laterality.of(diagnosis.display().toLowerCase(Locale.ROOT)))
                .toList();
        boolean fits = sides.contains(said) || sides.contains(Laterality.BOTH);
        boolean anySide = sides.stream().anyMatch(side -> side != Laterality.UNSTATED);
        if (anySide && !fits) {
            findings.add("modifier-side-conflict", line.path() + ".modifier", line.code());
        } else if (!anySide) {
            line.reasons().stream()
                    .filter(diagnosis -> Laterality.isOpen(diagnosis.display().toLowerCase(Locale.ROOT)))
                    .forEach(diagnosis -> findings.add("side-said", diagnosis.path(), diagnosis.code()));
        }
    }

    private void duplicates() {
        Set<String> seen = new HashSet<>();
        for (Line line : of.lines()) {
            boolean told = line.modifiers().stream().anyMatch(REPEATS::contains);
            String key = line.code() + " " + line.day() + " " + new java.util.TreeSet<>(line.modifiers());
            if (!line.code().isEmpty() && !seen.add(key) && !told) {
                findings.add("duplicate-line", line.path(), line.code());
            }
        }
    }
}
