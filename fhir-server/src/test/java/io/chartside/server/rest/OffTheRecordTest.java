package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.store.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No word that the clinician put off the record is in an answer or stored, whatever way the transcript came (MA16, MA17). */
class OffTheRecordTest extends RestTest {
    private static final List<String> SECRETS = List.of("alcoholi", "naltrexone", "zqvxylograph");
    private static final String MARK = "[off the record]";
    private static final String PASSAGE =
            "[patient] I am an alcoholic, zqvxylograph.\\n[doctor] So for your second problem,"
                    + " the alcoholism, I am going to start you on naltrexone 50 mg once a day and order a liver panel.\\n";
    private static final String VISIT =
            "[doctor] What brings you in?\\n[patient] My left knee has hurt for three days.\\n"
                    + "[doctor] okay, on exam your left knee is tender.\\n%s" + PASSAGE
                    + "%s[doctor] So for your knee pain, I am"
                    + " going to start you on naproxen 500 mg twice a day.";
    private static final String OFF = "[doctor] Let's go off the record.\\n";
    private static final String BACK = "[doctor] Back on the record.\\n";
    private static final List<String> TYPES = List.of(
            "Composition",
            "DocumentReference",
            "Condition",
            "ChargeItem",
            "Claim",
            "MedicationRequest",
            "ServiceRequest",
            "Provenance");

    private Instant begin;
    private String encounter;

    @BeforeEach
    void visit() {
        begin = Instant.now();
        encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"}}");
    }

    private HttpResponse<String> draft(String transcript) {
        String parameters = "{\"resourceType\":\"Parameters\",\"parameter\":["
                + (transcript.isEmpty() ? "" : "{\"name\":\"transcript\",\"valueString\":\"" + transcript + "\"}")
                + "]}";
        return post("/Encounter/" + encounter + "/$draft-note", parameters);
    }

    private String document(String extra, String... contents) {
        return "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"type\":{\"coding\":[{\"system\":"
                + "\"https://chartside.io/fhir/CodeSystem/document-type\",\"code\":\"visit-transcript\"}]},"
                + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"},\"date\":\"2026-11-29T10:00:00Z\",\"context\":"
                + "{\"encounter\":[{\"reference\":\"Encounter/" + encounter + "\"}]}," + extra + "\"content\":["
                + String.join(",", contents) + "]}";
    }

    private static String content(String type, String text) {
        return "{\"attachment\":{\"contentType\":\"" + type + "\",\"data\":\""
                + Base64.getEncoder().encodeToString(text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8))
                + "\"}}";
    }

    private static String utterances(String text) {
        StringBuilder json = new StringBuilder("[");
        int number = 0;
        for (String line : text.split("\\\\n")) {
            json.append(number == 0 ? "" : ",")
                    .append("{\"id\":\"s")
                    .append(number)
                    .append("\",\"speaker\":\"")
                    .append(line.startsWith("[doctor]") ? "clinician" : "patient")
                    .append("\",\"text\":\"")
                    .append(line.substring(line.indexOf(']') + 2))
                    .append("\",\"start\":")
                    .append(number * 1000)
                    .append(",\"end\":")
                    .append(number * 1000 + 900)
                    .append(",\"words\":[\"zqvxylograph\"]}");
            number++;
        }
        return json.append("]").toString();
    }

    /** All text of an answer, what stands in base64 decoded. */
    private static String told(JsonNode node) {
        StringBuilder told = new StringBuilder(node.toString());
        for (JsonNode data : node.findValues("data")) {
            if (data.isTextual()) {
                told.append(new String(Base64.getMimeDecoder().decode(data.asText()), StandardCharsets.UTF_8));
            }
        }
        return told.toString().toLowerCase(Locale.ROOT);
    }

    /** Every version that was written since the test began, and the audit of it. */
    private String stored() {
        StringBuilder all = new StringBuilder();
        for (String type : TYPES) {
            all.append(told(json(get("/" + type + "/_history?_count=200&_since=" + encode(begin.toString())))));
        }
        return all.append(told(json(get("/AuditEvent?entity=Encounter/" + encounter))))
                .toString();
    }

    private void assertNothingTold() {
        assertThat(stored()).doesNotContain(SECRETS).contains("knee").contains(MARK);
        for (String word : List.of("alcoholic", "zqvxylograph")) {
            HttpResponse<String> found =
                    get("/DocumentReference?encounter=Encounter/" + encounter + "&_content=" + word);
            assertThat(entries(json(found))).as(found.body()).isEmpty();
        }
        assertThat(entries(json(get("/DocumentReference?encounter=Encounter/" + encounter + "&_content=naproxen"))))
                .isNotEmpty();
    }

    private static List<String> tablesThatHold(String word) throws SQLException {
        List<String> tables = new ArrayList<>();
        List<String> found = new ArrayList<>();
        String hex = HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8));
        try (Connection connection =
                        DriverManager.getConnection(TestDatabase.url().replaceFirst("/postgres\\?", "/chartside?"));
                Statement statement = connection.createStatement()) {
            ResultSet names = statement.executeQuery("select quote_ident(schemaname) || '.' || quote_ident(tablename)"
                    + " from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
            while (names.next()) {
                tables.add(names.getString(1));
            }
            for (String table : tables) {
                ResultSet count = statement.executeQuery("select count(*) from " + table + " t where t::text ilike '%"
                        + word + "%' or t::text like '%" + hex + "%'");
                count.next();
                if (count.getInt(1) > 0) {
                    found.add(table);
                }
            }
        }
        assertThat(tables).hasSizeGreaterThan(20);
        return found;
    }

    @Test
    void withoutThePhrase_allOfItIsThere() {
        assertThat(told(json(draft(VISIT.formatted("", ""))))).contains(SECRETS);
        assertThat(stored()).contains(SECRETS);
    }

    @Test
    void passageInTheCall_isNeitherAnsweredNorStored() throws SQLException {
        HttpResponse<String> drafted = draft(VISIT.formatted(OFF, BACK));
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        assertThat(told(json(drafted)))
                .doesNotContain(SECRETS)
                .contains("naproxen", MARK)
                .doesNotContain("\"off-the-record\"");
        assertNothingTold();
        assertThat(tablesThatHold("zqvxylograph")).isEmpty();
    }

    @Test
    void unendedPassage_isFlagged_alsoWhenDraftedFromTheStoredTranscript() {
        String open =
                VISIT.formatted("", "[doctor] Use ice for the knee.\\n" + OFF).replace(PASSAGE, "");
        HttpResponse<String> first = draft(open);
        assertThat(told(json(first)))
                .contains("\"off-the-record\"", "to the end of the visit]")
                .doesNotContain("naproxen");
        HttpResponse<String> second = draft("");
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(told(json(second))).contains("\"off-the-record\"").doesNotContain("naproxen");
    }

    @Test
    void transcriptStoredByItself_isRedactedByEveryWayOfWriting() {
        String visit = VISIT.formatted(OFF, BACK);
        String narrative =
                "\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">"
                        + "zqvxylograph</div>\"},";
        String text = document("", content("text/plain", visit));
        HttpResponse<String> posted = post("/DocumentReference", document(narrative, content("text/plain", visit)));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        assertThat(told(json(posted))).doesNotContain(SECRETS);
        String id = json(posted).path("id").asText();

        String both = document(
                "\"id\":\"" + id + "\",", content("text/plain", visit), content("application/json", utterances(visit)));
        assertThat(put("/DocumentReference/" + id, both).statusCode()).isEqualTo(200);
        JsonNode kept = json(get("/DocumentReference/" + id));
        assertThat(told(kept)).contains("\"id\":\"s3\"", "\"start\":3000").doesNotContain("words");

        assertThat(patch(
                                "/DocumentReference/" + id,
                                "application/json-patch+json",
                                "[{\"op\":\"replace\",\"path\":\"/content/0\",\"value\":" + content("text/plain", visit)
                                        + "}]")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(
                                "",
                                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + text
                                        + ",\"request\":{\"method\":\"POST\",\"url\":\"DocumentReference\"}}]}")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> asXml = send(request("/DocumentReference")
                .header("Content-Type", "application/fhir+xml")
                .POST(HttpRequest.BodyPublishers.ofString(xml(text))));
        assertThat(asXml.statusCode()).as(asXml.body()).isEqualTo(201);

        HttpResponse<String> drafted = draft("");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        assertThat(told(json(drafted))).doesNotContain(SECRETS).contains("naproxen");
        assertNothingTold();
    }

    private static String xml(String json) {
        ca.uhn.fhir.context.FhirContext fhir = io.chartside.mappings.fhir.R4.context();
        return fhir.newXmlParser().encodeResourceToString(fhir.newJsonParser().parseResource(json));
    }

    @Test
    void transcriptThatCannotBeJudged_isRefused() {
        String visit = VISIT.formatted(OFF, BACK);
        assertOutcome(post("/DocumentReference", document("", content("application/json", "zqvxylograph"))), 422);
        assertOutcome(
                post(
                        "/DocumentReference",
                        document("", content("text/plain", visit), content("audio/wav", "zqvxylograph"))),
                422);
        assertOutcome(
                post(
                        "/DocumentReference",
                        document(
                                "",
                                "{\"attachment\":{\"contentType\":\"text/plain\",\"url\":\"https://x.example/1\"}}")),
                422);
        assertOutcome(draft(OFF + "[patient] I am an alcoholic, zqvxylograph."), 422);
        assertThat(stored()).doesNotContain(SECRETS);
    }
}
