package io.chartside.server.interaction;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.StoredResource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** AuditEvents that clients report join the same chain as the server's own. */
final class PostedAuditEvents {
    private final FhirContext fhir;

    PostedAuditEvents(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** Adds the event's row and answers the version that a read would show. */
    StoredResource take(Resource resource, String id, List<AuditRow> rows) {
        AuditEvent event = ((AuditEvent) resource).copy();
        if (event.getRecorded() == null) {
            throw FhirRefusal.invalid("An AuditEvent says when it was recorded", "AuditEvent.recorded");
        }
        Instant recorded = event.getRecorded().toInstant();
        event.setId((String) null);
        event.setMeta(null);
        byte[] stored = encode(event);
        rows.add(new AuditRow(id, recorded, stored, List.of(), tokens(event)));
        event.setId(id);
        event.setMeta(new Meta().setVersionId("1").setLastUpdated(event.getRecorded()));
        return new StoredResource("AuditEvent", id, 0, 1, recorded, false, encode(event), Optional.empty());
    }

    private byte[] encode(AuditEvent event) {
        return fhir.newJsonParser().encodeResourceToString(event).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> tokens(AuditEvent event) {
        List<String> tokens = new ArrayList<>();
        coded(tokens, "type", event.getType());
        event.getSubtype().forEach(subtype -> coded(tokens, "subtype", subtype));
        if (event.hasAction()) {
            tokens.add("action=" + event.getAction().toCode());
        }
        if (event.hasOutcome()) {
            tokens.add("outcome=" + event.getOutcome().toCode());
        }
        for (AuditEvent.AuditEventAgentComponent agent : event.getAgent()) {
            referenced(tokens, "agent", agent.getWho());
        }
        for (AuditEvent.AuditEventEntityComponent entity : event.getEntity()) {
            referenced(tokens, "entity", entity.getWhat());
            String what = entity.getWhat().getReference();
            if (what != null && what.startsWith("Patient/")) {
                tokens.add("patient=" + withoutVersion(what).substring("Patient/".length()));
            }
        }
        return tokens.stream().distinct().toList();
    }

    private static void coded(List<String> tokens, String parameter, Coding coding) {
        if (coding.hasCode()) {
            tokens.add(parameter + "=" + coding.getCode());
            if (coding.hasSystem()) {
                tokens.add(parameter + "=" + coding.getSystem() + "|" + coding.getCode());
            }
        }
    }

    private static void referenced(List<String> tokens, String parameter, Reference reference) {
        if (reference.hasReference()) {
            tokens.add(parameter + "=" + withoutVersion(reference.getReference()));
        }
        if (reference.getIdentifier().hasValue()) {
            tokens.add(parameter + "=" + reference.getIdentifier().getValue());
        }
    }

    private static String withoutVersion(String reference) {
        int history = reference.indexOf("/_history/");
        return history < 0 ? reference : reference.substring(0, history);
    }
}
