package io.chartside.server.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.rest.RestTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A visit to seal, and what a device does over HTTP. */
abstract class SealedTest extends RestTest {
    static String patient;
    static String visit;

    final Device key = new Device(20_261_130);

    /** The server is not there before the first test of all begins. */
    @BeforeEach
    void visit() {
        if (visit == null) {
            patient = patient("Sealed");
            visit = created("Encounter", """
                    {"resourceType": "Encounter", "status": "in-progress", "class": {"code": "AMB"},
                     "subject": {"reference": "Patient/%s"}, "period": {"start": "2026-11-30T09:00:00Z"}}""".formatted(patient));
        }
    }

    record Opened(String session, String device) {}

    static HttpResponse<String> get(String address) {
        return send(request(address));
    }

    static String parameters(Map<String, String> values) {
        StringBuilder body = new StringBuilder("{\"resourceType\":\"Parameters\",\"parameter\":[");
        values.forEach((name, value) -> body.append(body.charAt(body.length() - 1) == '[' ? "" : ",")
                .append("{\"name\":\"" + name + "\",\"valueString\":\"" + value.replace("\"", "\\\"") + "\"}"));
        return body.append("]}").toString();
    }

    Opened open(String mode) {
        return open(visit, mode);
    }

    Opened open(String visit, String mode) {
        HttpResponse<String> answer = post(
                "/Encounter/" + visit + "/$seal", parameters(Map.of("mode", mode, "fingerprint", key.fingerprint())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String session =
                json(answer).at("/parameter/0/valueReference/reference").asText();
        return new Opened(session.substring("Encounter/".length()), value(answer, "device"));
    }

    static String value(HttpResponse<String> answer, String name) {
        return values(answer, name).get(0);
    }

    static List<String> values(HttpResponse<String> answer, String name) {
        List<String> values = new ArrayList<>();
        for (JsonNode parameter : json(answer).path("parameter")) {
            if (parameter.path("name").asText().equals(name)) {
                values.add(parameter.path("valueString").asText());
            }
        }
        return values;
    }

    String invite(Opened opened) {
        HttpResponse<String> answer = post("/Encounter/" + opened.session() + "/$seal-invite", parameters(Map.of()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return value(answer, "token");
    }

    /** Without a token, or with a guest's. */
    static HttpResponse<String> guest(String path, String token, Map<String, String> values) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(BASE + "/sealed/" + path))
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(parameters(values)));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> redeem(String token) {
        return guest("redeem", "", Map.of("token", token, "fingerprint", key.fingerprint()));
    }

    static HttpResponse<String> say(Opened opened, String message) {
        return post("/sealed/" + opened.session() + "/say", parameters(Map.of("message", message)));
    }

    static void assertRefused(HttpResponse<String> answer, int status) {
        assertOutcome(answer, status);
        assertThat(answer.body()).doesNotContain("eyJ"); // Nothing that was sent comes back.
    }
}
