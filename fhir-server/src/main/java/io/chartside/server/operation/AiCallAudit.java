package io.chartside.server.operation;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.ai.DraftAnswer;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.ResourceStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * Records every call of a model: who asked for which encounter, which model in which version answered, and the hash of
 * what it was given (MA19). The record is committed before the draft is used.
 */
@Component
final class AiCallAudit {
    private static final String OPERATIONS = ChartsideFhir.BASE + "CodeSystem/ai-operation";
    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";

    private final ResourceStore store;
    private final FhirContext fhir;
    private final Clock clock;

    AiCallAudit(ResourceStore store, FhirContext fhir, Clock clock) {
        this.store = store;
        this.fhir = fhir;
        this.clock = clock;
    }

    /** @param operation name of the operation, without the dollar sign */
    void record(
            RequestContext context,
            String operation,
            String encounter,
            Optional<String> patientId,
            DraftAnswer answer) {
        Instant now = clock.instant();
        AuditEvent event = event(context, operation, encounter, answer, now);
        byte[] json = fhir.newJsonParser().encodeResourceToString(event).getBytes(StandardCharsets.UTF_8);
        List<String> tokens = new ArrayList<>(List.of(
                "action=E",
                "outcome=0",
                "agent=" + context.caller().clientId(),
                "entity=" + encounter,
                "type=" + DICOM + "|110100",
                "type=110100",
                "subtype=" + OPERATIONS + "|" + operation,
                "subtype=" + operation));
        context.caller().fhirUser().ifPresent(user -> tokens.add("agent=" + user));
        AuditRow row = new AuditRow(
                LogicalIds.next(), now, json, patientId.map(List::of).orElse(List.of()), tokens);
        store.write(context.tenant(), unit -> {
            unit.audit(List.of(row));
            return null;
        });
    }

    private static AuditEvent event(
            RequestContext context, String operation, String encounter, DraftAnswer answer, Instant now) {
        AuditEvent event = new AuditEvent()
                .setType(new Coding(DICOM, "110100", "Application Activity"))
                .addSubtype(new Coding(OPERATIONS, operation, null))
                .setAction(AuditEvent.AuditEventAction.E)
                .setRecorded(Date.from(now))
                .setOutcome(AuditEvent.AuditEventOutcome._0);
        AuditEvent.AuditEventAgentComponent client = event.addAgent();
        client.setRequestor(context.caller().fhirUser().isEmpty());
        client.getWho().getIdentifier().setValue(context.caller().clientId());
        context.caller()
                .fhirUser()
                .ifPresent(user -> event.addAgent().setRequestor(true).setWho(new Reference(user)));
        event.getSource().getObserver().setDisplay("Chartside");
        event.addEntity().setWhat(new Reference(encounter)).setType(new Coding(ENTITY_TYPE, "2", "System Object"));
        event.addEntity()
                .setType(new Coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "4", "Other"))
                .setName(context.origin().requestId());
        AuditEvent.AuditEventEntityComponent model = event.addEntity()
                .setWhat(new Reference("Device/" + answer.engine().id()))
                .setType(new Coding(ENTITY_TYPE, "2", "System Object"));
        detail(model, "model", answer.engine().name());
        detail(model, "version", answer.engine().version());
        detail(model, "input-sha256", answer.inputHash());
        detail(model, "milliseconds", Long.toString(answer.took().toMillis()));
        return event;
    }

    private static void detail(AuditEvent.AuditEventEntityComponent entity, String type, String value) {
        entity.addDetail().setType(type).setValue(new StringType(value));
    }
}
