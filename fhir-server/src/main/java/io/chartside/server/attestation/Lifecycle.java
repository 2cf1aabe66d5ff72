package io.chartside.server.attestation;

import java.util.Set;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** What may happen to signed content without a new signature: its life goes on, its content stays. */
final class Lifecycle {
    private static final Set<String> NOTES = Set.of("Composition", "DocumentReference");
    private static final Set<String> ORDERS = Set.of("MedicationRequest", "ServiceRequest");

    private Lifecycle() {}

    static boolean isNote(String type) {
        return NOTES.contains(type);
    }

    static boolean isOrder(String type) {
        return ORDERS.contains(type);
    }

    /**
     * Whether the signature of an approved order changes nothing of what is ordered: its state, its intent, who asks for it and
     * since when.
     */
    static boolean onlyEntersForce(Resource draft, Resource after) {
        return withoutEntry(draft).equalsDeep(withoutEntry(after));
    }

    private static Resource withoutEntry(Resource order) {
        Resource rest = withoutState(order);
        if (rest instanceof MedicationRequest request) {
            request.setIntent(null).setRequester(null).setAuthoredOn(null);
        } else if (rest instanceof ServiceRequest request) {
            request.setIntent(null).setRequester(null).setAuthoredOn(null);
        }
        return rest;
    }

    /**
     * Whether an order was completed or stopped, a charge billed, a diagnosis resolved or a document superseded, and
     * nothing else changed.
     */
    static boolean onlyMovesOn(Resource before, Resource after) {
        return withoutState(before).equalsDeep(withoutState(after));
    }

    private static Resource withoutState(Resource resource) {
        Resource rest = resource.copy();
        rest.setMeta(null);
        rest.setId((String) null);
        if (rest instanceof MedicationRequest request) {
            request.setStatus(null).setStatusReason(null);
        } else if (rest instanceof ServiceRequest request) {
            request.setStatus(null);
        } else if (rest instanceof ChargeItem charge) {
            charge.setStatus(null);
        } else if (rest instanceof Condition condition) {
            condition.setClinicalStatus(null).setAbatement(null);
        } else if (rest instanceof DocumentReference document) {
            document.setStatus(null);
        }
        return rest;
    }
}
