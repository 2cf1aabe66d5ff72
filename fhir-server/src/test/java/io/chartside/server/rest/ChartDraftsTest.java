package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What is drafted from a chart: summary, interpretation, instructions, letter; one contract (MA16, MA18, MA19; MH5). Over 400
 * lines because all four are made from the one chart that stands at its beginning.
 */
class ChartDraftsTest extends RestTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final String NOTHING = "{\"resourceType\":\"Parameters\"}";

    @Autowired
    private Transactions transactions;

    private static String patient;
    private static String encounter;
    private static String hemoglobin;
    private static String report;

    @BeforeEach
    void aChartWithAVisit() {
        if (patient != null) {
            return;
        }
        patient = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"active\":true,\"name\":[{\"family\":\"Amari\",\"given\":[\"Noor\"]}],"
                        + "\"birthDate\":\"1971-05-02\",\"communication\":[{\"preferred\":true,\"language\":{\"coding\":["
                        + "{\"system\":\"urn:ietf:bcp:47\",\"code\":\"fr\"}]}}]}");
        String subject = "\"subject\":{\"reference\":\"Patient/" + patient + "\"}";
        created(
                "Condition",
                "{\"resourceType\":\"Condition\",\"clinicalStatus\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
                        + "\"onsetDateTime\":\"2019-04\",\"code\":{\"coding\":[{\"system\":\"http://hl7.org/fhir/sid/icd-10-cm\","
                        + "\"code\":\"I10\"}],\"text\":\"Essential hypertension\"}," + subject + "}");
        created(
                "MedicationRequest",
                "{\"resourceType\":\"MedicationRequest\",\"status\":\"active\",\"intent\":\"order\","
                        + "\"medicationCodeableConcept\":{\"text\":\"Lisinopril 10 mg tablet\"},\"dosageInstruction\":[{\"text\":"
                        + "\"1 tablet once a day\"}]," + subject + "}");
        created(
                "Immunization",
                "{\"resourceType\":\"Immunization\",\"status\":\"completed\",\"vaccineCode\":{\"text\":"
                        + "\"Influenza vaccine\"},\"occurrenceDateTime\":\"2025-10-02\",\"patient\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        hemoglobin = result(subject, "2026-02-03", "11.2", "g/dL", "L");
        result(subject, "2025-11-02", "125", "g/L", "");
        result(subject, "2025-08-02", "13.4", "g/dL", "");
        result(subject, "2025-05-02", "7.9", "mmol/L", "");
        report = created(
                "DiagnosticReport",
                "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",\"code\":{\"text\":"
                        + "\"Blood count\"}," + subject + ",\"result\":[{\"reference\":\"Observation/" + hemoglobin
                        + "\"},{\"reference\":\"Observation/demo-lab-1-1\"}]}");
        encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":" + "\"AMB\"},"
                        + subject + "}");
        String words =
                "[doctor] What brings you in?\\n[patient] My left knee has hurt for three days.\\n[doctor] okay, on exam"
                        + " your left knee is tender.\\n[doctor] So for your first problem, your knee pain, I am going to start you on"
                        + " ibuprofen 600 mg by mouth three times a day.\\n[doctor] I will refer you to an orthopedic surgeon.\\n"
                        + "[doctor] For your second problem, your high blood pressure, let's continue the lisinopril.\\n[doctor] I will"
                        + " see you again in two weeks.";
        HttpResponse<String> drafted = post(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\"" + words
                        + "\"}]}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
    }

    private static String result(String subject, String date, String value, String unit, String flag) {
        String interpretation = flag.isEmpty()
                ? ""
                : "\"interpretation\":[{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation\",\"code\":\"" + flag
                        + "\"}]}],";
        return created(
                "Observation",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"category\":[{\"coding\":["
                        + "{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\"}]}],"
                        + "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"718-7\"}],\"text\":\"Hemoglobin\"},"
                        + subject + ",\"effectiveDateTime\":\"" + date + "\"," + interpretation
                        + "\"referenceRange\":[{\"low\":{\"value\":120,\"unit\":\"g/L\",\"system\":\"http://unitsofmeasure.org\","
                        + "\"code\":\"g/L\"},\"high\":{\"value\":16.0,\"unit\":\"g/dL\",\"system\":\"http://unitsofmeasure.org\","
                        + "\"code\":\"g/dL\"}}],\"valueQuantity\":{\"value\":" + value + ",\"unit\":\"" + unit
                        + "\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" + unit + "\"}}");
    }

    private static String address(String operation) {
        return switch (operation) {
            case "summarize", "summary" -> "/Patient/" + patient;
            case "interpret" -> "/DiagnosticReport/" + report;
            default -> "/Encounter/" + encounter;
        };
    }

    private static JsonNode made(String operation) {
        HttpResponse<String> answer = post(address(operation) + "/$" + operation, NOTHING);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static JsonNode only(JsonNode bundle, String type) {
        return entries(bundle).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("resourceType").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> statements(JsonNode composition) {
        List<JsonNode> statements = new ArrayList<>();
        composition
                .path("section")
                .forEach(section -> section.path("extension").forEach(extension -> {
                    if (extension.path("url").asText().endsWith("/statement")) {
                        statements.add(extension);
                    }
                }));
        return statements;
    }

    @ParameterizedTest
    @ValueSource(strings = {"summarize", "interpret", "instructions", "letter"})
    void everyOperation_hasTheSameContract(String operation) {
        String audit = "/AuditEvent?subtype=" + operation + "&entity="
                + address(operation).substring(1);
        int before = entries(json(get(audit))).size();
        JsonNode bundle = made(operation);
        JsonNode composition = bundle.at("/entry/0/resource");
        String id = composition.path("id").asText();

        assertThat(bundle.path("type").asText()).isEqualTo("document");
        assertThat(composition.path("status").asText()).isEqualTo("preliminary");
        assertThat(composition.at("/meta/security/0/code").asText()).isEqualTo("AIAST");
        assertThat(composition.has("encounter")).isFalse();
        assertThat(only(bundle, "Device").path("id").asText())
                .isEqualTo(composition.at("/author/0/reference").asText().substring("Device/".length()));
        JsonNode provenance = only(bundle, "Provenance");
        assertThat(provenance.at("/target/0/reference").asText()).isEqualTo("Composition/" + id);
        assertThat(provenance.path("entity"))
                .isNotEmpty()
                .allMatch(entity -> entity.at("/what/reference").asText().matches("\\w+/[\\w.-]+/_history/\\d+"));
        assertThat(statements(composition))
                .isNotEmpty()
                .allMatch(statement -> statement.toString().contains("StructureDefinition/evidence"));
        assertThat(get("/Composition/" + id).statusCode()).isEqualTo(200);
        assertThat(send(request("/Composition/" + id, "system/*.cruds")).statusCode())
                .isEqualTo(404);
        List<JsonNode> events = entries(json(get(audit)));
        assertThat(events).hasSize(before + 1);
        assertThat(events.get(0).toString())
                .contains("chartside-embedded", "Patient/" + patient)
                .containsPattern("\"type\":\"input-sha256\",\"valueString\":\"[0-9a-f]{64}\"")
                .doesNotContain("Lisinopril")
                .doesNotContain("Amari");
        assertThat(patched(id).statusCode()).isEqualTo(422);
        HttpResponse<String> validated = post("/Bundle/$validate", bundle.toString());
        assertThat(validated.body()).doesNotContain("\"severity\":\"error\"").doesNotContain("\"severity\":\"fatal\"");
        assertOutcome(
                send(request(address(operation) + "/$" + operation, "system/*.rs drafts")
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString(NOTHING))),
                403);
        assertOutcome(
                post(
                        address(operation) + "/$" + operation,
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"colour\",\"valueString\":\"blue\"}]}"),
                400);
    }

    /** MA18: no way to final but the signature. */
    private static HttpResponse<String> patched(String id) {
        return patch(
                "/Composition/" + id,
                "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"final\"}]");
    }

    @Test
    void summary_isAnInternationalPatientSummary() {
        JsonNode bundle = json(get("/Patient/" + patient + "/$summary"));
        IpsRules.assertFollows(bundle);
        IpsRules.assertFollows(made("summarize"));
        JsonNode composition = bundle.at("/entry/0/resource");
        assertThat(composition.toString())
                .contains("Essential hypertension, since 2019-04.", "Lisinopril 10 mg tablet, 1 tablet once a day.")
                .contains("Influenza vaccine, 2025-10-02.", "Hemoglobin: 11.2 g/dL on 2026-02-03")
                .doesNotContain("ibuprofen");
        JsonNode allergies = composition.path("section").get(1);
        assertThat(allergies.at("/emptyReason/coding/0/code").asText()).isEqualTo("unavailable");
        assertThat(allergies.at("/text/div").asText()).contains("does not mean that there are none");
        assertThat(get("/Composition/" + composition.path("id").asText()).statusCode())
                .isEqualTo(404);
        assertOutcome(get("/Patient/" + patient + "/$summary?profile=http://example.org/other"), 422);
        assertOutcome(get("/Patient/nobody/$summary"), 404);
    }

    @Test
    void summaryForACallerWhoseRightsEndBefore_saysSo_andNeverThatThereIsNothing() {
        HttpResponse<String> answer =
                send(request("/Patient/" + patient + "/$summary", "system/Patient.rs system/Condition.rs"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        IpsRules.assertFollows(json(answer));
        JsonNode sections = json(answer).at("/entry/0/resource/section");
        assertThat(sections.get(0).path("entry")).hasSize(1);
        for (int section : List.of(1, 2)) {
            assertThat(sections.get(section).at("/emptyReason/coding/0/code").asText())
                    .isEqualTo("withheld");
        }
        assertThat(answer.body()).doesNotContain("Lisinopril").doesNotContain("Hemoglobin");
    }

    @Test
    void results_areReadBesideTheirRangeAndFormerValues_inOneUnit() {
        JsonNode bundle = made("interpret");
        JsonNode section = bundle.at("/entry/0/resource/section/0");
        assertThat(section.at("/text/div").asText())
                .contains("Out of range")
                .contains(
                        "Hemoglobin: 11.2 g/dL on 2026-02-03, below the reference range 12.00 to 16.0, flagged L by the"
                                + " laboratory; down 1.30 from 12.50 g/dL on 2025-11-02; falling over the last 3 values; 1 earlier"
                                + " result is not comparable.");
        assertThat(section.path("extension").toString())
                .contains("result-reading", "\"code\":\"L\"", "\"value\":-1.3,", "\"valueCode\":\"falling\"");
        assertThat(bundle.toString())
                .as("a result of another patient")
                .doesNotContain("Observation/demo-lab-1-1/_history")
                .doesNotContain("Hemoglobin A1c");
        assertThat(bundle.at("/entry/0/resource/extension").toString())
                .contains("names results that are not read here");
    }

    @Test
    void oneResult_isInterpretedToo_andOthersAreRefused() {
        HttpResponse<String> one = post("/Observation/" + hemoglobin + "/$interpret", NOTHING);
        assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
        assertThat(one.body()).contains("below the reference range");
        assertOutcome(post("/Observation/demo-vital-1-hr/$interpret", NOTHING), 422);
        String empty = created(
                "DiagnosticReport",
                "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",\"code\":"
                        + "{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" + patient + "\"}}");
        assertOutcome(post("/DiagnosticReport/" + empty + "/$interpret", NOTHING), 422);
    }

    @Test
    void instructions_arePlain_withTheirReadingGrade() {
        JsonNode composition = made("instructions").at("/entry/0/resource");
        assertThat(composition.toString())
                .contains("Start Ibuprofen: 600 mg by mouth")
                .contains("Keep taking Lisinopril 10 mg tablet: 1 tablet once a day.")
                .contains("reading-grade")
                .contains("prefers another language", "not signed yet");
        assertThat(composition.at("/relatesTo/0/code").asText()).isEqualTo("transforms");
    }

    @Test
    void letter_tellsReasonVisitAndChart() {
        JsonNode composition = made("letter").at("/entry/0/resource");
        assertThat(composition.toString())
                .contains("Thank you for seeing Noor Amari, born on 1971-05-02.")
                .containsIgnoringCase("Referral to orthopedic surgeon.")
                .contains("Essential hypertension, since 2019-04.", "knee")
                .contains("not signed yet");
        HttpResponse<String> named = post(address("letter") + "/$letter", """
                {"resourceType":"Parameters","parameter":[{"name":"recipient","valueString":"Dr. Iris Falk"},
                 {"name":"reason","valueString":"Second opinion about the knee."}]}""");
        assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
        assertThat(named.body())
                .contains("Dear Dr. Iris Falk,", "Second opinion about the knee.", "Referral letter to Dr. Iris");
        String bare = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"planned\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}");
        assertOutcome(post("/Encounter/" + bare + "/$letter", NOTHING), 422);
        assertOutcome(post("/Encounter/" + bare + "/$instructions", NOTHING), 422);
    }

    @Test
    void draftedSummary_isSignedAsANoteIs() {
        Composition drafted = FHIR.newJsonParser()
                .parseResource(
                        Composition.class,
                        made("summarize").at("/entry/0/resource").toString());
        Signer okafor = new Signer("Practitioner/demo-practitioner-1", "Dr. Maya Okafor");
        transactions.execute(
                new RequestContext(
                        new Caller(
                                new TenantId("demo"),
                                okafor.practitioner(),
                                "chartside-app",
                                "token-1",
                                Scopes.parse("user/*.cruds drafts"),
                                Optional.of(okafor.practitioner()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.now())),
                        new Origin("chart-drafts-test", "127.0.0.1", BASE)),
                SigningBundle.of(List.of(drafted), Optional.empty(), okafor, Instant.now(), BASE));
        String address = "/Composition/" + drafted.getIdElement().getIdPart();
        assertThat(send(request(address, "system/*.cruds")).body()).contains("\"final\"", "AIAST");
        assertThat(get(address + "/$verify").body()).contains("\"name\":\"valid\",\"valueBoolean\":true");
    }

    @Test
    void documents_areNoNotesOfTheVisit() {
        made("instructions");
        made("letter");
        assertThat(entries(json(get("/Composition?encounter=Encounter/" + encounter))))
                .hasSize(1);
    }

    @Test
    void draftedNote_isReconciledWithTheChart() {
        JsonNode note = entries(json(get("/Composition?encounter=Encounter/" + encounter)))
                .get(0)
                .path("resource");
        assertThat(note.path("extension").toString())
                .contains("StructureDefinition/reconciliation", "Lisinopril 10 mg");
        assertThat(note.path("section").toString()).contains("MEDICATION RECONCILIATION");
        JsonNode lisinopril = entries(json(get("/MedicationRequest?encounter=Encounter/" + encounter))).stream()
                .map(entry -> entry.path("resource"))
                .filter(order ->
                        order.path("medicationCodeableConcept").toString().contains("Lisinopril"))
                .findFirst()
                .orElseThrow();
        assertThat(lisinopril.at("/priorPrescription/reference").asText()).startsWith("MedicationRequest/");
        assertThat(lisinopril.at("/dosageInstruction/0/text").asText()).isEqualTo("1 tablet once a day");
        assertThat(lisinopril.at("/dosageInstruction/0/extension/0/url").asText())
                .endsWith("/evidence");
    }

    private static String labelled(String system, String code) {
        return "\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/" + system
                + "\",\"code\":\"" + code
                + "\"},{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"N\"}]},";
    }

    /** Whom a label keeps from a source it keeps from the copy; SUD is of what this caller does not see. */
    @Test
    void whatIsMadeOfLabelledResources_bearsTheirLabels() {
        String person = created("Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        String subject = "\"subject\":{\"reference\":\"Patient/" + person + "\"}";
        String result = result(labelled("v3-Confidentiality", "V") + subject, "2026-02-03", "11.2", "g/dL", "L");
        for (String code : List.of("PSY", "SUD", "PSY")) {
            created(
                    "Condition",
                    "{\"resourceType\":\"Condition\"," + labelled("v3-ActCode", code)
                            + "\"clinicalStatus\":{\"coding\":[{\"system\":"
                            + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
                            + "\"code\":{\"text\":\"Zqvxophobia\"}," + subject + "}");
        }
        assertLabels(get("/Patient/" + person + "/$summary"), "AIAST", "PSY", "V");
        HttpResponse<String> summarized = post("/Patient/" + person + "/$summarize", NOTHING);
        assertThat(summarized.body()).contains("Zqvxophobia");
        assertLabels(summarized, "AIAST", "PSY", "V");
        assertLabels(post("/Observation/" + result + "/$interpret", NOTHING), "AIAST", "V");

        String stored = json(summarized).at("/entry/0/resource/id").asText();
        assertThat(get("/Composition/" + stored).body()).contains("\"PSY\"");
    }

    @Test
    void whomALabelKeepsFromASource_doesNotSeeTheCopy() {
        String person = json(sent("/Patient", "{\"resourceType\":\"Patient\",\"active\":true}"))
                .path("id")
                .asText();
        String open = summarized(person);
        HttpResponse<String> condition = sent(
                "/Condition",
                "{\"resourceType\":\"Condition\"," + labelled("v3-Confidentiality", "R")
                        + "\"clinicalStatus\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
                        + "\"code\":{\"text\":\"Zqvxophobia\"},\"subject\":{\"reference\":\"Patient/" + person
                        + "\"}}");
        assertThat(condition.statusCode()).as(condition.body()).isEqualTo(201);
        String kept = summarized(person);
        String reader = Desk.of("Practitioner/kept-out", "clinician").token("openid fhirUser user/*.cruds drafts");
        assertThat(readBy(reader, open).statusCode()).isEqualTo(200);
        assertOutcome(readBy(reader, kept), 404);
    }

    private static HttpResponse<String> sent(String path, String body) {
        return send(request(STAFFED + path)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String summarized(String person) {
        HttpResponse<String> answer = sent("/Patient/" + person + "/$summarize", NOTHING);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/entry/0/resource/id").asText();
    }

    private static HttpResponse<String> readBy(String token, String composition) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + "/Composition/" + composition))
                .header("Authorization", "Bearer " + token)
                .GET());
    }

    private static void assertLabels(HttpResponse<String> answer, String... codes) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).at("/entry/0/resource/meta/security"))
                .extracting(label -> label.path("code").asText())
                .containsExactlyInAnyOrder(codes);
    }

    @Test
    void letterAndInstructionsOfALabelledVisit_bearItsLabel() {
        String person = created("Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        String visit = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\"," + labelled("v3-Confidentiality", "R")
                        + "\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + person + "\"}}");
        HttpResponse<String> note = post(
                "/Encounter/" + visit + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":"
                        + "\"[patient] My left knee hurts.\\n[doctor] For your knee pain, I am going to start you on ibuprofen"
                        + " 600 mg by mouth three times a day. I will refer you to an orthopedic surgeon.\"}]}");
        assertThat(note.statusCode()).as(note.body()).isEqualTo(200);
        for (String operation : List.of("letter", "instructions")) {
            assertLabels(post("/Encounter/" + visit + "/$" + operation, NOTHING), "AIAST", "R");
        }
    }

    /** The note reconciles the chart's medications, by name. */
    @Test
    void noteThatNamesALabelledMedication_bearsItsLabel_andSoDoesItsText() {
        String person = created("Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        String subject = "\"subject\":{\"reference\":\"Patient/" + person + "\"}";
        created(
                "MedicationRequest",
                "{\"resourceType\":\"MedicationRequest\"," + labelled("v3-ActCode", "PSY")
                        + "\"status\":\"active\",\"intent\":\"order\",\"medicationCodeableConcept\":{\"text\":"
                        + "\"Lisinopril 10 mg tablet\"}," + subject + "}");
        String visit = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"}," + subject
                        + "}");
        HttpResponse<String> note = post(
                "/Encounter/" + visit + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":"
                        + "\"[patient] My left knee hurts.\\n[doctor] For your high blood pressure, let's continue the"
                        + " lisinopril. For your knee pain, I am going to start you on ibuprofen 600 mg by mouth.\"}]}");
        assertLabels(note, "AIAST", "PSY");
        JsonNode text = entries(json(note)).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("docStatus").asText().equals("preliminary"))
                .findFirst()
                .orElseThrow();
        assertThat(text.at("/meta/security").toString()).contains("AIAST", "PSY");
        assertThat(get("/Composition/" + json(note).at("/entry/0/resource/id").asText())
                        .body())
                .contains("\"PSY\"");
    }
}
