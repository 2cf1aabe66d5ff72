package io.chartside.app.writeback;

import java.util.Map;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** The status {@code entered-in-error}, where each type of resource has it. */
final class InError {
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private static final String CODE = "entered-in-error";

    private static final Map<String, Class<? extends Resource>> TYPES = Map.of(
            "DocumentReference", DocumentReference.class,
            "Condition", Condition.class,
            "ChargeItem", ChargeItem.class,
            "MedicationRequest", MedicationRequest.class,
            "ServiceRequest", ServiceRequest.class);

    private InError() {}

    /** @throws IllegalArgumentException for a type that is never filed */
    static Class<? extends Resource> type(String name) {
        Class<? extends Resource> type = TYPES.get(name);
        if (type == null) {
            throw new IllegalArgumentException(name + " is never filed");
        }
        return type;
    }

    static boolean is(Resource resource) {
        if (resource instanceof DocumentReference document) {
            return document.getStatus() == DocumentReferenceStatus.ENTEREDINERROR;
        }
        if (resource instanceof Condition condition) {
            return condition.getVerificationStatus().hasCoding(VERIFICATION, CODE);
        }
        if (resource instanceof ChargeItem charge) {
            return charge.getStatus() == ChargeItem.ChargeItemStatus.ENTEREDINERROR;
        }
        if (resource instanceof MedicationRequest drug) {
            return drug.getStatus() == MedicationRequest.MedicationRequestStatus.ENTEREDINERROR;
        }
        return ((ServiceRequest) resource).getStatus() == ServiceRequest.ServiceRequestStatus.ENTEREDINERROR;
    }

    /** The resource with that status, and otherwise as it was. */
    static Resource of(Resource resource) {
        Resource changed = resource.copy();
        if (changed instanceof DocumentReference document) {
            document.setStatus(DocumentReferenceStatus.ENTEREDINERROR)
                    .setDocStatus(DocumentReference.ReferredDocumentStatus.ENTEREDINERROR);
        } else if (changed instanceof Condition condition) {
            // con-5: what is in error has no clinical status.
            condition
                    .setClinicalStatus(null)
                    .setVerificationStatus(new CodeableConcept(new Coding(VERIFICATION, CODE, "Entered in Error")));
        } else if (changed instanceof ChargeItem charge) {
            charge.setStatus(ChargeItem.ChargeItemStatus.ENTEREDINERROR);
        } else if (changed instanceof MedicationRequest drug) {
            drug.setStatus(MedicationRequest.MedicationRequestStatus.ENTEREDINERROR);
        } else {
            ((ServiceRequest) changed).setStatus(ServiceRequest.ServiceRequestStatus.ENTEREDINERROR);
        }
        return changed;
    }
}
