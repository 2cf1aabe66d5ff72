package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A draft bears the labels of what it was made of, whether these were there before it or came after (MA9, 42 CFR Part 2). */
class DraftLabelsTest extends RestTest {
    private static final String NOTHING = "{\"resourceType\":\"Parameters\"}";
    private static final String RESTRICTED = "\"meta\":{\"security\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}]},";
    private static final String WORDS =
            "[doctor] What brings you in?\\n[patient] My left knee has hurt for three days.\\n[doctor]"
                    + " So for your first problem, your knee pain, I am going to start you on ibuprofen 600 mg by mouth three times a day.\\n[doctor] I will"
                    + " refer you to an orthopedic surgeon.\\n[doctor] Let us get an x-ray of the knee.";

    private static String patient;

    @BeforeEach
    void aPatient() {
        patient = patient("Labelled");
    }

    private static String encounter(String meta) {
        return created(
                "Encounter",
                "{\"resourceType\":\"Encounter\"," + meta + "\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}");
    }

    private static JsonNode asked(String address, String body) {
        HttpResponse<String> answer = post(address, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static JsonNode drafted(String encounter) {
        return asked(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\"" + WORDS
                        + "\"}]}");
    }

    private static void restrict(String reference) {
        asked(
                "/" + reference + "/$meta-add",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":{"
                        + RESTRICTED.substring("\"meta\":{".length(), RESTRICTED.length() - 2) + "}}]}");
    }

    /** References of what an AI asserted in a Bundle, and of the transcript. */
    private static List<String> made(JsonNode bundle) {
        List<String> made = new ArrayList<>();
        for (JsonNode entry : entries(bundle)) {
            JsonNode resource = entry.path("resource");
            if (resource.path("meta").toString().contains("AIAST")
                    || resource.path("type").toString().contains("visit-transcript")) {
                made.add(resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText());
            }
        }
        return made;
    }

    private static String transcript(JsonNode bundle) {
        return entries(bundle).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("type").toString().contains("visit-transcript"))
                .map(resource -> "DocumentReference/" + resource.path("id").asText())
                .findFirst()
                .orElseThrow();
    }

    private static boolean isRestricted(JsonNode resource) {
        return resource.at("/meta/security").toString().contains("\"code\":\"R\"");
    }

    private static void assertRestricted(List<String> references) {
        assertThat(references).isNotEmpty();
        for (String reference : references) {
            assertThat(isRestricted(json(get("/" + reference)))).as(reference).isTrue();
        }
    }

    private static Set<String> types(List<String> references) {
        Set<String> types = new LinkedHashSet<>();
        references.forEach(reference -> types.add(reference.substring(0, reference.indexOf('/'))));
        return types;
    }

    @Test
    void labelsOfTheVisit_areOnEveryDraftOfIt() {
        String encounter = encounter(RESTRICTED);
        JsonNode note = drafted(encounter);
        List<String> made = made(note);
        assertThat(types(made))
                .contains(
                        "Composition",
                        "DocumentReference",
                        "Condition",
                        "MedicationRequest",
                        "ServiceRequest",
                        "Claim",
                        "ChargeItem");
        for (JsonNode entry : entries(note)) {
            boolean counts = made.contains(entry.at("/resource/resourceType").asText() + "/"
                    + entry.at("/resource/id").asText());
            assertThat(!counts || isRestricted(entry.path("resource")))
                    .as("in the answer")
                    .isTrue();
        }
        assertRestricted(made);
        for (String operation : List.of("instructions", "letter")) {
            assertRestricted(made(asked("/Encounter/" + encounter + "/$" + operation, NOTHING)));
        }
    }

    @Test
    void labelsOfAStoredTranscript_areOnTheDraft() {
        String encounter = encounter("");
        String transcript = transcript(drafted(encounter));
        restrict(transcript);
        JsonNode again = asked(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcriptReference\",\"valueReference\":"
                        + "{\"reference\":\"" + transcript + "\"}}]}");
        assertRestricted(made(again));
    }

    @ParameterizedTest
    @ValueSource(strings = {"encounter", "transcript"})
    void aLabelThatComesLater_reachesEveryDraft_andWhatWasMadeOfThese(String source) {
        String encounter = encounter("");
        JsonNode note = drafted(encounter);
        List<String> made = new ArrayList<>(made(note));
        for (String operation : List.of("instructions", "letter")) {
            made.addAll(made(asked("/Encounter/" + encounter + "/$" + operation, NOTHING)));
        }
        assertThat(isRestricted(json(get("/" + made.get(0))))).isFalse();
        restrict(source.equals("encounter") ? "Encounter/" + encounter : transcript(note));
        assertRestricted(made);
        assertThat(get("/AuditEvent?entity=" + made.get(0) + "&action=U").body())
                .as("the change of the draft is on record")
                .contains(made.get(0) + "/_history/2");
    }

    @Test
    void aLabelOfAnEntryOfTheChart_reachesTheSummary() {
        String problem = created(
                "Condition",
                "{\"resourceType\":\"Condition\",\"clinicalStatus\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
                        + "\"code\":{\"text\":\"Opioid dependence\"},\"subject\":{\"reference\":\"Patient/" + patient
                        + "\"}}");
        JsonNode summary = asked("/Patient/" + patient + "/$summarize", NOTHING);
        restrict("Condition/" + problem);
        assertRestricted(made(summary));
    }

    @Test
    void aDraftThatAClientStores_getsTheLabelsOfItsVisit() {
        assertRestricted(List.of("Condition/" + drafted(encounter(RESTRICTED), "Knee pain")));
        String encounter = encounter("");
        String later = drafted(encounter, "Hip pain");
        restrict("Encounter/" + encounter);
        assertRestricted(List.of("Condition/" + later));
    }

    @Test
    void aDraftInTheStepsOfADeletedOne_getsTheLabelsToo() {
        String encounter = encounter(RESTRICTED);
        String draft = drafted(encounter, "Knee pain");
        assertThat(delete("/Condition/" + draft).statusCode()).isEqualTo(204);
        HttpResponse<String> again =
                put("/Condition/" + draft, unsigned("\"id\":\"" + draft + "\",", encounter, "Knee pain"));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        assertRestricted(List.of("Condition/" + draft));
    }

    /** An unsigned problem that a client drafted without a note. */
    private static String drafted(String encounter, String problem) {
        return created("Condition", unsigned("", encounter, problem));
    }

    private static String unsigned(String id, String encounter, String problem) {
        return "{\"resourceType\":\"Condition\"," + id + "\"meta\":{\"security\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"AIAST\"}]},"
                + "\"verificationStatus\":{\"coding\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/condition-ver-status\",\"code\":\"unconfirmed\"}]},"
                + "\"code\":{\"text\":\"" + problem + "\"},\"subject\":{\"reference\":\"Patient/" + patient
                + "\"},\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}}";
    }

    @Test
    void whatWasSigned_staysAsItWasSigned() {
        // Only drafts follow: a version that a signature covers is not replaced behind it (see docs/security.md).
        String encounter = encounter("");
        String open = created(
                "Condition",
                "{\"resourceType\":\"Condition\",\"code\":{\"text\":\"Knee pain\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"},\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}}");
        restrict("Encounter/" + encounter);
        assertThat(json(get("/Condition/" + open)).at("/meta/versionId").asText())
                .isEqualTo("1");
    }
}
