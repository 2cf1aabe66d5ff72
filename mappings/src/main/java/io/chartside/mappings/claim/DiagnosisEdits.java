package io.chartside.mappings.claim;

import io.chartside.mappings.claim.ClaimCase.Diagnosis;
import io.chartside.mappings.x12.ServiceCodes;
import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.Concept;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Condition;

/** The diagnoses: valid on the day, complete, in order, and as specific as the record. */
final class DiagnosisEdits {
    private static final int CODE_AND_SEVENTH = 8;
    private final ClaimCase of;
    private final ClaimKnowledge knowledge;
    private final Findings findings;
    private final Optional<LocalDate> day;
    private final CodeCatalog catalog;

    DiagnosisEdits(ClaimCase of, ClaimKnowledge knowledge, Findings findings) {
        this.of = of;
        this.knowledge = knowledge;
        this.findings = findings;
        this.day = of.day();
        this.catalog = day.map(knowledge.diagnoses()::on).orElse(knowledge.diagnoses());
    }

    void check() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < of.diagnoses().size(); i++) {
            Diagnosis diagnosis = of.diagnoses().get(i);
            if (diagnosis.code().isEmpty()) {
                findings.add("diagnosis-code", diagnosis.path());
                continue;
            }
            if (!seen.add(diagnosis.code())) {
                findings.add("diagnosis-twice", diagnosis.path(), diagnosis.code());
            }
            valid(diagnosis);
            position(diagnosis, i == 0);
            specific(diagnosis);
        }
        excludes();
    }

    private boolean isLoaded() {
        return !catalog.version().equals("none");
    }

    private void valid(Diagnosis diagnosis) {
        String code = diagnosis.code();
        if (!isLoaded()) {
            day.ifPresent(on -> {
                if (knowledge.editions().validFrom(code).filter(on::isBefore).isPresent()) {
                    findings.add("diagnosis-early", diagnosis.path(), code);
                }
                if (knowledge.editions().validTo(code).filter(on::isAfter).isPresent()) {
                    findings.add("diagnosis-ended", diagnosis.path(), code);
                }
            });
            return;
        }
        Optional<Concept> found = catalog.find(code);
        if (found.isEmpty()) {
            findings.add("diagnosis-unknown", diagnosis.path(), code + " in " + catalog.version());
        } else if (!found.get().billable()) {
            boolean seventh = catalog.children(code).stream()
                    .anyMatch(child -> child.code().length() == CODE_AND_SEVENTH);
            findings.add(seventh ? "diagnosis-seventh" : "diagnosis-heading", diagnosis.path(), code);
        }
    }

    private void position(Diagnosis diagnosis, boolean first) {
        String code = diagnosis.code();
        if (first) {
            findings.tables()
                    .position(code, "never-first")
                    .ifPresent(rule -> findings.add("diagnosis-not-first", diagnosis.path(), code, rule.source()));
            if (title(diagnosis).contains("classified elsewhere")) {
                findings.add("diagnosis-manifestation", diagnosis.path(), code);
            } else if (!catalog.codeFirst(code).isEmpty()) {
                findings.add("diagnosis-code-first", diagnosis.path(), code);
            }
        } else {
            findings.tables()
                    .position(code, "only-first")
                    .ifPresent(rule -> findings.add("diagnosis-only-first", diagnosis.path(), code, rule.source()));
        }
        if (!catalog.useAdditional(code).isEmpty() && of.diagnoses().size() == 1) {
            findings.add(
                    "diagnosis-use-additional",
                    diagnosis.path(),
                    catalog.useAdditional(code).get(0));
        }
    }

    /** In small letters: the release's, else as the claim has it. */
    private String title(Diagnosis diagnosis) {
        return catalog.find(diagnosis.code())
                .map(Concept::display)
                .orElse(diagnosis.display())
                .toLowerCase(Locale.ROOT);
    }

    private void specific(Diagnosis diagnosis) {
        if (!title(diagnosis).contains("unspecified")) {
            return;
        }
        findings.add("unspecified", diagnosis.path(), diagnosis.code());
        for (Condition condition : of.conditions()) {
            String other = ServiceCodes.diagnosis(condition.getCode()).orElse("");
            String words = (condition.getCode().hasText()
                            ? condition.getCode().getText()
                            : condition.getCode().getCodingFirstRep().hasDisplay()
                                    ? condition.getCode().getCodingFirstRep().getDisplay()
                                    : "")
                    .toLowerCase(Locale.ROOT);
            boolean sameCategory = other.startsWith(diagnosis.category());
            if (!sameCategory) {
                continue;
            }
            if (!other.equals(diagnosis.code()) && !words.contains("unspecified")) {
                findings.add("specific-said", diagnosis.path(), diagnosis.code() + " beside " + other);
            } else if (other.equals(diagnosis.code())
                    && Laterality.of(words) != Laterality.UNSTATED
                    && Laterality.isOpen(title(diagnosis))) {
                findings.add("side-said", diagnosis.path(), diagnosis.code());
            }
        }
    }

    private void excludes() {
        List<Diagnosis> all = of.diagnoses();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                String one = all.get(i).code();
                String other = all.get(j).code();
                if (!one.isEmpty() && !other.isEmpty() && !one.equals(other) && catalog.excludes(one, other)) {
                    findings.add("excludes1", all.get(j).path(), one + " and " + other);
                }
            }
        }
    }
}
