package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.EvidenceExtension;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion;
import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Timing;

/**
 * Suggested orders as proposals in status draft. They hold only what was said: a dose nobody named stays absent and is
 * listed as missing, unless the visit goes on with a drug as the chart has it: then the dosage is the chart's, and marked so. A drug to be stopped is a request with {@code doNotPerform}, so that no reader can take it for a
 * prescription.
 */
final class SuggestedOrders {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,5}(?:\\.\\d{1,3})?) (mg|mcg|g|mL|unit|units)");

    /** UCUM codes of the units above. */
    private static final Map<String, String> UCUM =
            Map.of("mg", "mg", "mcg", "ug", "g", "g", "mL", "mL", "unit", "[iU]", "units", "[iU]");

    /** SNOMED CT codes of HL7's request categories. */
    private static final Map<OrderSuggestion.Category, String> CATEGORIES = Map.of(
            OrderSuggestion.Category.LABORATORY, "108252007",
            OrderSuggestion.Category.IMAGING, "363679005",
            OrderSuggestion.Category.REFERRAL, "3457005",
            OrderSuggestion.Category.PROCEDURE, "387713003");

    private final VisitContext visit;
    private final EvidenceExtension evidence;

    SuggestedOrders(VisitContext visit, EvidenceExtension evidence) {
        this.visit = visit;
        this.evidence = evidence;
    }

    DomainResource order(OrderSuggestion suggestion, Reference transcript) {
        return suggestion instanceof OrderSuggestion.Medication medication
                ? medication(medication, transcript)
                : service((OrderSuggestion.Service) suggestion, transcript);
    }

    private MedicationRequest medication(OrderSuggestion.Medication said, Reference transcript) {
        MedicationRequest request = new MedicationRequest()
                .setStatus(MedicationRequest.MedicationRequestStatus.DRAFT)
                .setIntent(MedicationRequest.MedicationRequestIntent.PROPOSAL)
                .setMedication(new CodeableConcept().setText(name(said)))
                .setSubject(visit.patient())
                .setAuthoredOn(Date.from(visit.at()));
        visit.encounter().ifPresent(request::setEncounter);
        if (said.change() == OrderSuggestion.Change.STOP) {
            request.setDoNotPerform(true);
        }
        request.addExtension(ChartsideFhir.CHANGE, new CodeType(DraftExtensions.code(said.change())));
        said.missing().forEach(part -> request.addExtension(ChartsideFhir.MISSING, new StringType(part)));
        said.charted().ifPresent(charted -> charted(request, charted));
        dosage(said).ifPresent(request::addDosageInstruction);
        support(said.evidence(), transcript, request::addSupportingInformation);
        return AiLabel.put(request);
    }

    /** An order that goes on as charted is one of the chart's drug in its strength, or the chart's dosage would mean another. */
    private static String name(OrderSuggestion.Medication said) {
        return said.charted()
                .filter(OrderSuggestion.Charted::applies)
                .map(OrderSuggestion.Charted::name)
                .orElse(said.name());
    }

    private static void charted(MedicationRequest request, OrderSuggestion.Charted charted) {
        Extension extension = request.addExtension();
        extension.setUrl(ChartsideFhir.CHARTED);
        extension.addExtension("entry", new Reference(charted.reference()));
        extension.addExtension("name", new StringType(charted.name()));
        if (!charted.dosage().isEmpty()) {
            extension.addExtension("dosage", new StringType(charted.dosage()));
        }
        extension.addExtension("applies", new BooleanType(charted.applies()));
        if (charted.reference().startsWith("MedicationRequest/")) {
            request.setPriorPrescription(new Reference(charted.reference()));
        }
    }

    private Optional<Dosage> dosage(OrderSuggestion.Medication said) {
        Optional<OrderSuggestion.Charted> charted = said.charted().filter(OrderSuggestion.Charted::applies);
        if (charted.isPresent()) {
            Dosage ofChart = new Dosage().setText(charted.get().dosage());
            evidence.addTo(ofChart, List.of(new Evidence.Charted(charted.get().reference())));
            return Optional.of(ofChart);
        }
        String text = Stream.of(said.dose(), said.route(), said.frequency())
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(" "));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Dosage dosage = new Dosage().setText(text);
        if (!said.route().isBlank()) {
            dosage.setRoute(new CodeableConcept().setText(said.route()));
        }
        if (!said.frequency().isBlank()) {
            dosage.setTiming(new Timing().setCode(new CodeableConcept().setText(said.frequency())));
        }
        Matcher amount = AMOUNT.matcher(said.dose());
        if (amount.matches()) {
            dosage.addDoseAndRate()
                    .setDose(new Quantity()
                            .setValue(new BigDecimal(amount.group(1)))
                            .setUnit(amount.group(2))
                            .setSystem("http://unitsofmeasure.org")
                            .setCode(UCUM.get(amount.group(2))));
        }
        return Optional.of(dosage);
    }

    private ServiceRequest service(OrderSuggestion.Service said, Reference transcript) {
        ServiceRequest request = new ServiceRequest()
                .setStatus(ServiceRequest.ServiceRequestStatus.DRAFT)
                .setIntent(ServiceRequest.ServiceRequestIntent.PROPOSAL)
                .setCode(new CodeableConcept().setText(said.text()))
                .setSubject(visit.patient())
                .setAuthoredOn(Date.from(visit.at()));
        visit.encounter().ifPresent(request::setEncounter);
        CodeableConcept category = new CodeableConcept().setText(DraftExtensions.code(said.category()));
        if (CATEGORIES.containsKey(said.category())) {
            category.addCoding().setSystem("http://snomed.info/sct").setCode(CATEGORIES.get(said.category()));
        }
        request.addCategory(category);
        support(said.evidence(), transcript, request::addSupportingInfo);
        return AiLabel.put(request);
    }

    private void support(List<Evidence> pieces, Reference transcript, Consumer<Reference> add) {
        List<Evidence> words =
                pieces.stream().filter(Evidence.Said.class::isInstance).toList();
        if (!words.isEmpty()) {
            Reference said = transcript.copy();
            evidence.addTo(said, words);
            add.accept(said);
        }
        for (Evidence piece : pieces) {
            if (piece instanceof Evidence.Charted charted) {
                Reference entry = new Reference(charted.reference());
                evidence.addTo(entry, List.of(piece));
                add.accept(entry);
            }
        }
    }
}
