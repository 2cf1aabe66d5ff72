package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every type of US Core and of billing is served; a stored Bundle is kept as it came. */
class ResourceTypesTest extends RestTest {
    private static final Set<String> EXPECTED = Set.of(
            ("Account AllergyIntolerance Appointment AuditEvent Basic Binary Bundle CarePlan CareTeam ChargeItem Claim"
                            + " ClaimResponse Communication CommunicationRequest Composition Condition Consent Contract"
                            + " Coverage Device DiagnosticReport DocumentReference Encounter ExplanationOfBenefit"
                            + " FamilyMemberHistory Flag Goal Group HealthcareService Immunization Invoice Library List"
                            + " Location Media Medication MedicationDispense MedicationRequest MedicationStatement"
                            + " Observation Organization Patient PaymentNotice Practitioner PractitionerRole Procedure"
                            + " Provenance QuestionnaireResponse RelatedPerson Schedule ServiceRequest Slot Specimen"
                            + " Subscription Task")
                    .split(" "));

    @Test
    void everyListedTypeIsInTheCapabilityStatementAndSearched() {
        Set<String> listed = new TreeSet<>();
        json(get("/metadata"))
                .at("/rest/0/resource")
                .forEach(resource -> listed.add(resource.get("type").asText()));
        assertThat(listed).containsAll(EXPECTED);
        for (String type : listed) {
            assertThat(get("/" + type + "?_count=1").statusCode()).as(type).isEqualTo(200);
        }
    }

    @Test
    void aTypeOfThePlainKindLivesThroughItsInteractions() {
        String patient = patient("Lister");
        String id = created(
                "MedicationDispense",
                "{\"resourceType\":\"MedicationDispense\",\"status\":\"completed\",\"medicationCodeableConcept\":{\"text\":\"m\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        assertThat(get("/MedicationDispense/" + id).statusCode()).isEqualTo(200);
        assertThat(entries(json(get("/MedicationDispense?patient=" + patient)))).hasSize(1);
        assertThat(delete("/MedicationDispense/" + id).statusCode()).isEqualTo(204);
    }

    @Test
    void aStoredBundleKeepsTheReferencesOfItsEntries() {
        String urn = "urn:uuid:5f3f3d4e-0a3c-4a53-9f0e-0d5f0a7d8c11";
        HttpResponse<String> created = post("/Bundle", """
                {"resourceType":"Bundle","type":"collection","timestamp":"2026-01-02T03:04:05Z","entry":[
                 {"fullUrl":"%s","resource":{"resourceType":"Patient","active":true}},
                 {"fullUrl":"urn:uuid:0f3f3d4e-0a3c-4a53-9f0e-0d5f0a7d8c11","resource":{"resourceType":"Condition",
                  "subject":{"reference":"%s"}}}]}
                """.formatted(urn, urn));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode read = json(get("/Bundle/" + json(created).get("id").asText()));
        assertThat(read.at("/entry/0/fullUrl").asText()).isEqualTo(urn);
        assertThat(read.at("/entry/1/resource/subject/reference").asText()).isEqualTo(urn);
    }
}
