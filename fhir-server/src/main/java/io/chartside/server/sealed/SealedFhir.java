package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** A sealed session as an Encounter of class {@code sealed}, an utterance as a Communication (docs/sealed-visits.md). */
final class SealedFhir {
    static final String CLASS_SYSTEM = ChartsideFhir.BASE + "CodeSystem/encounter-class";
    static final String CLASS = "sealed";
    static final String SESSION = ChartsideFhir.BASE + "StructureDefinition/sealed-session";
    static final String UTTERANCE = ChartsideFhir.BASE + "StructureDefinition/sealed-utterance";
    static final String MEDIA_TYPE = "application/jose";

    private SealedFhir() {}

    /**
     * @param visit relative reference of the encounter that the session is part of
     * @param patient relative reference
     */
    static ObjectNode encounter(SealedSession session, String visit, String patient, Instant at) {
        ObjectNode encounter = masked("Encounter", session.id());
        ObjectNode extension = encounter.putArray("extension").addObject().put("url", SESSION);
        ArrayNode parts = extension.putArray("extension");
        part(parts, "mode").put("valueCode", session.single() ? "single" : "shared");
        part(parts, "algorithm").put("valueCode", SealedMessage.ALGORITHM);
        part(parts, "fingerprint").put("valueString", HexFormat.of().formatHex(session.fingerprint()));
        encounter.put("status", "in-progress");
        encounter
                .putObject("class")
                .put("system", CLASS_SYSTEM)
                .put("code", CLASS)
                .put("display", "sealed visit");
        encounter.putObject("subject").put("reference", patient);
        encounter.putObject("period").put("start", at.toString());
        encounter.putObject("partOf").put("reference", visit);
        return encounter;
    }

    static void finish(ObjectNode encounter, Instant at) {
        encounter.put("status", "finished");
        ((ObjectNode) encounter.get("period")).put("end", at.toString());
    }

    /** @param sender relative reference of the clinician; empty for a guest */
    static ObjectNode communication(
            String id, SealedMessage message, int position, String patient, Optional<String> sender, Instant at) {
        ObjectNode communication = masked("Communication", id);
        ObjectNode extension = communication.putArray("extension").addObject().put("url", UTTERANCE);
        ArrayNode parts = extension.putArray("extension");
        part(parts, "algorithm").put("valueCode", SealedMessage.ALGORITHM);
        part(parts, "fingerprint").put("valueString", HexFormat.of().formatHex(message.fingerprint()));
        part(parts, "nonce").put("valueBase64Binary", Base64.getEncoder().encodeToString(message.nonce()));
        part(parts, "device").put("valueString", message.device().toString());
        part(parts, "sequence").put("valuePositiveInt", message.sequence());
        part(parts, "position").put("valuePositiveInt", position);
        communication.put("status", "completed");
        communication.putObject("subject").put("reference", patient);
        communication.putObject("encounter").put("reference", "Encounter/" + message.session());
        communication.put("sent", at.toString());
        sender.ifPresent(who -> communication.putObject("sender").put("reference", who));
        communication
                .putArray("payload")
                .addObject()
                .putObject("contentAttachment")
                .put("contentType", MEDIA_TYPE)
                .put(
                        "data",
                        Base64.getEncoder().encodeToString(message.compact().getBytes(StandardCharsets.US_ASCII)));
        return communication;
    }

    /** The compact JWE of a stored utterance. */
    static String message(byte[] stored) {
        String data = JsonTree.ofStored(stored)
                .at("/payload/0/contentAttachment/data")
                .asText();
        return new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
    }

    /** {@code MASKED}: its content was made unreadable, and nobody here can undo that. */
    private static ObjectNode masked(String type, String id) {
        ObjectNode resource = JsonTree.object().put("resourceType", type).put("id", id);
        resource.putObject("meta")
                .putArray("security")
                .addObject()
                .put("system", ChartsideFhir.AiTransparency.LABEL_SYSTEM)
                .put("code", "MASKED")
                .put("display", "masked");
        return resource;
    }

    private static ObjectNode part(ArrayNode parts, String url) {
        return parts.addObject().put("url", url);
    }
}
