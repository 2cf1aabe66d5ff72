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
    private static final String REST_TYPE =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/audit-event-type\",\"code\":\"rest\",\"display\":\"RESTful Operation\"}";
    private static final String AUDIT_LOG_USED =
            "{\"system\":\"http://dicom.nema.org/resources/ontology/DCM\",\"code\":\"110101\",\"display\":\"Audit Log Used\"}";
    private static final String REST_SYSTEM = "http://terminology.hl7.org/CodeSystem/audit-event-type|rest";
    private static final String AUDIT_LOG_SYSTEM = "http://dicom.nema.org/resources/ontology/DCM|110101";
    private static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";

    private AuditEventJson() {}

    static byte[] of(Optional<Caller> caller, Origin origin, AuditedAct audited, Instant recorded) {
        StringBuilder json = new StringBuilder(1600);
        json.append(START);
        profiles(json, BalpProfile.of(audited, caller.flatMap(Caller::fhirUser).isPresent()));
        json.append(",\"type\":").append(aboutTheAudit(audited) ? AUDIT_LOG_USED : REST_TYPE);
        json.append(",\"subtype\":[{\"system\":\"" + INTERACTION + "\",\"code\":\"")
                .append(audited.act().code())
                .append("\"}],\"action\":\"")
                .append(audited.act().action())
                .append("\",\"recorded\":\"")
                .append(recorded.truncatedTo(ChronoUnit.MILLIS))
                .append("\",\"outcome\":\"")
                .append(outcome(audited.status()))
                .append("\",\"agent\":[");
        clientAgent(json, caller, origin, audited.act());
        json.append(',');
        serverAgent(json, origin, audited.act());
        caller.flatMap(Caller::fhirUser).ifPresent(user -> userAgent(json, user, caller.get(), audited.act()));
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
        audited.entity().ifPresent(reference -> dataEntity(json, reference, audited.labels()));
        audited.query()
                .ifPresent(query -> queryEntity(json, query, audited.entity().isPresent()));
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
        caller.ifPresent(c -> tokens.add("agent=" + c.clientId()));
        caller.flatMap(Caller::fhirUser).ifPresent(user -> tokens.add("agent=" + user));
        tokens.add("action=" + audited.act().action());
        tokens.add("outcome=" + outcome(audited.status()));
        String type = aboutTheAudit(audited) ? AUDIT_LOG_SYSTEM : REST_SYSTEM;
        tokens.add("type=" + type);
        tokens.add("type=" + type.substring(type.indexOf('|') + 1));
        tokens.add("subtype=" + INTERACTION + "|" + audited.act().code());
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

    private static boolean aboutTheAudit(AuditedAct audited) {
        return audited.type().equals("AuditEvent") && (audited.act() == Act.SEARCH || audited.act() == Act.READ);
    }

    private static char outcome(int status) {
        return status < 400 ? '0' : status < 500 ? '4' : '8';
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
        json.append("{\"type\":").append(act.client().json()).append(",\"who\":");
        if (caller.isPresent()) {
            json.append("{\"identifier\":{\"value\":");
            quote(json, caller.get().clientId());
            json.append("}}");
        } else {
            json.append("{\"display\":\"unauthenticated\"}");
        }
        boolean alone = caller.flatMap(Caller::fhirUser).isEmpty();
        json.append(",\"requestor\":").append(alone).append(",\"network\":{\"address\":");
        quote(json, origin.clientAddress());
        json.append(",\"type\":\"2\"}");
        if (alone && caller.isPresent() && act != Act.DELETE) {
            policy(json, caller.get());
        }
        json.append('}');
    }

    private static void serverAgent(StringBuilder json, Origin origin, Act act) {
        json.append("{\"type\":").append(act.server().json()).append(",\"who\":{\"display\":");
        quote(json, origin.base());
        json.append("},\"requestor\":false,\"network\":{\"address\":");
        quote(json, origin.base());
        json.append(",\"type\":\"5\"}}");
    }

    /** Who reads receives; who writes is the author. The second code says that an OAuth token speaks for the person. */
    private static void userAgent(StringBuilder json, String user, Caller caller, Act act) {
        boolean writes = "CUD".contains(act.action());
        json.append(
                        ",{\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ParticipationType\",\"code\":\"")
                .append(
                        writes
                                ? "AUT\",\"display\":\"author (originator)\"}"
                                : "IRCP\",\"display\":\"information recipient\"}");
        if (act != Act.DELETE) {
            json.append(
                    ",{\"system\":\"https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes\",\"code\":\"UserOauthAgent\"}");
        }
        json.append("]},\"who\":{\"reference\":");
        quote(json, user);
        json.append("},\"requestor\":true");
        if (act != Act.DELETE) {
            policy(json, caller);
        }
        json.append('}');
    }

    /** The token that allowed it (BALP, OAuth minimal pattern). */
    private static void policy(StringBuilder json, Caller caller) {
        json.append(",\"policy\":[");
        quote(json, "urn:ietf:params:oauth:jti:" + caller.tokenId());
        json.append(']');
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

    /** @param besideData the criteria of a conditional write: BALP knows one system object, and that is the resource */
    private static void queryEntity(StringBuilder json, String query, boolean besideData) {
        json.append(",{\"type\":")
                .append(besideData ? OTHER : SYSTEM_OBJECT)
                .append(
                        ",\"role\":{\"system\":\"http://terminology.hl7.org/CodeSystem/object-role\",\"code\":\"24\",\"display\":\"Query\"},\"query\":\"");
        json.append(Base64.getEncoder().encodeToString(query.getBytes(StandardCharsets.UTF_8)))
                .append("\"}");
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
