package io.chartside.mappings.claim;

import io.chartside.mappings.claim.ClaimCase.Line;
import io.chartside.terminology.services.PairEdits;
import io.chartside.terminology.services.ServiceCode;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.UnitEdits;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The services: valid on the day, supported by a diagnosis, and payable together. */
final class ServiceEdits {
    /** Modifiers that NCCI takes as telling two services apart (Policy Manual, ch. I, E). */
    private static final Set<String> ASSOCIATED = Set.of(
            "E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1", "T2", "T3",
            "T4", "T5", "T6", "T7", "T8", "T9", "LT", "RT", "LC", "LD", "RC", "LM", "RI", "24", "25", "57", "58", "78",
            "79", "27", "59", "91", "XE", "XS", "XP", "XU");

    private final ClaimCase of;
    private final ClaimKnowledge knowledge;
    private final Findings findings;

    ServiceEdits(ClaimCase of, ClaimKnowledge knowledge, Findings findings) {
        this.of = of;
        this.knowledge = knowledge;
        this.findings = findings;
    }

    void check() {
        for (Line line : of.lines()) {
            if (!line.code().isEmpty()) {
                line.day().ifPresent(day -> valid(line, day));
                supported(line);
            }
        }
        knowledge.pairs().ifPresent(this::pairs);
        knowledge.units().ifPresent(this::units);
    }

    /** More than is likely: of a line, or of all lines of a code on one day, told at the first of them. */
    private void units(UnitEdits edits) {
        Set<String> told = new HashSet<>();
        for (Line line : of.lines()) {
            line.day().flatMap(day -> edits.of(line.code(), day)).ifPresent(edit -> {
                boolean ofLine = edit.basis() == UnitEdits.Basis.LINE;
                BigDecimal units = ofLine
                        ? line.units()
                        : of.lines().stream()
                                .filter(other -> other.code().equals(line.code())
                                        && other.day().equals(line.day()))
                                .map(Line::units)
                                .reduce(BigDecimal.ZERO, BigDecimal::add);
                boolean first = ofLine || told.add(line.code() + line.day().get());
                if (first && units.compareTo(BigDecimal.valueOf(edit.most())) > 0) {
                    findings.add(
                            switch (edit.basis()) {
                                case LINE -> "units-line";
                                case DAY_BY_POLICY -> "units-day-policy";
                                case DAY_BY_DATA -> "units-day";
                            },
                            line.path() + ".quantity",
                            line.code() + ", " + edit.most() + " at most");
                }
            });
        }
    }

    private void valid(Line line, LocalDate day) {
        ServiceReleases of = Character.isLetter(line.code().charAt(0)) ? knowledge.hcpcs() : knowledge.cpt();
        of.inForce(day).ifPresent(release -> {
            Optional<ServiceCode> found = release.find(line.code());
            if (found.isEmpty()) {
                findings.add("service-unknown", line.path() + ".productOrService", line.code());
            } else if (!found.get().isValidOn(day)) {
                findings.add("service-ended", line.path() + ".productOrService", line.code());
            }
        });
    }

    private void supported(Line line) {
        if (line.reasons().isEmpty()) {
            return;
        }
        findings.tables().necessity(line.code()).ifPresent(rule -> {
            if (line.reasons().stream().noneMatch(d -> rule.diagnoses().has(d.code()))) {
                findings.add("necessity", line.path() + ".diagnosisSequence", line.code(), rule.source());
            }
        });
        boolean circumstances = line.reasons().stream()
                .allMatch(d ->
                        findings.tables().position(d.code(), "circumstance").isPresent());
        if (circumstances && findings.tables().isOf("visit", line.code())) {
            findings.add("necessity-status-only", line.path() + ".diagnosisSequence", line.code());
        }
    }

    private void pairs(PairEdits edits) {
        List<Line> lines = of.lines();
        for (int i = 0; i < lines.size(); i++) {
            for (int j = i + 1; j < lines.size(); j++) {
                Line one = lines.get(i);
                Line other = lines.get(j);
                if (one.day().isPresent() && one.day().equals(other.day())) {
                    edits.between(one.code(), other.code(), one.day().get()).ifPresent(edit -> pair(edit, one, other));
                }
            }
        }
    }

    private void pair(PairEdits.Edit edit, Line one, Line other) {
        Line column2 = edit.column2().equals(one.code()) ? one : other;
        String both = edit.column2() + " beside " + edit.column1();
        boolean told = one.modifiers().stream().anyMatch(ASSOCIATED::contains)
                || other.modifiers().stream().anyMatch(ASSOCIATED::contains);
        if (!edit.modifierAllowed()) {
            findings.add("pair-never", column2.path() + ".productOrService", both);
        } else if (!told) {
            findings.add("pair-modifier", column2.path() + ".modifier", both);
        }
    }
}
