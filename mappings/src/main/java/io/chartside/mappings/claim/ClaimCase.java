package io.chartside.mappings.claim;

import io.chartside.mappings.x12.ServiceCodes;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;

/**
 * A claim as the edits see it.
 *
 * @param conditions of the visit, as the record has them
 */
record ClaimCase(Claim claim, List<Diagnosis> diagnoses, List<Line> lines, List<Condition> conditions) {

    /** @param code with its dot; empty where there is none */
    record Diagnosis(int index, int sequence, String code, String display) {
        String path() {
            return "Claim.diagnosis[" + index + "]";
        }

        String category() {
            return code.substring(0, Math.min(3, code.length()));
        }
    }

    /**
     * @param code empty where there is none
     * @param day of service, its first
     * @param units 1 where none are told
     * @param pointers sequences that it names
     * @param reasons the diagnoses that it points at
     */
    record Line(
            int index,
            String code,
            List<String> modifiers,
            Optional<LocalDate> day,
            BigDecimal units,
            List<Integer> pointers,
            List<Diagnosis> reasons) {
        String path() {
            return "Claim.item[" + index + "]";
        }

        boolean has(String modifier) {
            return modifiers.contains(modifier);
        }
    }

    static ClaimCase of(Claim claim, io.chartside.mappings.x12.LinkedRecords records, List<Condition> conditions) {
        List<Diagnosis> diagnoses = new ArrayList<>();
        for (int i = 0; i < claim.getDiagnosis().size(); i++) {
            Claim.DiagnosisComponent of = claim.getDiagnosis().get(i);
            CodeableConcept concept = of.hasDiagnosisCodeableConcept()
                    ? of.getDiagnosisCodeableConcept()
                    : of.getDiagnosis() instanceof Reference reference
                            ? records.read(claim, reference, Condition.class)
                                    .map(Condition::getCode)
                                    .orElseGet(CodeableConcept::new)
                            : new CodeableConcept();
            String display = concept.getCoding().stream()
                    .filter(Coding::hasDisplay)
                    .map(Coding::getDisplay)
                    .findFirst()
                    .orElse(concept.hasText() ? concept.getText() : "");
            diagnoses.add(new Diagnosis(
                    i, of.getSequence(), ServiceCodes.diagnosis(concept).orElse(""), display));
        }
        diagnoses.sort(java.util.Comparator.comparingInt(Diagnosis::sequence));
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < claim.getItem().size(); i++) {
            lines.add(line(claim.getItem().get(i), i, diagnoses));
        }
        return new ClaimCase(claim, List.copyOf(diagnoses), List.copyOf(lines), List.copyOf(conditions));
    }

    private static Line line(Claim.ItemComponent item, int index, List<Diagnosis> diagnoses) {
        List<Integer> pointers = item.getDiagnosisSequence().stream()
                .map(PrimitiveType::getValue)
                .toList();
        return new Line(
                index,
                ServiceCodes.service(item.getProductOrService()).orElse(""),
                item.getModifier().stream()
                        .map(modifier -> modifier.getCodingFirstRep().getCode())
                        .map(code -> code == null ? "" : code)
                        .toList(),
                day(item),
                item.getQuantity().hasValue() ? item.getQuantity().getValue() : BigDecimal.ONE,
                pointers,
                diagnoses.stream().filter(d -> pointers.contains(d.sequence())).toList());
    }

    private static Optional<LocalDate> day(Claim.ItemComponent item) {
        BaseDateTimeType time = item.getServiced() instanceof DateType date
                ? date
                : item.getServiced() instanceof Period period ? period.getStartElement() : null;
        if (time == null || !time.hasValue() || time.getValueAsString().length() < 10) {
            return Optional.empty();
        }
        ZoneId zone = time.getTimeZone() == null ? null : time.getTimeZone().toZoneId();
        return Optional.of(
                zone == null
                        ? LocalDate.parse(time.getValueAsString().substring(0, 10))
                        : time.getValue().toInstant().atZone(zone).toLocalDate());
    }

    /** The first day of service that a line tells; of a claim without any, the day it was made. */
    Optional<LocalDate> day() {
        return lines.stream()
                .flatMap(line -> line.day().stream())
                .min(java.util.Comparator.naturalOrder())
                .or(() -> claim.hasCreated()
                                && claim.getCreatedElement().getValueAsString().length() >= 10
                        ? Optional.of(LocalDate.parse(
                                claim.getCreatedElement().getValueAsString().substring(0, 10)))
                        : Optional.empty());
    }

    @Override
    public String toString() {
        return "claim of " + lines.size() + " lines";
    }
}
