package io.chartside.app.simulator;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** Medplum and other plain FHIR servers: what R4 itself requires; conditional creates and search by identifier work. */
final class PlainRules {
    private static final String DOCUMENT = "POST DocumentReference";
    private static final String CONDITION = "POST Condition";
    private static final String CHARGE = "POST ChargeItem";
    private static final String DRUG = "POST MedicationRequest";
    private static final String SERVICE = "POST ServiceRequest";

    static final StrictEhr.Manner MANNER = new StrictEhr.Manner(
            List.of(
                    DOCUMENT,
                    CONDITION,
                    CHARGE,
                    DRUG,
                    SERVICE,
                    "PUT DocumentReference",
                    "PUT Condition",
                    "PUT ChargeItem",
                    "PUT MedicationRequest",
                    "PUT ServiceRequest"),
            false,
            true,
            403,
            3600,
            true,
            true);

    static final List<VendorRule> ALL = List.of(
            PlainRules.<DocumentReference>rule(
                    DOCUMENT, "status is required", note -> !note.hasStatus(), note -> note.setStatus(null)),
            PlainRules.<DocumentReference>rule(
                    DOCUMENT, "content is required", note -> !note.hasContent(), note -> note.setContent(null)),
            PlainRules.<DocumentReference>rule(
                    DOCUMENT,
                    "a relation names its target",
                    note -> note.getRelatesTo().stream()
                            .anyMatch(relation -> !relation.getTarget().hasReference()),
                    note -> note.addRelatesTo().setCode(DocumentReference.DocumentRelationshipType.APPENDS)),
            PlainRules.<Condition>rule(
                    CONDITION, "subject is required", one -> !one.hasSubject(), one -> one.setSubject(null)),
            PlainRules.<Condition>rule(
                    CONDITION,
                    "clinicalStatus is required of a confirmed one (con-3)",
                    one -> !one.hasClinicalStatus(),
                    one -> one.setClinicalStatus(null)),
            PlainRules.<ChargeItem>rule(CHARGE, "code is required", one -> !one.hasCode(), one -> one.setCode(null)),
            PlainRules.<ChargeItem>rule(
                    CHARGE, "status is required", one -> !one.hasStatus(), one -> one.setStatus(null)),
            PlainRules.<MedicationRequest>rule(
                    DRUG, "medication is required", one -> !one.hasMedication(), one -> one.setMedication(null)),
            PlainRules.<MedicationRequest>rule(
                    DRUG, "intent is required", one -> !one.hasIntent(), one -> one.setIntent(null)),
            PlainRules.<ServiceRequest>rule(
                    SERVICE, "intent is required", one -> !one.hasIntent(), one -> one.setIntent(null)),
            PlainRules.<ServiceRequest>rule(
                    SERVICE, "subject is required", one -> !one.hasSubject(), one -> one.setSubject(null)));

    private PlainRules() {}

    private static <R extends Resource> VendorRule rule(
            String target, String name, Predicate<R> broken, Consumer<R> breaks) {
        return new VendorRule(
                name,
                target,
                (sent, ehr) -> broken.test(sent.<R>as()),
                sent -> sent.with(breaks),
                400,
                "Constraint violation: " + name);
    }
}
