package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A drug of the chart that stands as {@code medicationReference} is as well known to the draft as a coded one (US Core, MedicationRequest). */
class ReferredDrugsTest extends RestTest {
    private static final String CODE = "\"code\":{\"text\":\"lisinopril 10 mg oral tablet\"}";

    @ParameterizedTest
    @ValueSource(strings = {"code", "display", "contained", "resource"})
    void drugOfTheChart_isWhatTheVisitGoesOnWith(String form) {
        String patient = "Patient/" + patient("Referred");
        String request = created("MedicationRequest", """
                {"resourceType":"MedicationRequest","status":"active","intent":"order","subject":{"reference":"%s"},%s,
                 "dosageInstruction":[{"text":"1 tablet daily"}]}
                """.formatted(patient, drug(form)));
        String encounter = created("Encounter", """
                {"resourceType":"Encounter","status":"in-progress","class":{"code":"AMB"},"subject":{"reference":"%s"}}
                """.formatted(patient));

        HttpResponse<String> drafted = post("/Encounter/" + encounter + "/$draft-note", """
                {"resourceType":"Parameters","parameter":[{"name":"transcript","valueString":
                 "[doctor] What brings you in?\\n[patient] My blood pressure is high.\\n[doctor] For your high blood pressure, let us continue the lisinopril 10 milligrams."}]}
                """);

        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        assertThat(entries(json(drafted)).stream()
                        .map(entry -> entry.path("resource"))
                        .filter(resource ->
                                resource.path("resourceType").asText().equals("MedicationRequest"))
                        .map(Object::toString))
                .singleElement()
                .asString()
                .contains("charted-medication", "MedicationRequest/" + request);
    }

    private static String drug(String form) {
        return switch (form) {
            case "code" -> CODE.replace("code", "medicationCodeableConcept");
            case "display" ->
                "\"medicationReference\":{\"identifier\":{\"system\":\"urn:ehr\",\"value\":\"" + UUID.randomUUID()
                        + "\"},\"display\":\"lisinopril 10 mg oral tablet\"}";
            case "contained" ->
                "\"contained\":[{\"resourceType\":\"Medication\",\"id\":\"drug\"," + CODE
                        + "}],\"medicationReference\":{\"reference\":\"#drug\"}";
            default ->
                "\"medicationReference\":{\"reference\":\"Medication/"
                        + created("Medication", "{\"resourceType\":\"Medication\"," + CODE + "}") + "\"}";
        };
    }
}
