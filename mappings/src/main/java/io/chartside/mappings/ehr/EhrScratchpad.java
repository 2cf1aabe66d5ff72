package io.chartside.mappings.ehr;

import io.chartside.mappings.draft.ControlledSubstances;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * What a clinician has accepted, as a proposal for the EHR's scratchpad (SMART Web Messaging 1.0.0, "EHR Scratchpad
 * Interactions"): provisional, draft, labelled as of an AI, and without Chartside's extensions. It is no part of the EHR's
 * chart until the clinician files it there.
 */
public final class EhrScratchpad {
    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";

    private EhrScratchpad() {}

    /**
     * Accepted diagnoses.
     *
     * @param draft the draft's resources
     * @param patient as the EHR names the patient
     * @param encounter as the EHR names the encounter
     */
    public static List<Condition> problems(
            Collection<? extends Resource> draft, Reference patient, Reference encounter) {
        List<Condition> problems = new ArrayList<>();
        for (Condition accepted : accepted(draft, Condition.class)) {
            Condition problem = new Condition()
                    .setClinicalStatus(concept(CLINICAL, "active"))
                    .setVerificationStatus(concept(VERIFICATION, "provisional"))
                    .addCategory(concept(CATEGORY, "encounter-diagnosis"))
                    .setCode(accepted.getCode().copy())
                    .setSubject(patient.copy())
                    .setEncounter(encounter.copy());
            named(accepted.getIdentifier(), ChartsideFhir.CONDITION_ID).forEach(problem::addIdentifier);
            problems.add(AiLabel.put(problem));
        }
        return problems;
    }

    /** Accepted orders, as far as they may be ordered from here: a controlled substance is not among them. */
    public static List<DomainResource> orders(
            Collection<? extends Resource> draft, Reference patient, Reference encounter) {
        List<DomainResource> orders = new ArrayList<>();
        for (MedicationRequest accepted : accepted(draft, MedicationRequest.class)) {
            if (ControlledSubstances.schedule(accepted).isEmpty() && !accepted.getDoNotPerform()) {
                orders.add(AiLabel.put(order(accepted, patient, encounter)));
            }
        }
        for (ServiceRequest accepted : accepted(draft, ServiceRequest.class)) {
            orders.add(AiLabel.put(order(accepted, patient, encounter)));
        }
        return orders;
    }

    private static MedicationRequest order(MedicationRequest accepted, Reference patient, Reference encounter) {
        MedicationRequest order = new MedicationRequest()
                .setStatus(MedicationRequest.MedicationRequestStatus.DRAFT)
                .setIntent(MedicationRequest.MedicationRequestIntent.PROPOSAL)
                .setMedication(accepted.getMedicationCodeableConcept().copy())
                .setSubject(patient.copy())
                .setEncounter(encounter.copy());
        accepted.getDosageInstruction().forEach(dosage -> {
            var plain = dosage.copy();
            plain.setExtension(List.of());
            order.addDosageInstruction(plain);
        });
        named(accepted.getIdentifier(), ChartsideFhir.ORDER_ID).forEach(order::addIdentifier);
        return order;
    }

    private static ServiceRequest order(ServiceRequest accepted, Reference patient, Reference encounter) {
        ServiceRequest order = new ServiceRequest()
                .setStatus(ServiceRequest.ServiceRequestStatus.DRAFT)
                .setIntent(ServiceRequest.ServiceRequestIntent.PROPOSAL)
                .setCode(accepted.getCode().copy())
                .setSubject(patient.copy())
                .setEncounter(encounter.copy());
        accepted.getCategory().forEach(category -> order.addCategory(category.copy()));
        named(accepted.getIdentifier(), ChartsideFhir.ORDER_ID).forEach(order::addIdentifier);
        return order;
    }

    private static <R extends DomainResource> List<R> accepted(Collection<? extends Resource> draft, Class<R> type) {
        return draft.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(resource -> Decision.of(resource).state() == Decision.State.ACCEPTED)
                .toList();
    }

    private static List<Identifier> named(List<Identifier> identifiers, String system) {
        return identifiers.stream()
                .filter(identifier -> system.equals(identifier.getSystem()))
                .map(Identifier::copy)
                .toList();
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding().setSystem(system).setCode(code));
    }
}
