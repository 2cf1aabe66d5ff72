package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compartment searches, and the operations that read a record or its meta. */
class OperationTest extends RestTest {
    private static String patient;
    private static String other;
    private static String practitioner;
    private static String encounter;

    @BeforeEach
    void aSmallChart() {
        if (patient != null) {
            return;
        }
        patient = patient("Compartment");
        other = patient("Elsewhere");
        practitioner = created("Practitioner", "{\"resourceType\":\"Practitioner\",\"active\":true}");
        encounter = created("Encounter", """
                {"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/%s"},
                 "participant":[{"individual":{"reference":"Practitioner/%s"}}],"period":{"start":"2026-03-01","end":"2026-03-01"}}
                """.formatted(patient, practitioner));
        for (int i = 1; i <= 3; i++) {
            created("Observation", observation(patient, "8480-6", "2026-03-0" + i, 110 + i));
            created("Observation", observation(patient, "8462-4", "2026-03-0" + i, 70 + i));
        }
        created("Observation", observation(other, "8480-6", "2026-03-05", 150));
        created("Condition", condition("Patient/" + patient, "Cough"));
        created("Condition", condition("Patient/" + other, "Other"));
    }

    @Test
    void compartmentSearch_findsWhatBelongsToIt_andNothingElse() {
        List<JsonNode> found = entries(json(get("/Patient/" + patient + "/Observation?code=8480-6")));
        assertThat(found).hasSize(3);
        assertThat(found)
                .allSatisfy(entry -> assertThat(
                                entry.at("/resource/subject/reference").asText())
                        .isEqualTo("Patient/" + patient));
        assertThat(typesOf(get("/Patient/" + patient + "/*?_count=50")))
                .contains("Observation", "Condition", "Encounter");
        HttpResponse<String> posted = send(request("/Patient/" + patient + "/Observation/_search")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("code=8462-4")));
        assertThat(entries(json(posted))).hasSize(3);
        assertThat(entries(json(get("/Encounter/" + encounter + "/Observation"))))
                .isEmpty();
        assertThat(entries(json(get("/Patient/" + patient + "/AuditEvent?_count=2"))))
                .isNotEmpty();
        assertOutcome(get("/Patient/" + patient + "/Unheard"), 405);
        assertOutcome(get("/Patient/" + patient + "/Observation?unheard=1"), 400);
        HttpResponse<String> withoutRight = send(request("/Patient/" + patient + "/Observation", "system/Patient.rs"));
        assertOutcome(withoutRight, 403);
        assertThat(entries(json(get(OTHER + "/Patient/" + patient + "/Observation"))))
                .isEmpty();
    }

    @Test
    void searchOverAllTypes_namesTypesOrWhatAllKnow() {
        HttpResponse<String> found = get("?_type=Patient,Encounter&_id=" + patient + "," + encounter);
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(entries(json(found))).hasSize(2);
        HttpResponse<String> posted = send(request("/_search")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_type=Patient&_id=" + patient)));
        assertThat(entries(json(posted))).hasSize(1);
        HttpResponse<String> only =
                send(request("?_type=Patient,Encounter&_id=" + patient + "," + encounter, "system/Encounter.rs"));
        assertThat(entries(json(only)))
                .extracting(e -> e.at("/resource/resourceType").asText())
                .containsExactly("Encounter");
    }

    @Test
    void everything_pagesThroughTheCompartmentWithThePeopleItNames() {
        Set<String> seen = new TreeSet<>();
        List<String> ids = new ArrayList<>();
        String url = "/Patient/" + patient + "/$everything?_count=4";
        int pages = 0;
        while (url != null) {
            JsonNode bundle = json(get(url));
            assertThat(bundle.get("type").asText()).as(bundle.toString()).isEqualTo("searchset");
            for (JsonNode entry : entries(bundle)) {
                seen.add(entry.at("/resource/resourceType").asText());
                if (entry.at("/search/mode").asText().equals("match")) {
                    ids.add(entry.get("fullUrl").asText());
                }
            }
            url = null;
            for (JsonNode link : bundle.path("link")) {
                url = link.get("relation").asText().equals("next")
                        ? link.get("url").asText()
                        : url;
            }
            assertThat(++pages).isLessThan(20);
        }
        assertThat(seen).contains("Patient", "Encounter", "Observation", "Condition", "Practitioner");
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(9);
        assertThat(ids).noneMatch(id -> id.contains(other));
    }

    /** What is asked for may be handed out as this patient's record. */
    @Test
    void everything_neverBringsAnotherPatient() {
        String group =
                "{\"resourceType\":\"Group\",\"type\":\"person\",\"actual\":true,\"member\":[{\"entity\":{\"reference\":\"Patient/"
                        + patient + "\"}},{\"entity\":{\"reference\":\"Patient/" + other + "\"}}]}";
        String made = created("Group", group);

        List<String> found = entries(json(get("/Patient/" + patient + "/$everything?_count=500"))).stream()
                .map(entry -> entry.at("/resource/resourceType").asText() + "/"
                        + entry.at("/resource/id").asText())
                .toList();

        assertThat(found).contains("Group/" + made, "Patient/" + patient).doesNotContain("Patient/" + other);
        assertThat(typesOf(get("/Encounter/" + encounter + "/$everything"))).contains("Patient");
    }

    @Test
    void everything_isNarrowedByTypeDateAndScope() {
        assertThat(typesOf(get("/Patient/" + patient + "/$everything?_type=Condition")))
                .containsExactly("Condition");
        List<JsonNode> march3 = entries(
                json(get("/Patient/" + patient + "/$everything?_type=Observation&start=2026-03-03&end=2026-03-03")));
        assertThat(march3).hasSize(2);
        assertThat(entries(json(get("/Patient/" + patient + "/$everything?_since=2999-01-01"))))
                .isEmpty();
        assertThat(typesOf(
                        send(request("/Patient/" + patient + "/$everything", "system/Patient.rs system/Condition.rs"))))
                .containsExactlyInAnyOrder("Patient", "Condition");
        assertOutcome(send(request("/Patient/" + patient + "/$everything", "system/Observation.rs")), 403);
        assertOutcome(get("/Patient/" + patient + "/$everything?unheard=1"), 400);
        assertOutcome(get("/Patient/" + patient + "/$everything?start=march"), 400);
        assertOutcome(get("/Patient/never-was/$everything"), 404);
        assertOutcome(get(OTHER + "/Patient/" + patient + "/$everything"), 404);
        assertThat(typesOf(get("/Encounter/" + encounter + "/$everything"))).contains("Encounter", "Patient");
    }

    @Test
    void lastn_answersTheNewestOfEachCode() {
        List<JsonNode> newest = entries(json(get("/Observation/$lastn?patient=" + patient + "&category=vital-signs")));
        assertThat(newest)
                .extracting(e -> e.at("/resource/effectiveDateTime").asText())
                .containsExactly("2026-03-03", "2026-03-03");
        List<JsonNode> two = entries(
                json(
                        post(
                                "/Observation/$lastn",
                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"subject\",\"valueString\":\"Patient/"
                                        + patient
                                        + "\"},{\"name\":\"code\",\"valueCoding\":{\"system\":\"http://loinc.org\",\"code\":\"8480-6\"}},{\"name\":\"max\",\"valuePositiveInt\":2}]}")));
        assertThat(two)
                .extracting(e -> e.at("/resource/effectiveDateTime").asText())
                .containsExactly("2026-03-03", "2026-03-02");
        assertOutcome(get("/Observation/$lastn?code=8480-6"), 400);
        assertOutcome(get("/Observation/$lastn?patient=" + patient), 400);
        assertOutcome(get("/Observation/$lastn?patient=" + patient + "&code=x&max=none"), 400);
        assertOutcome(get("/Observation/$lastn?patient=" + patient + "&code=x&unheard=1"), 400);
    }

    @Test
    void docref_findsByTheTimeOfTheCare_orTheNewest() {
        String owner = patient("Documents");
        created("DocumentReference", document(owner, "2026-01-05T00:00:00Z", "2026-01-02"));
        created("DocumentReference", document(owner, "2026-02-05T00:00:00Z", "2026-02-02"));
        assertThat(entries(json(get("/DocumentReference/$docref?patient=" + owner))))
                .extracting(e -> e.at("/resource/date").asText())
                .containsExactly("2026-02-05T00:00:00Z");
        assertThat(entries(
                        json(get("/DocumentReference/$docref?patient=" + owner + "&start=2026-01-01&end=2026-01-31"))))
                .extracting(e -> e.at("/resource/date").asText())
                .containsExactly("2026-01-05T00:00:00Z");
        assertThat(entries(json(get("/DocumentReference/$docref?patient=" + owner
                        + "&start=2026-01-01&type=http://loinc.org%7C11488-4"))))
                .hasSize(2);
        assertOutcome(get("/DocumentReference/$docref"), 400);
        assertOutcome(get("/DocumentReference/$docref?patient=" + owner + "&start=then"), 400);
    }

    @Test
    void metaIsReadAddedToAndTakenFrom() {
        String id = patient("Tagged");
        String tag =
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":{\"tag\":[{\"system\":\"urn:t\",\"code\":\"a\"}],\"profile\":[\"urn:p\"]}}]}";
        HttpResponse<String> added = post("/Patient/" + id + "/$meta-add", tag);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        assertThat(json(get("/Patient/" + id)).at("/meta/tag/0/code").asText()).isEqualTo("a");
        assertThat(json(get("/Patient/" + id)).at("/meta/versionId").asText()).isEqualTo("2");
        assertThat(json(get("/Patient/" + id + "/$meta"))
                        .at("/parameter/0/valueMeta/profile/0")
                        .asText())
                .isEqualTo("urn:p");
        assertThat(post("/Patient/" + id + "/$meta-delete", tag).statusCode()).isEqualTo(200);
        assertThat(json(get("/Patient/" + id)).at("/meta/tag").isMissingNode()).isTrue();
        assertOutcome(post("/Patient/" + id + "/$meta-add", "{\"resourceType\":\"Parameters\"}"), 400);
        assertOutcome(get("/Patient/" + id + "/$meta-add"), 405);
        assertOutcome(
                send(request("/Patient/" + id + "/$meta-add", "system/Patient.rs")
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString(tag))),
                403);
    }

    @Test
    void operationsAreAudited_withThePatientsTheyShowed() {
        String requestId = UUID.randomUUID().toString();
        send(request("/Patient/" + patient + "/$everything?_count=3").header("X-Request-Id", requestId));
        List<JsonNode> events =
                entries(json(get("/AuditEvent?patient=" + patient + "&subtype=operation&_count=50"))).stream()
                        .map(entry -> entry.get("resource"))
                        .filter(event -> event.toString().contains(requestId))
                        .toList();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).get("outcome").asText()).isEqualTo("0");
    }

    private static Set<String> typesOf(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Set<String> types = new TreeSet<>();
        entries(json(response))
                .forEach(entry -> types.add(entry.at("/resource/resourceType").asText()));
        return types;
    }

    private static String observation(String patient, String code, String day, int value) {
        return """
                {"resourceType":"Observation","status":"final",
                 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
                 "code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},"subject":{"reference":"Patient/%s"},
                 "effectiveDateTime":"%s","valueQuantity":{"value":%d,"unit":"mmHg"}}
                """.formatted(code, patient, day, value);
    }

    private static String document(String patient, String date, String care) {
        return """
                {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/%s"},"date":"%s",
                 "type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},
                 "context":{"period":{"start":"%s","end":"%s"}},"content":[{"attachment":{"contentType":"text/plain"}}]}
                """.formatted(patient, date, care, care);
    }
}
