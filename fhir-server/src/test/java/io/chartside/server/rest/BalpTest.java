package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.BalpRules;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MA9: each event says which IHE BALP profiles it follows, and follows them. */
class BalpTest extends RestTest {
    private static final String LABELLED = "{\"resourceType\":\"Observation\",\"meta\":{\"security\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\",\"display\":\"a \\\"]\\\" in it\"}]},"
            + "\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/%s\"}}";

    @Autowired
    private Readings readings;

    @Autowired
    private Transactions transactions;

    private List<JsonNode> events(String requestId) {
        return entries(json(get("/AuditEvent?date=ge2026-01-01&_count=40"))).stream()
                .map(entry -> entry.path("resource"))
                .filter(event -> event.toString().contains(requestId))
                .toList();
    }

    private static HttpRequest.Builder as(String requestId, String address) {
        return request(address).header("Content-Type", FHIR_JSON).header("X-Request-Id", requestId);
    }

    private static HttpRequest.BodyPublisher body(String json) {
        return HttpRequest.BodyPublishers.ofString(json);
    }

    @Test
    void everyKindOfActOfABackEnd_followsTheProfileItClaims() {
        String id = UUID.randomUUID().toString();
        String patient = patient("Balp");
        String observation = json(send(as(id, "/Observation").POST(body(LABELLED.formatted(patient)))))
                .path("id")
                .asText();
        String address = "/Observation/" + observation;
        send(as(id, address));
        send(as(id, address + "/_history/1"));
        send(as(id, address)
                .PUT(body(LABELLED.formatted(patient).replaceFirst("\\{", "{\"id\":\"" + observation + "\","))));
        send(as(id, "/Observation?patient=" + patient));
        send(as(id, "/Observation?patient=never-was"));
        send(as(id, "/Organization")
                .header("If-None-Exist", "identifier=urn:balp|" + id)
                .POST(body("{\"resourceType\":\"Organization\",\"identifier\":[{\"system\":\"urn:balp\",\"value\":\""
                        + id + "\"}]}")));
        send(as(id, address).DELETE());
        send(as(id, address));
        send(as(id, address + "/_history"));

        List<JsonNode> events = events(id);
        assertThat(events).hasSize(10).allSatisfy(BalpRules::assertFollows);
        assertThat(new TreeSet<>(events.stream()
                        .flatMap(event -> BalpRules.profiles(event).stream())
                        .map(profile -> profile.substring(BalpRules.PROFILES.length()))
                        .toList()))
                .containsExactly(
                        "Create",
                        "OAUTHaccessTokenUse.Minimal",
                        "PatientCreate",
                        "PatientDelete",
                        "PatientQuery",
                        "PatientRead",
                        "PatientUpdate",
                        "Query");
        assertThat(events.stream().filter(event -> BalpRules.profiles(event).isEmpty()))
                .as("the read of what is gone, and the history")
                .hasSize(2);
        assertThat(events.stream()
                        .filter(event -> event.toString().contains("Observation/" + observation + "/_history/"))
                        .filter(event -> event.path("action").asText().matches("[CRUD]")))
                .hasSize(5)
                .allSatisfy(
                        event -> assertThat(event.toString())
                                .contains(
                                        "\"securityLabel\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\""));
    }

    @Test
    void actsOfAPerson_followTheTokenProfileToo() {
        String patient = patient("Balp");
        String id = UUID.randomUUID().toString();
        RequestContext doctor = new RequestContext(
                new Caller(
                        new TenantId("demo"),
                        "Practitioner/demo-practitioner-1",
                        "chartside-app",
                        "token-of-balp",
                        Scopes.parse("user/*.cruds"),
                        Optional.of("Practitioner/demo-practitioner-1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new Origin(id, "127.0.0.1", BASE));
        readings.read(doctor, "Patient", patient);
        readings.search(
                doctor,
                new SearchRequest("Condition", Map.of("patient", List.of(patient)), false, "balp"),
                "GET " + BASE + "/Condition?patient=" + patient);
        Condition condition = new Condition().setSubject(new Reference("Patient/" + patient));
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(condition)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Condition");
        String created = transactions
                .execute(doctor, bundle)
                .get(0)
                .stored()
                .orElseThrow()
                .id();
        Bundle removal = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        removal.addEntry().getRequest().setMethod(Bundle.HTTPVerb.DELETE).setUrl("Condition/" + created);
        transactions.execute(doctor, removal);

        List<JsonNode> events = events(id);
        assertThat(events).hasSize(4).allSatisfy(BalpRules::assertFollows);
        assertThat(events.stream()
                        .filter(event -> BalpRules.profiles(event).toString().contains("OAUTHaccessTokenUse.Minimal")))
                .hasSize(3);
        assertThat(events)
                .allSatisfy(event -> assertThat(event.toString()).contains("urn:ietf:params:oauth:jti:token-of-balp"));
    }
}
