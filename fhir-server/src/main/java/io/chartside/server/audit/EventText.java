package io.chartside.server.audit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.chartside.server.access.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The parts that AuditEvents of every kind are made of, as FHIR JSON. */
final class EventText {
    static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    static final String ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
    static final String SYSTEM_OBJECT =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/audit-entity-type\",\"code\":\"2\",\"display\":\"System Object\"}";
    static final String OTHER =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/audit-entity-type\",\"code\":\"4\",\"display\":\"Other\"}";
    static final String APPLICATION = concept(DCM, "110150", "Application");
    static final String SOURCE = concept(DCM, "110153", "Source Role ID");
    static final String DESTINATION = concept(DCM, "110152", "Destination Role ID");
    static final String AUTHORIZATION_SERVICE =
            concept("https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes", "AuthzOauthService", null);
    static final String AUTHOR =
            concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "AUT", "author (originator)");
    static final String SECURITY_SERVER = "6\",\"display\":\"Security Server";
    static final String APPLICATION_SERVER = "4\",\"display\":\"Application Server";

    private final StringBuilder text = new StringBuilder(1600);

    private EventText() {}

    static EventText start() {
        return new EventText().raw("{\"resourceType\":\"AuditEvent\"");
    }

    EventText raw(String json) {
        text.append(json);
        return this;
    }

    EventText quoted(String words) {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(words, text);
        text.append('"');
        return this;
    }

    static String quote(String words) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(words)) + '"';
    }

    /** @param display null for none */
    EventText coding(String system, String code, String display) {
        return raw(codingOf(system, code, display));
    }

    private static String codingOf(String system, String code, String display) {
        return "{\"system\":\"" + system + "\",\"code\":\"" + code
                + (display == null ? "\"}" : "\",\"display\":\"" + display + "\"}");
    }

    static String concept(String system, String code, String display) {
        return "{\"coding\":[" + codingOf(system, code, display) + "]}";
    }

    EventText recorded(Instant at) {
        return raw(",\"recorded\":\"" + at.truncatedTo(ChronoUnit.MILLIS) + '"');
    }

    EventText outcome(int status) {
        return raw(",\"outcome\":\"" + outcomeOf(status) + '"');
    }

    static char outcomeOf(int status) {
        return status < 400 ? '0' : status < 500 ? '4' : '8';
    }

    /** The machine that asked. */
    EventText client(String type, Optional<String> clientId, boolean requestor, Origin origin, String more) {
        raw("{\"type\":" + type + ",\"who\":");
        if (clientId.isPresent()) {
            raw("{\"identifier\":{\"value\":").quoted(clientId.get()).raw("}}");
        } else {
            raw("{\"display\":\"unauthenticated\"}");
        }
        return raw(",\"requestor\":" + requestor + ",\"network\":{\"address\":")
                .quoted(origin.clientAddress())
                .raw(",\"type\":\"2\"}" + more + "}");
    }

    /** This server. */
    EventText server(String type, Origin origin) {
        return raw("{\"type\":" + type + ",\"who\":{\"display\":")
                .quoted(origin.base())
                .raw("},\"requestor\":false,\"network\":{\"address\":")
                .quoted(origin.base())
                .raw(",\"type\":\"5\"}}");
    }

    /** @param reference relative, of the person */
    EventText person(String type, String reference, boolean requestor, Caller caller) {
        return raw("{\"type\":" + type + ",\"who\":{\"reference\":")
                .quoted(reference)
                .raw("},\"requestor\":" + requestor + policy(caller.tokenId()) + "}");
    }

    /** Who acts in the person's place (RFC 8693, section 4.1): both stand in the event. */
    static String acting(String reference) {
        return "{\"type\":" + concept("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "AGNT", "agent")
                + ",\"who\":{\"reference\":" + quote(reference) + "},\"requestor\":false}";
    }

    /** The token that allowed it (BALP, OAuth minimal pattern). */
    static String policy(String tokenId) {
        return ",\"policy\":[" + quote("urn:ietf:params:oauth:jti:" + tokenId) + "]";
    }

    /** @param kind code and display of security-source-type */
    EventText source(Origin origin, String kind) {
        return raw(",\"source\":{\"observer\":{\"display\":")
                .quoted(origin.base())
                .raw(
                        "},\"type\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/security-source-type\",\"code\":\""
                                + kind + "\"}]}");
    }

    EventText requestId(Origin origin) {
        return raw(requestIdOf(origin));
    }

    static String requestIdOf(Origin origin) {
        return "{\"what\":{\"identifier\":{\"value\":" + quote(origin.requestId())
                + "}},\"type\":{\"system\":\"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType\",\"code\":\"XrequestId\"}}";
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static void codeTokens(List<String> into, String parameter, String system, String code) {
        into.add(parameter + "=" + system + "|" + code);
        into.add(parameter + "=" + code);
    }

    static void agentTokens(Caller caller, List<String> into) {
        into.add("agent=" + caller.clientId());
        caller.fhirUser().ifPresent(user -> into.add("agent=" + user));
        caller.mandate().actor().ifPresent(actor -> into.add("agent=" + actor));
    }
}
