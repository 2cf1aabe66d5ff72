package io.chartside.server.operation;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.access.Caller;
import io.chartside.server.ai.AiCall;
import io.chartside.server.ai.AiGateway;
import io.chartside.server.ai.AiOutcome;
import io.chartside.server.ai.DocumentRequest;
import io.chartside.server.ai.DraftAnswer;
import io.chartside.server.ai.DraftRequest;
import io.chartside.server.ai.RecordAnswer;
import io.chartside.server.ai.speech.SpeechCall;
import io.chartside.server.audit.AuditUnavailableException;
import io.chartside.server.audit.Origin;
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
import java.util.Map;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * Records every call of a model: who asked for which encounter, which model in which version was asked, and the hash of what
 * it was given (MA19). A call that leaves this process is on record before it does; what comes of it, also when it fails, is
 * on record before it is used.
 */
@Component
public final class AiCallAudit {
    private static final String OPERATIONS = ChartsideFhir.BASE + "CodeSystem/ai-operation";
    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";

    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final String BALP = "https://profiles.ihe.net/ITI/BALP/CodeSystem/";

    private final AiGateway gateway;
    private final ResourceStore store;
    private final FhirContext fhir;
    private final Clock clock;

    AiCallAudit(AiGateway gateway, ResourceStore store, FhirContext fhir, Clock clock) {
        this.gateway = gateway;
        this.store = store;
        this.fhir = fhir;
        this.clock = clock;
    }

    /** What was asked of the model, by whom and about what. */
    private record Call(RequestContext context, String operation, String encounter, String patient) {}

    /**
     * Has a draft made and puts the call on record, also one that fails.
     *
     * @param operation name of the operation, without the dollar sign
     * @param patient relative reference
     */
    DraftAnswer draft(
            RequestContext context, String operation, String encounter, String patient, DraftRequest request) {
        Call call = new Call(context, operation, encounter, patient.substring(patient.indexOf('/') + 1));
        return gateway.draft(context.tenant(), request, made -> record(call, made));
    }

    /** The same of a draft that is shown and not kept ({@link AiGateway#preview}). */
    DraftAnswer preview(
            RequestContext context, String operation, String encounter, String patient, DraftRequest request) {
        Call call = new Call(context, operation, encounter, patient.substring(patient.indexOf('/') + 1));
        return gateway.preview(request, made -> record(call, made));
    }

    /**
     * Has a document made of the record and puts every call on record, also one that fails.
     *
     * @param operation name of the operation, without the dollar sign
     * @param about reference of what the operation was called on
     * @param patient relative reference
     */
    RecordAnswer document(
            RequestContext context, String operation, String about, String patient, DocumentRequest request) {
        Call call = new Call(context, operation, about, patient.substring(patient.indexOf('/') + 1));
        return gateway.document(context.tenant(), request, made -> record(call, made));
    }

    private void record(Call call, AiCall made) {
        record(call, made.outcome(), new Reference("Device/" + made.engine().id()), AiCallDetails.of(made));
    }

    /**
     * Puts a recording that is given to a speech service on record: before its audio leaves this process, and before what comes of
     * it is used.
     *
     * @param encounter relative reference
     * @param patientId logical id
     * @throws AuditUnavailableException when it cannot be recorded
     */
    public void speech(RequestContext context, String encounter, String patientId, SpeechCall made) {
        record(
                new Call(context, "transcribe", encounter, patientId),
                made.outcome(),
                new Reference().setDisplay(made.engine().toString()),
                made.details());
    }

    private void record(Call call, AiOutcome result, Reference engine, Map<String, String> details) {
        Instant now = clock.instant();
        AuditEvent.AuditEventOutcome outcome = outcome(result);
        AuditEvent event = event(call, now).setOutcome(outcome);
        AuditEvent.AuditEventEntityComponent model =
                event.addEntity().setWhat(engine).setType(new Coding(ENTITY_TYPE, "2", "System Object"));
        details.forEach((type, value) -> detail(model, type, value));
        byte[] json = fhir.newJsonParser().encodeResourceToString(event).getBytes(StandardCharsets.UTF_8);
        AuditRow row =
                new AuditRow(LogicalIds.next(), now, json, List.of(call.patient()), tokens(call, outcome.toCode()));
        try {
            store.write(call.context().tenant(), unit -> {
                unit.audit(List.of(row));
                return null;
            });
        } catch (RuntimeException e) {
            throw new AuditUnavailableException(e);
        }
    }

    /** Minor where we decided it, serious where somebody failed (DICOM PS3.15, EventOutcomeIndicator). */
    private static AuditEvent.AuditEventOutcome outcome(AiOutcome outcome) {
        if (outcome.isGood()) {
            return AuditEvent.AuditEventOutcome._0;
        }
        return outcome.isOurs() ? AuditEvent.AuditEventOutcome._4 : AuditEvent.AuditEventOutcome._8;
    }

    private static List<String> tokens(Call call, String outcome) {
        Caller caller = call.context().caller();
        List<String> tokens = new ArrayList<>(List.of(
                "action=E",
                "outcome=" + outcome,
                "agent=" + caller.clientId(),
                "entity=" + call.encounter(),
                "type=" + DICOM + "|110100",
                "type=110100",
                "subtype=" + OPERATIONS + "|" + call.operation(),
                "subtype=" + call.operation()));
        caller.fhirUser().ifPresent(user -> tokens.add("agent=" + user));
        caller.mandate().actor().ifPresent(actor -> tokens.add("agent=" + actor));
        return tokens;
    }

    private static AuditEvent event(Call call, Instant now) {
        AuditEvent event = new AuditEvent()
                .setType(new Coding(DICOM, "110100", "Application Activity"))
                .addSubtype(new Coding(OPERATIONS, call.operation(), null))
                .setAction(AuditEvent.AuditEventAction.E)
                .setRecorded(Date.from(now));
        agents(event, call.context());
        event.getSource()
                .addType(new Coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4", null))
                .getObserver()
                .setDisplay(call.context().origin().base());
        event.addEntity()
                .setType(new Coding(BALP + "BasicAuditEntityType", "XrequestId", null))
                .getWhat()
                .getIdentifier()
                .setValue(call.context().origin().requestId());
        event.addEntity()
                .setWhat(new Reference(call.encounter()))
                .setType(new Coding(ENTITY_TYPE, "2", "System Object"));
        return event;
    }

    /** The client that asked, this server, and the person, as in the event of any request. */
    private static void agents(AuditEvent event, RequestContext context) {
        Caller caller = context.caller();
        Origin origin = context.origin();
        AuditEvent.AuditEventAgentComponent client = event.addAgent().setRequestor(false);
        client.getType().addCoding(new Coding(DICOM, "110150", "Application"));
        client.getWho().getIdentifier().setValue(caller.clientId());
        client.getNetwork().setAddress(origin.clientAddress()).setType(AuditEvent.AuditEventAgentNetworkType._2);
        AuditEvent.AuditEventAgentComponent server = event.addAgent().setRequestor(false);
        server.getType().addCoding(new Coding(DICOM, "110152", "Destination Role ID"));
        server.getWho().setDisplay(origin.base());
        server.getNetwork().setAddress(origin.base()).setType(AuditEvent.AuditEventAgentNetworkType._5);
        AuditEvent.AuditEventAgentComponent user =
                event.addAgent().setRequestor(true).addPolicy("urn:ietf:params:oauth:jti:" + caller.tokenId());
        user.getType()
                .addCoding(new Coding(PARTICIPATION, "IRCP", "information recipient"))
                .addCoding(new Coding(BALP + "UserAgentTypes", "UserOauthAgent", null));
        if (caller.fhirUser().isPresent()) {
            user.setWho(new Reference(caller.fhirUser().get()));
        } else {
            user.getWho().getIdentifier().setValue(caller.clientId());
        }
        caller.mandate()
                .actor()
                .ifPresent(actor -> event.addAgent()
                        .setRequestor(false)
                        .setWho(new Reference(actor))
                        .getType()
                        .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "AGNT", "agent")));
    }

    private static void detail(AuditEvent.AuditEventEntityComponent entity, String type, String value) {
        entity.addDetail().setType(type).setValue(new StringType(value));
    }
}
