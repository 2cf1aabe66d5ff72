package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Bulk Data Access 2.0.0: {@code $export}, its status, its files. */
class ExportTest extends RestTest {
    private static final String ALL = "system/*.cruds drafts";

    private static HttpResponse<String> kickOff(String path, String scope) {
        return send(request(OTHER + path, scope).header("Prefer", "respond-async"));
    }

    private static String location(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return response.headers().firstValue("Content-Location").orElseThrow();
    }

    /** Asks until it is done. */
    private static JsonNode manifest(String location, String scope) {
        while (true) {
            HttpResponse<String> status = send(request(location, scope));
            if (status.statusCode() != 202) {
                assertThat(status.statusCode()).as(status.body()).isEqualTo(200);
                assertThat(status.headers().firstValue("Content-Type")).hasValue("application/json");
                return json(status);
            }
            assertThat(status.headers().firstValue("X-Progress")).isPresent();
        }
    }

    private static List<JsonNode> exported(JsonNode manifest, String scope) throws IOException {
        List<JsonNode> resources = new ArrayList<>();
        for (JsonNode file : manifest.get("output")) {
            HttpResponse<String> body = send(request(file.get("url").asText(), scope));
            assertThat(body.statusCode()).as(body.body()).isEqualTo(200);
            assertThat(body.headers().firstValue("Content-Type")).hasValue("application/fhir+ndjson");
            List<String> lines = body.body().lines().toList();
            assertThat(lines).hasSize(file.get("count").asInt());
            for (String line : lines) {
                JsonNode resource = JSON.readTree(line);
                assertThat(resource.get("resourceType").asText())
                        .isEqualTo(file.get("type").asText());
                resources.add(resource);
            }
        }
        return resources;
    }

    private static List<String> ids(List<JsonNode> resources) {
        return resources.stream().map(r -> r.get("id").asText()).toList();
    }

    private static String create(String json) {
        HttpResponse<String> response = send(request(OTHER + "/" + json.replaceAll(".*'resourceType':'(\\w+)'.*", "$1"))
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).get("id").asText();
    }

    private static String patientInOther(String family) {
        return create("{'resourceType':'Patient','name':[{'family':'" + family + "'}]}");
    }

    private static String flag(String patient, String code) {
        return "{'resourceType':'Flag','status':'active','code':{'coding':[{'system':'http://f','code':'" + code
                + "'}]},'subject':{'reference':'Patient/" + patient + "'}}";
    }

    /** Files lie there for longer than the token that asked for them lives. */
    @Test
    void tokenOfLess_getsNoFileOfWhatItMayNotRead() {
        create(flag(patientInOther("Less"), "less"));
        JsonNode whole = manifest(location(kickOff("/$export?_type=Flag,Patient", ALL)), ALL);
        assertThat(whole.get("output")).hasSizeGreaterThan(1);
        for (JsonNode file : whole.get("output")) {
            boolean ofPatients = file.get("type").asText().equals("Patient");
            String url = file.get("url").asText();
            assertThat(send(request(url, "system/Patient.rs")).statusCode()).isEqualTo(ofPatients ? 200 : 403);
            assertOutcome(send(request(url, "visit-status")), 403);
        }
    }

    @Test
    void roleThatWasLost_losesTheExportsItAskedFor() {
        HttpResponse<String> stored = send(request(STAFFED + "/Organization")
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"resourceType\":\"Organization\",\"name\":\"Exported\"}")));
        assertThat(stored.statusCode()).isEqualTo(201);
        String person = "Practitioner/exporter-" + UUID.randomUUID();
        String token = Desk.of(person, "owner").token("openid fhirUser user/*.rs");
        String job = location(as(token, STAFFED + "/$export?_type=Organization"));
        await("it is exported")
                .atMost(Duration.ofSeconds(60))
                .until(() -> as(token, job).statusCode() != 202);
        String file = json(as(token, job)).at("/output/0/url").asText();
        assertThat(as(token, file).statusCode()).isEqualTo(200);

        Desk.change(person, "roles", "member");
        // A person's roles are known anew after four seconds.
        await("the role is lost")
                .atMost(Duration.ofSeconds(10))
                .until(() -> as(token, file).statusCode() != 200);
        assertOutcome(as(token, file), 403);
        assertOutcome(as(token, job), 403);
    }

    private static HttpResponse<String> as(String token, String url) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .header("Prefer", "respond-async"));
    }

    @Test
    void exportsOfPatientsAndGroups_holdTheirRecordsAlone() throws IOException {
        String one = patientInOther("Wolf");
        String two = patientInOther("Xenakis");
        String flagOfOne = create(flag(one, "a"));
        String flagOfTwo = create(flag(two, "b"));
        String group = create("{'resourceType':'Group','type':'person','actual':true,'member':[{'entity':{'reference':"
                + "'Patient/" + two + "'}},{'entity':{'reference':'Patient/" + one + "'},'inactive':true}]}");

        JsonNode ofGroup = manifest(location(kickOff("/Group/" + group + "/$export", ALL)), ALL);
        assertThat(ids(exported(ofGroup, ALL))).containsExactlyInAnyOrder(two, flagOfTwo);
        assertThat(ofGroup.get("request").asText()).isEqualTo(OTHER + "/Group/" + group + "/$export");
        assertThat(ofGroup.get("requiresAccessToken").asBoolean()).isTrue();

        JsonNode ofPatient = manifest(location(kickOff("/Patient/$export?_type=Flag,Patient", ALL)), ALL);
        assertThat(ids(exported(ofPatient, ALL)))
                .contains(one, two, flagOfOne, flagOfTwo)
                .doesNotContain(group);

        JsonNode filtered = manifest(
                location(kickOff("/$export?_type=Flag&_typeFilter=" + encode("Flag?patient=" + one), ALL)), ALL);
        assertThat(ids(exported(filtered, ALL))).contains(flagOfOne).doesNotContain(flagOfTwo);

        String since = ofPatient.get("transactionTime").asText();
        String later = create(flag(one, "later"));
        JsonNode newer = manifest(location(kickOff("/$export?_type=Flag&_since=" + encode(since), ALL)), ALL);
        assertThat(ids(exported(newer, ALL))).contains(later).doesNotContain(flagOfOne, flagOfTwo);
    }

    @Test
    void whatIsExported_isWhatTheTokenMayRead_andTheJobIsItsOwners() throws IOException {
        String patient = patientInOther("Yilmaz");
        String flag = create(flag(patient, "c"));
        String draft = create("{'resourceType':'Condition','meta':{'security':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-ObservationValue','code':'AIAST'}]},'verificationStatus':"
                + "{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/condition-ver-status','code':"
                + "'unconfirmed'}]},'code':{'text':'x'},'subject':{'reference':'Patient/" + patient + "'}}");
        String narrow = "system/Flag.rs system/Condition.rs";

        String location = location(kickOff("/$export", narrow));
        JsonNode manifest = manifest(location, narrow);
        List<JsonNode> found = exported(manifest, narrow);

        assertThat(ids(found)).contains(flag).doesNotContain(draft, patient);
        assertThat(found)
                .allMatch(r -> List.of("Flag", "Condition")
                        .contains(r.get("resourceType").asText()));
        assertThat(ids(exported(manifest(location(kickOff("/$export?_type=Condition", ALL)), ALL), ALL)))
                .contains(draft);
        assertOutcome(kickOff("/$export?_type=Patient", narrow), 403);
        String file = manifest.get("output").get(0).get("url").asText();
        assertThat(send(HttpRequest.newBuilder(URI.create(file))).statusCode()).isEqualTo(401);
        assertOutcome(send(request(file.replace("/other/", "/demo/"))), 404);
    }

    @Test
    void cancelledExport_isGone() {
        String location = location(kickOff("/$export?_type=Flag", ALL));

        assertThat(send(request(location, ALL).DELETE()).statusCode()).isEqualTo(202);

        assertOutcome(send(request(location, ALL)), 404);
        assertOutcome(send(request(location, ALL).DELETE()), 404);
    }

    @Test
    void whatIsNotServed_isRefused() {
        assertOutcome(send(request(OTHER + "/$export")), 400);
        assertOutcome(kickOff("/$export?_outputFormat=csv", ALL), 400);
        assertOutcome(kickOff("/$export?_since=yesterday", ALL), 400);
        assertOutcome(kickOff("/$export?_type=Nothing", ALL), 400);
        assertOutcome(kickOff("/$export?_typeFilter=" + encode("Flag?patient.name=x"), ALL), 400);
        assertOutcome(kickOff("/$export?_typeFilter=" + encode("Flag?colour=x"), ALL), 400);
        assertOutcome(kickOff("/$export?includeAssociatedData=x", ALL), 400);
        assertOutcome(send(request(OTHER + "/$export-status/no-uuid")), 404);
    }

    /** Property: an export shows of each resource the version of its transaction time, whatever is written meanwhile. */
    @Test
    void exportUnderConcurrentWrites_isTheStateOfItsMoment() throws Exception {
        String patient = patientInOther("Zhang");
        Map<String, Integer> versions = new HashMap<>();
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            flags.add(create(flag(patient, "w")));
        }
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(2);
        List<Future<List<String>>> writing = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            Random random = new Random(w);
            writing.add(writers.submit(() -> write(patient, flags, random, stop)));
        }
        JsonNode manifest =
                manifest(location(kickOff("/Patient/$export?_type=Flag&patient=Patient/" + patient, ALL)), ALL);
        stop.set(true);
        List<String> all = new ArrayList<>(flags);
        for (Future<List<String>> future : writing) {
            all.addAll(future.get());
        }
        writers.shutdown();

        Instant moment = Instant.parse(manifest.get("transactionTime").asText());
        Map<String, Integer> expected = new HashMap<>();
        for (String id : all) {
            versionAt(id, moment).ifPresent(version -> expected.put(id, version));
        }
        for (JsonNode found : exported(manifest, ALL)) {
            versions.put(found.get("id").asText(), found.at("/meta/versionId").asInt());
        }
        assertThat(versions).isEqualTo(expected);
        assertThat(expected.size()).isLessThan(all.size());
    }

    private static List<String> write(String patient, List<String> flags, Random random, AtomicBoolean stop) {
        List<String> more = new ArrayList<>();
        while (!stop.get() || more.isEmpty()) {
            String id = flags.get(random.nextInt(flags.size()));
            if (random.nextInt(3) == 0) {
                more.add(create(flag(patient, "new")));
            } else if (random.nextInt(8) == 0) {
                send(request(OTHER + "/Flag/" + id).DELETE());
            } else {
                String json = flag(patient, "w" + random.nextInt()).replaceFirst("\\{", "{'id':'" + id + "',");
                send(request(OTHER + "/Flag/" + id)
                        .header("Content-Type", FHIR_JSON)
                        .PUT(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
            }
        }
        return more;
    }

    /** From the resource's history; empty when it was not there or deleted. */
    private static Optional<Integer> versionAt(String id, Instant moment) {
        for (JsonNode entry : entries(json(send(request(OTHER + "/Flag/" + id + "/_history?_count=1000"))))) {
            Instant at = Instant.parse(entry.at("/response/lastModified").asText());
            if (!at.isAfter(moment)) {
                return entry.at("/request/method").asText().equals("DELETE")
                        ? Optional.empty()
                        : Optional.of(entry.at("/resource/meta/versionId").asInt());
            }
        }
        return Optional.empty();
    }

    @Test
    void fileIsFetchedByItsOwnMediaType_andTheManifestTellsUntilWhen() {
        patientInOther("Ndjson");
        String location = location(kickOff("/Patient/$export?_type=Patient", ALL));
        JsonNode manifest = manifest(location, ALL);
        String url = manifest.at("/output/0/url").asText();
        for (String accept : List.of("application/fhir+ndjson", "application/ndjson", "application/fhir+json")) {
            HttpResponse<String> file = send(request(url, ALL).header("Accept", accept));
            assertThat(file.statusCode()).as(accept + " " + file.body()).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Type")).hasValue("application/fhir+ndjson");
        }
        assertThat(send(request(location, ALL)).headers().firstValue("Expires")).isPresent();
    }

    @Test
    void elementsAreRefused_becauseFilesHoldWholeResources() {
        assertOutcome(kickOff("/$export?_type=Patient&_elements=id", ALL), 400);
        assertOutcome(kickOff("/$export?_type=Patient&_summary=true", ALL), 400);
    }
}
