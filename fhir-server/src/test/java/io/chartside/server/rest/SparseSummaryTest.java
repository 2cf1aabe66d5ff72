package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A summary follows IPS 2.0.1 also of a chart that lacks what the guide requires (MH5). */
class SparseSummaryTest extends RestTest {
    private static String sparse() {
        String patient = created("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"use\":\"official\"}]}");
        String subject = "\"subject\":{\"reference\":\"Patient/" + patient + "\"}";
        String medication = created(
                "Medication", "{\"resourceType\":\"Medication\",\"code\":{\"text\":\"Warfarin 2.5 mg tablet\"}}");
        created(
                "MedicationRequest",
                "{\"resourceType\":\"MedicationRequest\",\"status\":\"active\",\"intent\":\"order\","
                        + "\"medicationReference\":{\"reference\":\"Medication/" + medication + "\"}," + subject + "}");
        created(
                "MedicationRequest",
                "{\"resourceType\":\"MedicationRequest\",\"status\":\"active\",\"intent\":\"order\",\"contained\":[{"
                        + "\"resourceType\":\"Medication\",\"id\":\"m\",\"code\":{\"text\":\"Digoxin 125 mcg tablet\"}}],"
                        + "\"medicationReference\":{\"reference\":\"#m\"}," + subject + "}");
        created(
                "Procedure",
                "{\"resourceType\":\"Procedure\",\"status\":\"completed\",\"code\":{\"text\":\"Appendectomy\"},"
                        + subject + "}");
        created(
                "Observation",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"category\":[{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\"}]}],"
                        + "\"code\":{\"text\":\"Ferritin\"},\"valueQuantity\":{\"value\":31,\"unit\":\"ng/mL\",\"system\":"
                        + "\"http://unitsofmeasure.org\",\"code\":\"ng/mL\"}," + subject + "}");
        return patient;
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary", "summarize"})
    void whatTheChartLacks_isSaidToBeUnknown_andMedicationsComeAlong(String operation) {
        String patient = sparse();
        HttpResponse<String> answer =
                post("/Patient/" + patient + "/$" + operation, "{\"resourceType\":\"Parameters\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode bundle = json(answer);
        IpsRules.assertFollows(bundle);
        assertThat(bundle.at("/entry/0/resource").toString())
                .contains("Warfarin 2.5 mg tablet", "Digoxin 125 mcg tablet", "Appendectomy", "Ferritin")
                .doesNotContain("without a name");
        assertThat(json(get("/Patient/" + patient)).has("_birthDate"))
                .as("the record itself")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary", "summarize"})
    void anEmptyChart_isAWholeDocument(String operation) {
        String patient = created("Patient", "{\"resourceType\":\"Patient\"}");
        HttpResponse<String> answer =
                post("/Patient/" + patient + "/$" + operation, "{\"resourceType\":\"Parameters\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        IpsRules.assertFollows(json(answer));
    }
}
