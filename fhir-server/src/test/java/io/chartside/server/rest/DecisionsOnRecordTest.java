package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.audit.BalpRules;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MA9, MM21: what a Consent or a label keeps back, and what broken glass opens, is on record as a decision. */
class DecisionsOnRecordTest extends RestTest {
    private static String clinician;
    private static String member;
    private static String patient;
    private static String labelled;
    private static String denied;
    private static String consent;

    @BeforeEach
    void aPatientWithSomethingToHide() {
        if (clinician == null) {
            member = Desk.of("Practitioner/watched-member", "member").token("openid fhirUser user/*.cruds");
            patient = stored("Patient", "\"active\":true");
            String of = "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" + patient + "\"}";
            labelled = stored(
                    "Condition",
                    "\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\","
                            + "\"code\":\"R\"}]}," + of);
            denied = stored("Observation", "\"status\":\"final\"," + of);
            consent = stored(
                    "Consent",
                    "\"status\":\"active\",\"scope\":{\"text\":\"x\"},\"category\":[{\"text\":\"x\"}],\"patient\":{\"reference\":"
                            + "\"Patient/" + patient
                            + "\"},\"provision\":{\"provision\":[{\"type\":\"deny\",\"class\":[{\"system\":"
                            + "\"http://hl7.org/fhir/resource-types\",\"code\":\"Observation\"}]}]}");
            clinician = Desk.of("Practitioner/watched", "clinician").token("openid fhirUser user/*.cruds");
        }
    }

    private static String stored(String type, String members) {
        HttpResponse<String> made = send(request(STAFFED + "/" + type)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"" + type + "\"," + members + "}")));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asText();
    }

    private static HttpResponse<String> as(String token, String method, String path, String requestId, String body) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .header("X-Request-Id", requestId)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> breakGlass(String token, String requestId) {
        return as(token, "POST", "/Patient/" + patient + "/$break-glass", requestId, """
                {"resourceType":"Parameters","parameter":[
                 {"name":"reason","valueString":"unconscious in the emergency room"}]}""");
    }

    private static List<JsonNode> events(String requestId) {
        return entries(json(send(request(STAFFED + "/AuditEvent?date=ge2026-01-01&_count=100")))).stream()
                .map(entry -> entry.path("resource"))
                .filter(event -> event.toString().contains(requestId))
                .toList();
    }

    private static List<JsonNode> decisions(String requestId) {
        return events(requestId).stream()
                .filter(event -> event.at("/type/code").asText().equals("110113"))
                .toList();
    }

    private static String purpose(JsonNode event) {
        return event.at("/purposeOfEvent/0/coding/0/code").asText();
    }

    @Test
    void readThatAConsentDenies_isADecisionByThatConsent_andAnsweredAsIfThereWereNothing() {
        for (String rest : List.of("", "/_history", "/_history/1")) {
            String id = UUID.randomUUID().toString();
            HttpResponse<String> answer = as(member, "GET", "/Observation/" + denied + rest, id, "");

            assertOutcome(answer, 404);
            assertThat(answer.body())
                    .isEqualTo(as(member, "GET", "/Observation/" + UUID.randomUUID() + rest, "other", "")
                            .body());
            assertThat(decisions(id)).as(rest).singleElement().satisfies(event -> {
                BalpRules.assertFollows(event);
                assertThat(BalpRules.profiles(event)).singleElement().asString().endsWith("AuthZconsent");
                assertThat(event.at("/subtype/0/code").asText()).isEqualTo("AuthZ-Consent");
                assertThat(event.path("outcome").asText()).isEqualTo("4");
                assertThat(event.toString())
                        .contains("Consent/" + consent, "Patient/" + patient, "Practitioner/watched-member");
            });
            assertThat(events(id)).hasSize(2);
        }
    }

    @Test
    void readThatALabelKeepsBack_isADecisionByRole_andOneOfNothingIsNone() {
        String id = UUID.randomUUID().toString();
        assertOutcome(as(member, "GET", "/Condition/" + labelled, id, ""), 404);

        assertThat(decisions(id)).singleElement().satisfies(event -> {
            assertThat(event.at("/subtype/0/code").asText()).isEqualTo("AuthZ-Role");
            assertThat(event.path("outcome").asText()).isEqualTo("4");
            assertThat(event.toString()).contains("security label R", "Patient/" + patient);
        });
        String nothing = UUID.randomUUID().toString();
        assertOutcome(as(member, "GET", "/Condition/" + UUID.randomUUID(), nothing, ""), 404);
        assertThat(decisions(nothing)).isEmpty();
        assertThat(events(nothing)).hasSize(1);
    }

    @Test
    void writeOfWhatAConsentDenies_isADecisionByThatConsent_andAnsweredAsIfThereWereNothing() {
        String nobody = UUID.randomUUID().toString();
        String body = "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"status\":\"final\",\"code\":{\"text\":\"y\"},"
                + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}";
        for (String method : List.of("PUT", "DELETE")) {
            String id = UUID.randomUUID().toString();
            HttpResponse<String> answer = as(member, method, "/Observation/" + denied, id, body.formatted(denied));
            if (method.equals("PUT")) {
                assertOutcome(answer, 403);
            } else {
                HttpResponse<String> ofNothing = as(member, method, "/Observation/" + nobody, "other", "");
                assertThat(answer.statusCode()).isEqualTo(ofNothing.statusCode());
                assertThat(answer.body()).isEqualTo(ofNothing.body());
            }
            assertThat(decisions(id)).as(method).singleElement().satisfies(event -> {
                BalpRules.assertFollows(event);
                assertThat(event.at("/subtype/0/code").asText()).isEqualTo("AuthZ-Consent");
                assertThat(event.path("outcome").asText()).isEqualTo("4");
                assertThat(event.toString())
                        .contains("Consent/" + consent, "Patient/" + patient, "Practitioner/watched-member");
            });
            assertThat(events(id)).as(method).hasSize(2);
        }
        assertThat(TestStore.read(new TenantId("staffed"), "Observation", denied))
                .hasValueSatisfying(still -> assertThat(still.version()).isEqualTo(1));
    }

    @Test
    void writeThatTheRoleForbids_isADecisionByRole_andOneThatNoScopeGrantsIsNone() {
        String order = "{\"resourceType\":\"MedicationRequest\",\"status\":\"active\",\"intent\":\"order\","
                + "\"medicationCodeableConcept\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" + patient
                + "\"}}";
        String byRole = UUID.randomUUID().toString();
        assertOutcome(as(member, "POST", "/MedicationRequest", byRole, order), 403);
        assertThat(decisions(byRole)).singleElement().satisfies(event -> {
            assertThat(event.at("/subtype/0/code").asText()).isEqualTo("AuthZ-Role");
            assertThat(event.path("outcome").asText()).isEqualTo("4");
            assertThat(event.toString()).contains("role member", "Practitioner/watched-member");
        });
        assertThat(events(byRole)).hasSize(2);

        String relabelled = UUID.randomUUID().toString();
        String other = stored(
                "Condition", "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" + patient + "\"}");
        assertOutcome(as(clinician, "PUT", "/Condition/" + other, relabelled, """
                {"resourceType":"Condition","id":"%s","meta":{"security":[
                 {"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"V"}]},
                 "code":{"text":"x"},"subject":{"reference":"Patient/%s"}}""".formatted(other, patient)), 403);
        assertThat(decisions(relabelled))
                .singleElement()
                .satisfies(event -> assertThat(event.toString()).contains("who labels"));

        String reader = Desk.of("Practitioner/watched-reader", "member").token("openid fhirUser user/*.rs");
        String byScope = UUID.randomUUID().toString();
        assertOutcome(as(reader, "POST", "/Condition", byScope, """
                {"resourceType":"Condition","subject":{"reference":"Patient/%s"}}""".formatted(patient)), 403);
        assertThat(decisions(byScope)).isEmpty();
        assertThat(events(byScope)).hasSize(1);
    }

    @Test
    void brokenGlass_isADecision_andAllThatIsSeenOfThatPatientBearsItsPurpose() {
        String refused = UUID.randomUUID().toString();
        assertOutcome(breakGlass(member, refused), 403);
        assertThat(decisions(refused)).singleElement().satisfies(event -> {
            assertThat(event.path("outcome").asText()).isEqualTo("4");
            assertThat(purpose(event)).isEqualTo("BTG");
        });
        String before = UUID.randomUUID().toString();
        as(clinician, "GET", "/Patient/" + patient, before, "");
        assertThat(events(before))
                .singleElement()
                .satisfies(event -> assertThat(purpose(event)).isEmpty());

        String granted = UUID.randomUUID().toString();
        assertThat(breakGlass(clinician, granted).statusCode()).isEqualTo(200);

        assertThat(decisions(granted)).singleElement().satisfies(event -> {
            assertThat(event.path("outcome").asText()).isEqualTo("0");
            assertThat(purpose(event)).isEqualTo("BTG");
            assertThat(event.toString()).contains("Patient/" + patient, "Practitioner/watched");
        });
        String other = stored(
                "Condition",
                "\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" + stored("Patient", "\"active\":true")
                        + "\"}");
        for (String path : List.of(
                "/Condition/" + labelled,
                "/Condition/" + labelled + "/_history",
                "/Condition?_id=" + labelled + "," + other,
                "/Patient/" + patient + "/$everything")) {
            String id = UUID.randomUUID().toString();
            HttpResponse<String> answer = as(clinician, "GET", path, id, "");
            assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
            assertThat(events(id)).as(path).isNotEmpty().allSatisfy(event -> {
                BalpRules.assertFollows(event);
                assertThat(purpose(event))
                        .isEqualTo(event.toString().contains("\"Patient/" + patient + "\"") ? "BTG" : "");
            });
            assertThat(events(id)).as(path).hasSize(path.contains("?") ? 2 : 1);
        }
        String colleague = UUID.randomUUID().toString();
        as(member, "GET", "/Patient/" + patient, colleague, "");
        assertThat(events(colleague))
                .singleElement()
                .satisfies(event -> assertThat(purpose(event)).isEmpty());
    }
}
