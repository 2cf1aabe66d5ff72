package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.audit.BalpRules;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Accounting of disclosures (45 CFR 164.528): what leaves the house is told to the patient. */
class DisclosureTest extends RestTest {

    private static List<JsonNode> disclosures(String address, String scope) {
        HttpResponse<String> answer = send(request(address, scope));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode parameter : json(answer).path("parameter")) {
            if (parameter.path("name").asText().equals("disclosure")) {
                found.add(parameter);
            }
        }
        return found;
    }

    private static String document(String patient) {
        return created(
                "DocumentReference",
                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"date\":\"2026-01-02T10:00:00Z\","
                        + "\"subject\":{\"reference\":\"Patient/" + patient
                        + "\"},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"YQ==\"}}]}");
    }

    @Test
    void documentsFetchedByABackEnd_areDisclosed_withRecipientAndWhat() {
        String patient = patient("Disclosed");
        document(patient);
        String id = UUID.randomUUID().toString();
        send(request("/DocumentReference/$docref?patient=" + patient).header("X-Request-Id", id));

        List<JsonNode> events =
                entries(json(get("/AuditEvent?date=ge2026-01-01&subtype=disclose&patient=" + patient))).stream()
                        .map(entry -> entry.path("resource"))
                        .toList();
        assertThat(events).singleElement().satisfies(event -> {
            BalpRules.assertFollows(event);
            assertThat(BalpRules.profiles(event).get(0)).endsWith("PrivacyDisclosure.Source");
            assertThat(event.toString()).contains(id);
        });
        assertThat(disclosures("/Patient/" + patient + "/$disclosures", "system/AuditEvent.rs"))
                .singleElement()
                .satisfies(disclosure -> assertThat(disclosure.toString())
                        .contains("\"tester\"", "127.0.0.1", "DocumentReference/$docref", "\"valueBoolean\":false"));
        assertThat(disclosures("/Patient/" + patient + "/$disclosures?end=2026-01-01", "system/AuditEvent.rs"))
                .isEmpty();
        assertOutcome(send(request("/Patient/" + patient + "/$disclosures", "system/Patient.rs")), 403);
        assertOutcome(send(request("/Patient/" + patient + "/$disclosures?since=x", "system/AuditEvent.rs")), 400);
    }

    @Test
    void exportedFile_isADisclosureOfEachPatientInIt_onceItIsFetched() {
        String one = json(send(request(PICKY + "/Patient")
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\",\"active\":true}"))))
                .path("id")
                .asText();
        HttpResponse<String> accepted =
                send(request(PICKY + "/$export?_type=Patient").header("Prefer", "respond-async"));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String location = accepted.headers().firstValue("Content-Location").orElseThrow();
        HttpResponse<String> status;
        do {
            status = send(request(location));
        } while (status.statusCode() == 202);
        String account = PICKY + "/Patient/" + one + "/$disclosures";
        assertThat(disclosures(account, "system/*.cruds drafts")).isEmpty();
        for (JsonNode file : json(status).path("output")) {
            send(request(file.path("url").asText()));
        }
        assertThat(disclosures(account, "system/*.cruds drafts"))
                .singleElement()
                .satisfies(disclosure -> assertThat(disclosure.toString()).contains("$export-file"));
    }

    @Test
    void eventReportedByTheApp_countsForThePatientItNames() {
        String patient = patient("WrittenBack");
        created("AuditEvent", """
                {"resourceType":"AuditEvent","type":{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110106"},
                 "subtype":[{"system":"http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle","code":"disclose"}],
                 "action":"R","recorded":"2026-11-01T10:00:00Z","outcome":"0",
                 "purposeOfEvent":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}],
                 "agent":[{"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110152"}]},
                           "who":{"identifier":{"value":"https://ehr.example/r4"}},"requestor":false,
                           "network":{"address":"ehr.example","type":"1"}}],
                 "source":{"observer":{"display":"app"}},
                 "entity":[{"what":{"reference":"https://ehr.example/r4/DocumentReference/7"}},
                           {"what":{"reference":"Patient/%s"}}]}""".formatted(patient));

        assertThat(disclosures("/Patient/" + patient + "/$disclosures", "system/AuditEvent.rs"))
                .singleElement()
                .satisfies(disclosure -> assertThat(disclosure.toString())
                        .contains("https://ehr.example/r4\"", "DocumentReference/7", "TREAT", "\"valueBoolean\":true")
                        .contains("2026-11-01T10:00:00"));
    }
}
