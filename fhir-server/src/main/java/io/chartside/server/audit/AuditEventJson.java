package io.chartside.server.audit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.chartside.server.access.Caller;
import io.chartside.server.store.AuditRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Writes the FHIR JSON of an AuditEvent by IHE BALP 1.1, without id, meta and patients, which are set in when it is read.
 * Written as text because a HAPI object costs fifty times as much, and every request pays for one. The member
 * {@code entity} stands last, so that the patient can be added at the end.
 */
final class AuditEventJson {
    private static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";
    private static final String START = "{\"resourceType\":\"AuditEvent\"";
    private static final String META = ",\"meta\":{";
    private static final String PERSON =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/audit-entity-type\",\"code\":\"1\",\"display\":\"Person\"}";
    private static final String PATIENT_ROLE =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/object-role\",\"code\":\"1\",\"display\":\"Patient\"}";
    private static final String SYSTEM_OBJECT =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/audit-entity-type\",\"code\":\"2\",\"display\":\"System Object\"}";
    private static final String OTHER =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/audit-entity-type\",\"code\":\"4\",\"display\":\"Other\"}";

    private AuditEventJson() {}

    /** What an event is by its type, and the system that its subtype is of. */
    private enum Kind {
        REST("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation", INTERACTION),
        AUDIT_LOG_USED(EventText.DCM, "110101", "Audit Log Used", INTERACTION),
        EXPORT(EventText.DCM, "110106", "Export", "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle");

        private final String json;
        private final String token;
        private final String subtypes;

        Kind(String system, String code, String display, String subtypes) {
            this.json = "{\"system\":\"" + system + "\",\"code\":\"" + code + "\",\"display\":\"" + display + "\"}";
            this.token = system + "|" + code;
            this.subtypes = subtypes;
        }

        static Kind of(AuditedAct audited) {
            if (audited.act() == Act.DISCLOSE) {
                return EXPORT;
            }
            boolean audit = audited.type().equals("AuditEvent");
            return audit && (audited.act() == Act.SEARCH || audited.act() == Act.READ) ? AUDIT_LOG_USED : REST;
        }
    }

    static byte[] of(Optional<Caller> caller, Origin origin, AuditedAct audited, TokenUse tokenUse, Instant recorded) {
        StringBuilder json = new StringBuilder(2000);
        json.append(START);
        profiles(json, BalpProfile.of(audited, caller.isPresent() ? tokenUse : null));
        json.append(",\"type\":").append(Kind.of(audited).json);
        json.append(",\"subtype\":[{\"system\":\"" + Kind.of(audited).subtypes + "\",\"code\":\"")
                .append(audited.act().code())
                .append("\"}],\"action\":\"")
                .append(audited.act().action())
                .append("\",\"recorded\":\"")
                .append(recorded.truncatedTo(ChronoUnit.MILLIS))
                .append("\",\"outcome\":\"")
                .append(EventText.outcomeOf(audited.status()))
                .append('"');
        audited.purpose(caller).ifPresent(purpose -> CallerJson.purpose(json, "OfEvent", purpose));
        json.append(",\"agent\":[");
        clientAgent(json, caller, origin, audited.act());
        json.append(',');
        serverAgent(json, origin, audited.act());
        caller.ifPresent(c -> CallerJson.agents(json, c, origin, audited, tokenUse));
        json.append("],\"source\":{\"observer\":{\"display\":");
        quote(json, origin.base());
        json.append(
                "},\"type\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/security-source-type\",\"code\":\"4\",\"display\":\"Application Server\"}]},\"entity\":[");
        json.append("{\"what\":{\"identifier\":{\"value\":");
        quote(json, origin.requestId());
        json.append(
                "}},\"type\":{\"system\":\"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType\",\"code\":\"XrequestId\"}}");
        if (audited.act() == Act.DELETE) {
            caller.ifPresent(c -> tokenEntity(json, c));
        }
        caller.flatMap(c -> c.mandate().grant()).ifPresent(grant -> CallerJson.grantEntity(json, grant));
        audited.entity().ifPresent(reference -> dataEntity(json, reference, audited.labels()));
        audited.query()
                .ifPresent(query -> queryEntity(
                        json,
                        query,
                        audited.entity().isPresent(),
                        audited.entity().isPresent() ? "" : audited.labels()));
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The stored event as a client sees it.
     *
     * @param event begins with the resourceType member; ends with the entity array when there is a patient to add
     */
    static byte[] rendered(byte[] event, String id, Instant recorded, Optional<String> patient) {
        StringBuilder json = new StringBuilder(event.length + 500);
        json.append(new String(event, StandardCharsets.UTF_8));
        patient.ifPresent(patientId -> {
            json.setLength(json.length() - 2);
            json.append(",{\"what\":{\"reference\":");
            quote(json, "Patient/" + patientId);
            json.append("},\"type\":" + PERSON + ",\"role\":" + PATIENT_ROLE + "}]}");
        });
        StringBuilder head = new StringBuilder(200).append(",\"id\":");
        quote(head, id);
        head.append(",\"meta\":{\"versionId\":\"1\",\"lastUpdated\":\"")
                .append(recorded.truncatedTo(ChronoUnit.MILLIS))
                .append('"');
        int afterStart = START.length();
        if (json.length() > afterStart + META.length()
                && json.substring(afterStart, afterStart + META.length()).equals(META)) {
            json.replace(
                    afterStart, afterStart + META.length(), head.append(',').toString());
        } else {
            json.insert(afterStart, head.append('}'));
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What the event can be found by, besides date and patient. */
    static List<String> tokens(Optional<Caller> caller, AuditedAct audited) {
        List<String> tokens = new ArrayList<>(9);
        caller.ifPresent(c -> CallerJson.tokens(c, tokens));
        tokens.add("action=" + audited.act().action());
        tokens.add("outcome=" + EventText.outcomeOf(audited.status()));
        Kind kind = Kind.of(audited);
        tokens.add("type=" + kind.token);
        tokens.add("type=" + kind.token.substring(kind.token.indexOf('|') + 1));
        tokens.add("subtype=" + kind.subtypes + "|" + audited.act().code());
        tokens.add("subtype=" + audited.act().code());
        audited.entity().ifPresent(reference -> tokens.add("entity=" + withoutVersion(reference)));
        if (writes(audited)) {
            tokens.add(AuditRow.WRITTEN);
        }
        return tokens;
    }

    private static boolean writes(AuditedAct audited) {
        return audited.status() < 400
                && "CUD".contains(audited.act().action())
                && !audited.type().equals("AuditEvent")
                && audited.entity()
                        .filter(reference -> reference.contains("/_history/"))
                        .isPresent();
    }

    private static String withoutVersion(String reference) {
        int history = reference.indexOf("/_history/");
        return history < 0 ? reference : reference.substring(0, history);
    }

    private static void profiles(StringBuilder json, List<String> profiles) {
        if (!profiles.isEmpty()) {
            json.append(META)
                    .append("\"profile\":[\"")
                    .append(String.join("\",\"", profiles))
                    .append("\"]}");
        }
    }

    private static void clientAgent(StringBuilder json, Optional<Caller> caller, Origin origin, Act act) {
        json.append("{\"type\":")
                .append(
                        caller.isPresent()
                                ? act.client().ofClient()
                                : act.client().json())
                .append(",\"who\":");
        if (caller.isPresent()) {
            json.append("{\"identifier\":{\"value\":");
            quote(json, caller.get().clientId());
            json.append("}}");
        } else {
            json.append("{\"display\":\"unauthenticated\"}");
        }
        // A delete's agents may carry no policy, so a client that acts for itself has no agent besides.
        boolean alone =
                caller.isEmpty() || act == Act.DELETE && caller.get().fhirUser().isEmpty();
        json.append(",\"requestor\":").append(alone).append(",\"network\":{\"address\":");
        quote(json, origin.clientAddress());
        json.append(",\"type\":\"2\"}}");
    }

    private static void serverAgent(StringBuilder json, Origin origin, Act act) {
        json.append("{\"type\":").append(act.server().json()).append(",\"who\":{\"display\":");
        quote(json, origin.base());
        json.append("},\"requestor\":false,\"network\":{\"address\":");
        quote(json, origin.base());
        json.append(",\"type\":\"5\"}}");
    }

    /** Where agents may carry no policy, the token is an entity. */
    private static void tokenEntity(StringBuilder json, Caller caller) {
        json.append(",{\"what\":{\"identifier\":{\"value\":");
        quote(json, "urn:ietf:params:oauth:jti:" + caller.tokenId());
        json.append(
                "}},\"type\":" + OTHER
                        + ",\"role\":{\"system\":\"http://terminology.hl7.org/CodeSystem/object-role\",\"code\":\"13\",\"display\":\"Security Resource\"}}");
    }

    private static void dataEntity(StringBuilder json, String reference, String labels) {
        json.append(",{\"what\":{\"reference\":");
        quote(json, reference);
        json.append(
                "},\"type\":" + SYSTEM_OBJECT
                        + ",\"role\":{\"system\":\"http://terminology.hl7.org/CodeSystem/object-role\",\"code\":\"4\",\"display\":\"Domain Resource\"}");
        if (!labels.isEmpty()) {
            json.append(",\"securityLabel\":").append(labels);
        }
        json.append('}');
    }

    /**
     * @param besideData the criteria of a conditional write: BALP knows one system object, and that is the resource
     * @param labels of what was asked for, when no resource bears them
     */
    private static void queryEntity(StringBuilder json, String query, boolean besideData, String labels) {
        json.append(",{\"type\":")
                .append(besideData ? OTHER : SYSTEM_OBJECT)
                .append(
                        ",\"role\":{\"system\":\"http://terminology.hl7.org/CodeSystem/object-role\",\"code\":\"24\",\"display\":\"Query\"}");
        if (!labels.isEmpty()) {
            json.append(",\"securityLabel\":").append(labels);
        }
        json.append(",\"query\":\"");
        json.append(Base64.getEncoder().encodeToString(query.getBytes(StandardCharsets.UTF_8)))
                .append("\"}");
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
