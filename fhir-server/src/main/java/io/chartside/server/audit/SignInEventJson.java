package io.chartside.server.audit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Writes the FHIR JSON of a {@link SignInAct}: a DICOM "User Authentication"; a token that was issued follows IHE BALP's
 * profile of IUA's Get Access Token (ITI-71).
 */
final class SignInEventJson {
    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String TYPE =
            "{\"system\":\"" + DCM + "\",\"code\":\"110114\",\"display\":\"User Authentication\"}";
    private static final String APPLICATION =
            "{\"coding\":[{\"system\":\"" + DCM + "\",\"code\":\"110150\",\"display\":\"Application\"}]}";
    private static final String OAUTH_SERVICE =
            "{\"coding\":[{\"system\":\"https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes\",\"code\":\"AuthzOauthService\"}]}";
    private static final String PERSON =
            "{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ParticipationType\",\"code\":\"IRCP\",\"display\":\"information recipient\"}]}";

    private SignInEventJson() {}

    static byte[] of(Origin origin, SignInAct act, Instant recorded) {
        StringBuilder json = new StringBuilder(1200).append("{\"resourceType\":\"AuditEvent\"");
        boolean issued = act.kind() == SignInAct.Kind.TOKEN && act.status() < 400;
        if (issued) {
            json.append(",\"meta\":{\"profile\":[\"")
                    .append(BalpProfile.GET_ACCESS_TOKEN)
                    .append("\"]}");
        }
        json.append(",\"type\":" + TYPE + ",\"subtype\":[")
                .append(act.kind().json())
                .append("],\"action\":\"E\",\"recorded\":\"")
                .append(recorded.truncatedTo(ChronoUnit.MILLIS))
                .append("\",\"outcome\":\"")
                .append(outcome(act))
                .append("\",\"agent\":[{\"type\":" + APPLICATION + ",\"who\":");
        if (act.clientId().isPresent()) {
            json.append("{\"identifier\":{\"value\":");
            quote(json, act.clientId().get());
            json.append("}}");
        } else {
            json.append("{\"display\":\"")
                    .append(act.kind().ofPerson() ? "browser" : "unknown client")
                    .append("\"}");
        }
        json.append(",\"requestor\":").append(act.fhirUser().isEmpty()).append(",\"network\":{\"address\":");
        quote(json, origin.clientAddress());
        json.append(",\"type\":\"2\"}");
        if (act.fhirUser().isEmpty()) {
            policy(json, act);
        }
        json.append("},{\"type\":" + OAUTH_SERVICE + ",\"who\":{\"display\":");
        quote(json, origin.base());
        json.append("},\"requestor\":false,\"network\":{\"address\":");
        quote(json, origin.base());
        json.append(",\"type\":\"5\"}}");
        act.fhirUser().ifPresent(user -> {
            json.append(",{\"type\":" + PERSON + ",\"who\":{\"reference\":");
            quote(json, user);
            json.append("},\"requestor\":true");
            policy(json, act);
            json.append('}');
        });
        json.append("],\"source\":{\"observer\":{\"display\":");
        quote(json, origin.base());
        json.append(
                "},\"type\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/security-source-type\",\"code\":\"6\",\"display\":\"Security Server\"}]},\"entity\":[");
        entity(json, origin, act);
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Exactly one: the profile closes the list, so the request id stands in the request's own text. */
    private static void entity(StringBuilder json, Origin origin, SignInAct act) {
        if (act.request().isEmpty()) {
            json.append("{\"what\":{\"identifier\":{\"value\":");
            quote(json, origin.requestId());
            json.append(
                    "}},\"type\":{\"system\":\"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType\",\"code\":\"XrequestId\"}}");
            return;
        }
        String query = act.request().get() + "\nX-Request-Id: " + origin.requestId();
        json.append(
                        "{\"type\":{\"system\":\"http://terminology.hl7.org/CodeSystem/audit-entity-type\",\"code\":\"2\",\"display\":\"System Object\"},\"role\":{\"system\":\"http://terminology.hl7.org/CodeSystem/object-role\",\"code\":\"24\",\"display\":\"Query\"},\"query\":\"")
                .append(Base64.getEncoder().encodeToString(query.getBytes(StandardCharsets.UTF_8)))
                .append("\"}");
    }

    /** What the event can be found by, besides date. */
    static List<String> tokens(SignInAct act) {
        List<String> tokens = new ArrayList<>(9);
        act.clientId().ifPresent(client -> tokens.add("agent=" + client));
        act.fhirUser().ifPresent(user -> tokens.add("agent=" + user));
        tokens.add("action=E");
        tokens.add("outcome=" + outcome(act));
        tokens.add("type=" + DCM + "|110114");
        tokens.add("type=110114");
        tokens.add("subtype=" + act.kind().system() + "|" + act.kind().code());
        tokens.add("subtype=" + act.kind().code());
        return tokens;
    }

    private static void policy(StringBuilder json, SignInAct act) {
        act.tokenId().ifPresent(token -> {
            json.append(",\"policy\":[");
            quote(json, "urn:ietf:params:oauth:jti:" + token);
            json.append(']');
        });
    }

    private static char outcome(SignInAct act) {
        return act.status() < 400 ? '0' : act.status() < 500 ? '4' : '8';
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
