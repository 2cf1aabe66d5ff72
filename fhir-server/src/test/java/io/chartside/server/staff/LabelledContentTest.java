package io.chartside.server.staff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.rest.Desk;
import io.chartside.server.rest.RestTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What no grant opens, whomever the operator's staff stands in for (docs/adr/0072). */
class LabelledContentTest extends RestTest {

    private static JsonNode decided(String token, String method, String path) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(STAFFED + "/admin/grants" + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** A token of a grant at the tenant that decides itself. */
    private static String granted(StaffBrowser support, String owner, String target) {
        String grants = "/staff/tenants/staffed/grants";
        support.post(grants, Map.of("target", target, "purpose", "Ticket 22", "minutes", "30"));
        String id = "";
        for (JsonNode grant : decided(owner, "GET", "").path("grants")) {
            id = grant.path("target").asText().equals(target) ? grant.path("id").asText() : id;
        }
        decided(owner, "POST", "/" + id + "/approve");
        HttpResponse<String> used = support.post(grants + "/" + id + "/use", Map.of());
        Matcher token = Pattern.compile("data-testid=\"token\">([^<]+)<").matcher(used.body());
        assertThat(token.find()).as(used.body()).isTrue();
        return token.group(1);
    }

    private static String observation(String patient, String system, String code, String performer) {
        HttpResponse<String> made = send(request(STAFFED + "/Observation")
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"resourceType":"Observation","meta":{"security":[{"system":"%s","code":"%s"}]},"status":"final",
                         "code":{"text":"x"},"subject":{"reference":"Patient/%s"},"performer":[{"reference":"%s"}]}
                        """.formatted(system, code, patient, performer))));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asText();
    }

    private static HttpResponse<String> breakGlass(String patient, String token) {
        return send(
                HttpRequest.newBuilder(URI.create(STAFFED + "/Patient/" + patient + "/$break-glass"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", FHIR_JSON)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"reason\",\"valueString\":\"unconscious, on the ward\"}]}")));
    }

    /** The operator's staff is in nobody's care (45 CFR 164.508(a)(2), 42 CFR Part 2, docs/adr/0072). */
    @Test
    void whatBearsALabel_isInNoGrant_norDoesAnyBreakTheGlass_MM21() {
        String person = "Practitioner/labelled-clinician";
        Desk clinician = Desk.of(person, "clinician");
        HttpResponse<String> known = send(request(STAFFED + "/" + person)
                .header("Content-Type", FHIR_JSON)
                .PUT(HttpRequest.BodyPublishers.ofString(
                        "{\"resourceType\":\"Practitioner\",\"id\":\"labelled-clinician\"}")));
        assertThat(known.statusCode()).as(known.body()).isEqualTo(201);
        String own = clinician.token("openid fhirUser user/*.rs user/Task.cruds user/Communication.cruds");
        String patient = json(send(request(STAFFED + "/Patient")
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\"}"))))
                .path("id")
                .asText();
        String confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
        String acts = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
        String plain = observation(patient, confidentiality, "N", person);
        String restricted = observation(patient, confidentiality, "R", person);
        String session = observation(patient, acts, "PSYTHPN", person);
        List<String> labelled = List.of(
                restricted,
                observation(patient, confidentiality, "V", person),
                observation(patient, acts, "42CFRPart2", person),
                session);
        String observations = STAFFED + "/Observation/";
        assertThat(statusAt(observations + session, own)).as("his own").isEqualTo(200);

        StaffBrowser support =
                StaffBrowser.of(SERVER, "labels-support", StaffRole.SUPPORT).signedIn();
        String owner = Desk.of("Practitioner/label-owner", "owner").token("openid fhirUser manage-grants");
        String ofPatient = granted(support, owner, "Patient/" + patient);
        String inHisPlace = granted(support, owner, person);

        assertThat(breakGlass(patient, inHisPlace).statusCode()).isEqualTo(403);
        assertThat(statusAt(observations + restricted, own)).isEqualTo(404);
        HttpResponse<String> broken = breakGlass(patient, own);
        assertThat(broken.statusCode()).as(broken.body()).isEqualTo(200);
        assertThat(statusAt(observations + restricted, own)).isEqualTo(200);
        for (String token : List.of(ofPatient, inHisPlace)) {
            assertThat(statusAt(observations + plain, token)).isEqualTo(200);
            for (String id : labelled) {
                assertThat(statusAt(observations + id, token)).isEqualTo(404);
                assertThat(statusAt(observations + id + "/_history", token)).isEqualTo(404);
            }
            HttpResponse<String> found =
                    send(HttpRequest.newBuilder(URI.create(STAFFED + "/Observation?_total=accurate&patient=" + patient))
                            .header("Authorization", "Bearer " + token));
            assertThat(entries(json(found)))
                    .extracting(entry -> entry.at("/resource/id").asText())
                    .containsExactly(plain);
            assertThat(json(found).path("total").asInt()).isEqualTo(1);
            assertThat(send(HttpRequest.newBuilder(URI.create(STAFFED + "/$export"))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Prefer", "respond-async"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    private static int statusAt(String address, String token) {
        return send(HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Bearer " + token))
                .statusCode();
    }
}
