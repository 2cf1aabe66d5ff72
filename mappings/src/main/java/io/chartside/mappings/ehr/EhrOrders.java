package io.chartside.mappings.ehr;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** Signed orders in the form an EHR takes: plain requests, without Chartside's extensions and evidence. */
public final class EhrOrders {
    private EhrOrders() {}

    /**
     * The order as the EHR gets it; empty for what is no order in force, such as a drug to be stopped or a controlled
     * substance, which nobody can sign here.
     */
    public static Optional<DomainResource> order(Resource signed, EhrNote.Place place) {
        if (signed instanceof MedicationRequest request
                && request.getStatus() == MedicationRequest.MedicationRequestStatus.ACTIVE
                && request.getIntent() == MedicationRequest.MedicationRequestIntent.ORDER) {
            return Optional.of(medication(request, place));
        }
        if (signed instanceof ServiceRequest request
                && request.getStatus() == ServiceRequest.ServiceRequestStatus.ACTIVE
                && request.getIntent() == ServiceRequest.ServiceRequestIntent.ORDER) {
            return Optional.of(service(request, place));
        }
        return Optional.empty();
    }

    /** The order's own identifier. */
    public static Optional<Identifier> identifier(List<Identifier> identifiers) {
        return identifiers.stream()
                .filter(identifier -> ChartsideFhir.ORDER_ID.equals(identifier.getSystem()))
                .findFirst();
    }

    private static MedicationRequest medication(MedicationRequest signed, EhrNote.Place place) {
        MedicationRequest request = new MedicationRequest()
                .setStatus(signed.getStatus())
                .setIntent(signed.getIntent())
                .setMedication(signed.getMedication().copy())
                .setSubject(place.patient())
                .setEncounter(place.encounter())
                .setRequester(place.author())
                .setAuthoredOnElement(signed.getAuthoredOnElement().copy());
        signed.getDosageInstruction().forEach(dosage -> request.addDosageInstruction(dosage.copy()));
        if (signed.hasDispenseRequest()) {
            request.setDispenseRequest(signed.getDispenseRequest().copy());
        }
        identifier(signed.getIdentifier()).ifPresent(identifier -> request.addIdentifier(identifier.copy()));
        return request;
    }

    private static ServiceRequest service(ServiceRequest signed, EhrNote.Place place) {
        ServiceRequest request = new ServiceRequest()
                .setStatus(signed.getStatus())
                .setIntent(signed.getIntent())
                .setCode(signed.getCode().copy())
                .setSubject(place.patient())
                .setEncounter(place.encounter())
                .setRequester(place.author())
                .setAuthoredOnElement(signed.getAuthoredOnElement().copy());
        signed.getCategory().forEach(category -> request.addCategory(category.copy()));
        if (signed.hasOccurrence()) {
            request.setOccurrence(signed.getOccurrence().copy());
        }
        identifier(signed.getIdentifier()).ifPresent(identifier -> request.addIdentifier(identifier.copy()));
        return request;
    }
}
