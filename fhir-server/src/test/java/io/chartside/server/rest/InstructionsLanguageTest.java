package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** {@code $instructions} in the patient's language, where the engine has words of it (MH5). */
class InstructionsLanguageTest extends RestTest {
    private static String visit(String language) {
        String patient = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Ruiz\"}],\"communication\":[{\"preferred\":true,"
                        + "\"language\":{\"coding\":[{\"system\":\"urn:ietf:bcp:47\",\"code\":\"" + language
                        + "\"}]}}]}");
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}");
        HttpResponse<String> drafted = post(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\""
                        + "[doctor] What brings you in?\\n[patient] My left knee has hurt for three days.\\n[doctor] So for your"
                        + " first problem, your knee pain, I am going to start you on ibuprofen 600 mg by mouth three times a day.\"}]}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        return encounter;
    }

    private static JsonNode instructions(String encounter, String parameters) {
        HttpResponse<String> answer = post(
                "/Encounter/" + encounter + "/$instructions", "{\"resourceType\":\"Parameters\"" + parameters + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/entry/0/resource");
    }

    private static String asked(String language) {
        return ",\"parameter\":[{\"name\":\"language\",\"valueCode\":\"" + language + "\"}]";
    }

    @Test
    void thePatientsLanguage_isTaken_andAParameterGoesBefore() {
        String encounter = visit("es-MX");
        JsonNode spanish = instructions(encounter, "");
        assertThat(spanish.path("language").asText()).isEqualTo("es");
        assertThat(spanish.path("title").asText()).isEqualTo("Su visita");
        assertThat(spanish.toString())
                .contains("Empiece con Ibuprofen: 600 mg por la boca 3 veces al día.", "\"crawford\"", "must review")
                .doesNotContain("prefers another language");
        JsonNode english = instructions(encounter, asked("en"));
        assertThat(english.path("language").asText()).isEqualTo("en");
        assertThat(english.toString()).contains("Start Ibuprofen", "\"flesch-kincaid\"", "prefers another language");
        assertThat(instructions(visit("en"), asked("es")).toString())
                .contains("Empiece con Ibuprofen", "prefers another language");
    }

    @Test
    void aLanguageWithoutWords_isEnglishWithAFlag_orRefusedWhenAskedFor() {
        String encounter = visit("fr");
        assertThat(instructions(encounter, "").toString()).contains("Start Ibuprofen", "prefers another language");
        HttpResponse<String> refused = post(
                "/Encounter/" + encounter + "/$instructions", "{\"resourceType\":\"Parameters\"" + asked("fr") + "}");
        assertOutcome(refused, 422);
        assertThat(refused.body()).contains("en, es");
    }
}
