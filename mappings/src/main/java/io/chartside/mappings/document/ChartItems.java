package io.chartside.mappings.document;

import io.chartside.scribe.document.PatientChart.Item;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;

/** Entries of a chart as the engine reads them: their names in the chart's own words, and a few details. */
public final class ChartItems {
    private static final int DAY = "2026-03-04".length();

    private ChartItems() {}

    public static Item of(Condition condition) {
        return new Item(reference(condition), text(condition.getCode()), since(condition.getOnset()));
    }

    public static Item of(AllergyIntolerance allergy) {
        String reactions = allergy.getReaction().stream()
                .flatMap(reaction -> reaction.getManifestation().stream())
                .map(ChartItems::text)
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        String criticality = allergy.getCriticality() == AllergyIntolerance.AllergyIntoleranceCriticality.HIGH
                ? "high criticality"
                : "";
        return new Item(reference(allergy), text(allergy.getCode()), joined(reactions, criticality));
    }

    /** @param medication what the request refers to, where that can be read */
    public static Item of(MedicationRequest request, Optional<Medication> medication) {
        return new Item(reference(request), name(request, medication), Dosages.words(request));
    }

    private static String name(MedicationRequest request, Optional<Medication> medication) {
        if (request.hasMedicationCodeableConcept()) {
            return text(request.getMedicationCodeableConcept());
        }
        if (medication.filter(Medication::hasCode).isPresent()) {
            return text(medication.get().getCode());
        }
        return request.getMedication() instanceof Reference named && named.hasDisplay()
                ? named.getDisplay()
                : "Medication without a name";
    }

    /** Its value as it was reported, and the laboratory's flag. */
    public static Item of(Observation result) {
        String value = result.hasValueQuantity() ? Dosages.words(result.getValueQuantity()) : "";
        return new Item(
                reference(result),
                text(result.getCode()),
                joined(
                        " ",
                        value.isEmpty() ? LaboratoryResults.words(result) : value,
                        LaboratoryResults.reported(result)));
    }

    public static Item of(Immunization immunization) {
        return new Item(
                reference(immunization), text(immunization.getVaccineCode()), day(immunization.getOccurrence()));
    }

    public static Item of(Procedure procedure) {
        Type performed =
                procedure.hasPerformedPeriod() && procedure.getPerformedPeriod().hasStart()
                        ? procedure.getPerformedPeriod().getStartElement()
                        : procedure.getPerformed();
        return new Item(reference(procedure), text(procedure.getCode()), day(performed));
    }

    /** Given names and family name of the official or first name; empty when there is none. */
    public static String name(Patient patient) {
        HumanName name = patient.getName().stream()
                .filter(one -> one.getUse() == HumanName.NameUse.OFFICIAL)
                .findFirst()
                .orElseGet(patient::getNameFirstRep);
        return name.hasText()
                ? name.getText()
                : joined(" ", name.getGivenAsSingleString(), name.hasFamily() ? name.getFamily() : "");
    }

    /** A concept in words: its text, else a display, else a code. */
    public static String text(CodeableConcept concept) {
        if (concept.hasText()) {
            return concept.getText();
        }
        return concept.getCoding().stream()
                .filter(Coding::hasDisplay)
                .map(Coding::getDisplay)
                .findFirst()
                .orElseGet(() -> concept.getCodingFirstRep().hasCode()
                        ? concept.getCodingFirstRep().getCode()
                        : "Entry without a name");
    }

    /** ISO date of what has one, as precise as it was written; empty otherwise. */
    public static String day(Type time) {
        String value = time instanceof BaseDateTimeType date ? date.getValueAsString() : null;
        return value == null ? "" : value.substring(0, Math.min(DAY, value.length()));
    }

    private static String since(Type onset) {
        String day = day(onset);
        return day.isEmpty() ? "" : "since " + day;
    }

    static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private static String joined(String first, String second) {
        return joined("; ", first, second);
    }

    private static String joined(String between, String first, String second) {
        return Stream.of(first, second)
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(between));
    }
}
