package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.attack.OpenedApp;
import io.chartside.server.audit.BalpRules;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code $export} by persons: analysts have the population without what tells of anybody (MM14, MS7, MA14). */
class DeidentifiedExportTest extends RestTest {
    private static final String ANALYTICS = SERVER + "/fhir/analytics";
    private static final String ALL = "system/*.cruds drafts";
    private static final String SNOMED = "http://snomed.info/sct";
    private static final String COMMON = "38341003";
    private static final String RARE = "195967001";
    private static final String OF_ONE = "74400008";
    /** Two groups whom nothing tells apart, each of more than the eleven that there must be. */
    private static final int PATIENTS = 24;

    private static final Map<String, String> PERSONS = new ConcurrentHashMap<>();

    private static boolean stored;

    @BeforeEach
    void aPopulation() {
        if (stored) {
            return;
        }
        for (int i = 0; i < PATIENTS; i++) {
            String patient =
                    create("Patient", """
                    {"resourceType":"Patient","identifier":[{"system":"http://mrn","value":"zq-mrn-%1$d"}],
                     "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">zq-text</div>"},
                     "name":[{"family":"zqFamily%1$d","given":["zqGiven"]}],"telecom":[{"system":"phone","value":"zq-555"}],
                     "gender":"female","birthDate":"%2$s","photo":[{"url":"http://zq.example/photo"}],
                     "address":[{"line":["zq Street 1"],"city":"zqTown","state":"MA","postalCode":"02139","country":"US"}],
                     "contact":[{"name":{"family":"zqRelative"}}]}
                    """.formatted(i, (i % 2 == 0 ? "1920" : "1970") + "-06-0" + (1 + i % 9)));
            create("Condition", condition(patient, COMMON, ""));
            if (i < 3) {
                create("Condition", condition(patient, RARE, ""));
            }
            if (i == 4) {
                create("Condition", condition(patient, "44054006", """
                        "meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},"""));
            }
        }
        String toldApart = create(
                "Patient",
                "{\"resourceType\":\"Patient\",\"gender\":\"other\",\"birthDate\":\"1955-02-03\","
                        + "\"name\":[{\"family\":\"zqApart\"}]}");
        create("Condition", condition(toldApart, OF_ONE, ""));
        create("Condition", condition(toldApart, COMMON, ""));
        stored = true;
    }

    private static String condition(String patient, String code, String meta) {
        return """
                {"resourceType":"Condition",%s"code":{"coding":[{"system":"%s","code":"%s","display":"zq display"},
                 {"system":"http://zq.example/codes","code":"zq-17"}],"text":"zq said so"},"note":[{"text":"zq note"}],
                 "subject":{"reference":"Patient/%s","display":"zqFamily"},"onsetDateTime":"2021-03-04",
                 "asserter":{"display":"zq Doctor"}}""".formatted(meta, SNOMED, code, patient);
    }

    private static String create(String type, String json) {
        HttpResponse<String> response = send(
                backEnd("/" + type).header("Content-Type", FHIR_JSON).POST(HttpRequest.BodyPublishers.ofString(json)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).get("id").asText();
    }

    private static HttpRequest.Builder backEnd(String address) {
        return with(token(ANALYTICS, ALL), address.startsWith("http") ? address : ANALYTICS + address);
    }

    private static HttpRequest.Builder with(String token, String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    }

    private static String person(String tenant, String id) {
        return PERSONS.computeIfAbsent(
                tenant + "/" + id,
                key -> new OpenedApp(SERVER, tenant, "notebook")
                        .signIn("Practitioner/" + id)
                        .token("openid fhirUser user/*.rs"));
    }

    private static HttpResponse<String> kickOff(String tenant, String id, String path) {
        return send(with(person(tenant, id), SERVER + "/fhir/" + tenant + path).header("Prefer", "respond-async"));
    }

    private static JsonNode manifest(String token, HttpResponse<String> kickOff) {
        assertThat(kickOff.statusCode()).as(kickOff.body()).isEqualTo(202);
        String location = kickOff.headers().firstValue("Content-Location").orElseThrow();
        HttpResponse<String> status;
        do {
            status = send(with(token, location));
        } while (status.statusCode() == 202);
        assertThat(status.statusCode()).as(status.body()).isEqualTo(200);
        return json(status);
    }

    /** The files of a list of the manifest, by type. */
    private static Map<String, List<JsonNode>> files(String token, JsonNode list) throws Exception {
        Map<String, List<JsonNode>> byType = new LinkedHashMap<>();
        for (JsonNode file : list) {
            HttpResponse<String> body = send(with(token, file.path("url").asText()));
            assertThat(body.statusCode()).as(body.body()).isEqualTo(200);
            for (String line : body.body().lines().toList()) {
                byType.computeIfAbsent(file.path("type").asText(), t -> new ArrayList<>())
                        .add(JSON.readTree(line));
            }
        }
        return byType;
    }

    @Test
    void analyst_hasThePopulation_andNothingThatTellsOfAnybody() throws Exception {
        String token = person("analytics", "analyst");
        JsonNode manifest = manifest(token, kickOff("analytics", "analyst", "/$export"));
        Map<String, List<JsonNode>> found = files(token, manifest.get("output"));

        assertThat(found.get("Patient")).hasSizeGreaterThanOrEqualTo(PATIENTS);
        String all = found.toString();
        String withoutPseudonyms = all.replaceAll("[0-9a-f]{32}", "");
        assertThat(withoutPseudonyms)
                .doesNotContain("zq")
                .doesNotContain("02139")
                .doesNotContainPattern("\\d{4}-\\d{2}-\\d{2}");
        // The demo's patients are in the tenant too.
        for (JsonNode entry : entries(json(send(backEnd("/Patient?_count=100"))))) {
            JsonNode patient = entry.get("resource");
            assertThat(all)
                    .doesNotContain(
                            patient.get("id").asText(),
                            patient.at("/name/0/family").asText());
        }
        TreeSet<String> ids = found.get("Patient").stream()
                .map(patient -> "Patient/" + patient.get("id").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found.get("Condition"))
                .hasSizeGreaterThanOrEqualTo(PATIENTS + 3)
                .allSatisfy(condition -> assertThat(ids)
                        .contains(condition.at("/subject/reference").asText()))
                .anySatisfy(condition -> assertThat(condition.get("code").toString())
                        .isEqualTo("{\"coding\":[{\"system\":\"" + SNOMED + "\",\"code\":\"" + COMMON + "\"}]}"));
        assertThat(found.get("Patient"))
                .anySatisfy(patient -> assertThat(patient.toString())
                        .contains("\"address\":[{\"state\":\"MA\",\"postalCode\":\"021\",\"country\":\"US\"}]")
                        .contains("\"birthDate\":\"1970\""))
                .anySatisfy(patient -> assertThat(patient.toString())
                        .contains("aged-90-or-over")
                        .doesNotContain("1920"));
        assertThat(found.get("Condition"))
                .noneMatch(condition -> condition.toString().contains("\"R\""));
    }

    @Test
    void whoIsToldApartInAnyForm_isLeftOutWithHisRecord() throws Exception { // MS7, MA14
        String token = person("analytics", "analyst");
        Map<String, List<JsonNode>> found = files(
                token,
                manifest(token, kickOff("analytics", "analyst", "/$export")).get("output"));
        Map<String, Long> sizes = found.get("Patient").stream()
                .map(patient -> ((ObjectNode) patient).without("id").toString())
                .collect(Collectors.groupingBy(form -> form, Collectors.counting()));

        assertThat(sizes.values()).allMatch(size -> size >= 11);
        assertThat(found.toString()).doesNotContain(OF_ONE).doesNotContain("\"other\"");
        // Without its Patients an export tells nothing by which to know a person.
        assertThat(files(
                                token,
                                manifest(token, kickOff("analytics", "analyst", "/$export?_type=Condition"))
                                        .get("output"))
                        .toString())
                .contains(OF_ONE);
    }

    @Test
    void pseudonymsOfTwoExports_haveNothingInCommon() throws Exception {
        String token = person("analytics", "analyst");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            JsonNode manifest = manifest(token, kickOff("analytics", "analyst", "/Patient/$export?_type=Patient"));
            files(token, manifest.get("output"))
                    .get("Patient")
                    .forEach(patient -> ids.add(patient.get("id").asText()));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void typesOfFewPatients_areLeftOut_andNoneIsToldAsTen() throws Exception {
        String token = person("analytics", "analyst");
        String types = "/$export?_type=Patient,Condition&_typeFilter=";
        String few = null;
        for (String code : List.of(RARE, "73211009")) {
            JsonNode manifest = manifest(
                    token, kickOff("analytics", "analyst", types + encode("Condition?code=" + SNOMED + "|" + code)));
            assertThat(files(token, manifest.get("output"))).containsOnlyKeys("Patient");
            String told = files(token, manifest.get("error")).toString();
            assertThat(told).contains("Condition is left out", "fewer than 11").doesNotContain("Patient is");
            assertThat(few == null || few.equals(told)).isTrue();
            few = told;
        }
        JsonNode none = manifest(
                token,
                kickOff(
                        "analytics",
                        "analyst",
                        "/$export?_type=Condition,Practitioner&_typeFilter=" + encode("Condition?code=" + RARE)));
        assertThat(none.get("output")).isEmpty();
    }

    @Test
    void auditTellsOfTheForm_andNothingIsDisclosed() throws Exception {
        String token = person("analytics", "analyst");
        JsonNode manifest = manifest(token, kickOff("analytics", "analyst", "/$export?_type=Patient"));
        String request = UUID.randomUUID().toString();
        HttpResponse<String> file =
                send(with(token, manifest.at("/output/0/url").asText()).header("X-Request-Id", request));
        assertThat(file.statusCode()).isEqualTo(200);

        List<JsonNode> events = entries(json(send(backEnd("/AuditEvent?date=ge2026-01-01&_count=200")))).stream()
                .map(entry -> entry.get("resource"))
                .filter(event -> event.toString().contains(request))
                .toList();
        assertThat(events).isNotEmpty().allSatisfy(event -> {
            BalpRules.assertFollows(event);
            assertThat(event.path("entity").toString()).contains("PSEUDED");
            assertThat(event.path("type").toString()).doesNotContain("110106");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?name=zq",
                "Patient?family:exact=zq",
                "Patient?identifier=http://mrn|1",
                "Patient?address=Boston",
                "Patient?address-postalcode=02139",
                "Patient?phone=555",
                "Patient?telecom=555",
                "Patient?birthdate=1970-06-05",
                "Patient?birthdate=lt1970-06",
                "Patient?birthdate=1920",
                "Patient?_id=1",
                "Patient?_lastUpdated=ge2026",
                "Patient?gender=female&name=zq",
                "Patient?na%6De=zq",
                "Condition?code:text=zq",
                "Condition?patient=1",
                "Condition?onset-date=2021-03-04",
                "Condition?subject:Patient.name=zq",
            })
    void criteriaThatTellOfPersons_areRefused(String filter) {
        HttpResponse<String> refused = kickOff("analytics", "analyst", "/$export?_typeFilter=" + encode(filter));

        assertThat(refused.statusCode()).as(refused.body()).isIn(400, 403);
        assertThat(refused.body()).doesNotContain("zq");
    }

    @Test
    void populationIsAskedForWhole() {
        for (String refused : List.of(
                "/$export?_since=2026-01-01T00:00:00Z",
                "/Patient/$export?patient=Patient/1",
                "/$export?_type=Communication",
                "/$export?_type=AuditEvent")) {
            assertThat(kickOff("analytics", "analyst", refused).statusCode())
                    .as(refused)
                    .isIn(400, 403);
        }
        assertOutcome(kickOff("analytics", "analyst", "/Group/1/$export"), 403);
        assertThat(kickOff("analytics", "analyst", "/$export?_typeFilter=" + encode("Patient?birthdate=ge1970"))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void othersHaveNoExport_exceptOwnersAndWhoReadsAnyway() throws Exception { // MM14
        assertOutcome(kickOff("analytics", "member", "/$export?_type=Patient"), 403);
        assertOutcome(kickOff("analytics", "owner", "/$export?_type=Patient"), 403);
        assertThat(kickOff("analytics", "owner", "/$export?_type=Practitioner").statusCode())
                .isEqualTo(202);
        JsonNode manifest =
                manifest(person("analytics", "both"), kickOff("analytics", "both", "/$export?_type=Patient"));
        assertThat(files(person("analytics", "both"), manifest.get("output")).toString())
                .contains("zqFamily1");
    }

    @Test
    void tenantsPolicy_saysWhatAnalystsHave() throws Exception {
        for (String id : List.of("analyst", "both")) {
            assertOutcome(kickOff("analytics-none", id, "/$export?_type=Patient"), 403);
        }
        String token = person("analytics-identified", "analyst");
        JsonNode manifest = manifest(token, kickOff("analytics-identified", "analyst", "/$export?_type=Patient"));
        assertThat(files(token, manifest.get("output")).toString()).contains("demo-patient-1");
    }
}
