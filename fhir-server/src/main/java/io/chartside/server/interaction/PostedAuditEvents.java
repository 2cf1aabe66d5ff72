package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.StoredResource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** AuditEvents that clients report join the same chain as the server's own. */
final class PostedAuditEvents {
    /** Adds the event's row and answers the version that a read would show. */
    StoredResource take(ResourceJson resource, String id, List<AuditRow> rows) {
        ObjectNode event = JsonTree.object().put("resourceType", "AuditEvent");
        event.setAll(resource.tree().deepCopy());
        if (!event.path("recorded").isTextual()) {
            throw FhirRefusal.invalid("An AuditEvent says when it was recorded", "AuditEvent.recorded");
        }
        Instant recorded = OffsetDateTime.parse(event.path("recorded").textValue())
                .toInstant()
                .truncatedTo(ChronoUnit.MILLIS);
        event.remove(List.of("id", "meta"));
        rows.add(new AuditRow(id, recorded, JsonTree.bytes(event), List.of(), tokens(event)));
        byte[] shown = JsonTree.version(event, id, 1, recorded.toEpochMilli());
        return new StoredResource("AuditEvent", id, 0, 1, recorded, false, shown, Optional.empty());
    }

    private static List<String> tokens(JsonNode event) {
        List<String> tokens = new ArrayList<>();
        coded(tokens, "type", event.path("type"));
        event.path("subtype").forEach(subtype -> coded(tokens, "subtype", subtype));
        if (event.has("action")) {
            tokens.add("action=" + event.path("action").asText());
        }
        if (event.has("outcome")) {
            tokens.add("outcome=" + event.path("outcome").asText());
        }
        for (JsonNode agent : event.path("agent")) {
            referenced(tokens, "agent", agent.path("who"));
            patient(tokens, agent.path("who"));
        }
        for (JsonNode entity : event.path("entity")) {
            referenced(tokens, "entity", entity.path("what"));
            patient(tokens, entity.path("what"));
        }
        return tokens.stream().distinct().toList();
    }

    /** R4's parameter patient: agents and entities alike. */
    private static void patient(List<String> tokens, JsonNode who) {
        String reference = who.path("reference").asText();
        if (reference.startsWith("Patient/")) {
            tokens.add("patient=" + withoutVersion(reference).substring("Patient/".length()));
        }
    }

    private static void coded(List<String> tokens, String parameter, JsonNode coding) {
        if (coding.has("code")) {
            String code = coding.path("code").asText();
            tokens.add(parameter + "=" + code);
            if (coding.has("system")) {
                tokens.add(parameter + "=" + coding.path("system").asText() + "|" + code);
            }
        }
    }

    private static void referenced(List<String> tokens, String parameter, JsonNode reference) {
        if (reference.has("reference")) {
            tokens.add(
                    parameter + "=" + withoutVersion(reference.path("reference").asText()));
        }
        if (reference.path("identifier").has("value")) {
            tokens.add(
                    parameter + "=" + reference.path("identifier").path("value").asText());
        }
    }

    private static String withoutVersion(String reference) {
        int history = reference.indexOf("/_history/");
        return history < 0 ? reference : reference.substring(0, history);
    }
}
