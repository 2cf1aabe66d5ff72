package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.store.AuditLog;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Requests that share round trips and commits, of several tenants and of callers with several rights: each is answered what it
 * asked and recorded once, whatever becomes of those beside it.
 */
class SharedRoundsTest extends RestTest {
    private static final int CALLERS = 24;
    private static final Pattern REQUEST_ID = Pattern.compile("\"value\":\"(shared-[^\"]+)\"");
    private static final Pattern OUTCOME = Pattern.compile("\"outcome\":\"(\\d)\"");
    private static final Pattern VERSION = Pattern.compile("\"reference\":\"Encounter/[^/\"]+/_history/(\\d+)\"");
    private static final String AI =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"AIAST\"}";
    private static final String SUD =
            "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"SUD\"}";

    @Autowired
    private AuditLog log;

    /** @param answer what is told of it: a total, the versions of a history, an id; empty of a refusal */
    private record Asked(String url, String token, int status, String answer) {}

    private final List<Asked> asked = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    private static String made(String base, String type, String json) {
        HttpResponse<String> response = post(base + "/" + type, json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).get("id").asText();
    }

    private static String observation(String patient, String status, String labels) {
        return "{\"resourceType\":\"Observation\","
                + (labels.isEmpty() ? "" : "\"meta\":{\"security\":[" + labels + "]},") + "\"status\":\"" + status
                + "\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/" + patient + "\"}}";
    }

    /** Patients with n Observations besides a draft and, in one tenant, one of 42 CFR Part 2. */
    private void fill(String base, int n, boolean labelled) {
        String all = token(base, "system/*.cruds drafts");
        String signed = token(base, "system/*.rs");
        String narrow = token(base, "system/Patient.rs");
        String patient = made(base, "Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        for (int i = 0; i < n; i++) {
            made(base, "Observation", observation(patient, "final", ""));
        }
        made(base, "Observation", observation(patient, "preliminary", AI));
        if (labelled) {
            made(base, "Observation", observation(patient, "final", SUD));
        }
        String count = base + "/Observation?patient=" + patient + "&_summary=count";
        asked.add(new Asked(count, all, 200, "total " + (n + 1)));
        asked.add(new Asked(count, signed, 200, "total " + n));
        asked.add(new Asked(
                base + "/Observation?subject=Patient/" + patient + "&_summary=count", all, 200, "total " + (n + 1)));
        asked.add(new Asked(base + "/Condition?patient=" + patient + "&_summary=count", signed, 200, "total 0"));
        asked.add(new Asked(base + "/Patient/" + patient, narrow, 200, patient));
        asked.add(new Asked(count, narrow, 403, ""));
        asked.add(new Asked(count + "&unheard=1", all, 400, ""));
        asked.add(new Asked(base + "/Encounter/never-was/_history", all, 404, ""));
        asked.add(new Asked(base + "/Encounter/never-was", all, 404, ""));
        for (int versions : List.of(1, n, 10)) {
            asked.add(new Asked(
                    base + "/Encounter/" + encounters(base, patient, versions) + "/_history",
                    all,
                    200,
                    "versions " + versions));
        }
        String broken = encounters(base, patient, 2);
        turnABit(broken, 1);
        this.broken.add(broken);
        asked.add(new Asked(base + "/Encounter/" + broken + "/_history", all, 500, ""));
    }

    private static String encounter(String id, String patient, int version) {
        return "{\"resourceType\":\"Encounter\"," + (id.isEmpty() ? "" : "\"id\":\"" + id + "\",")
                + "\"status\":\"finished\",\"class\":{\"code\":\"v" + version
                + "\"},\"subject\":{\"reference\":\"Patient/" + patient + "\"}}";
    }

    /** @return the id of a new Encounter with so many versions */
    private static String encounters(String base, String patient, int versions) {
        String id = made(base, "Encounter", encounter("", patient, 1));
        for (int version = 2; version <= versions; version++) {
            HttpResponse<String> put = put(base + "/Encounter/" + id, encounter(id, patient, version));
            assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        }
        return id;
    }

    /** Breaks a version, or makes it whole again. */
    private static void turnABit(String id, int version) {
        TestStore.asSuperuser("chartside", connection -> {
            try (var statement = connection.prepareStatement(
                    "update resource_version v set body = set_byte(v.body, 20, get_byte(v.body, 20) # 1)"
                            + " from resource r where r.id = ? and v.tenant = r.tenant and v.rid = r.rid and v.version = ?")) {
                statement.setString(1, id);
                statement.setInt(2, version);
                assertThat(statement.executeUpdate()).isEqualTo(1);
                return null;
            }
        });
    }

    /** A clinician and a biller: people's roles, of whom the second may not look at Observations. */
    private void fillStaffed() {
        String clinician = Desk.of("Practitioner/shared-rounds", "clinician").token("openid user/*.cruds");
        String biller = Desk.of("Practitioner/shared-rounds-billing", "billing").token("openid user/*.cruds");
        String patient = made(STAFFED, "Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        made(STAFFED, "Observation", observation(patient, "final", ""));
        String count = STAFFED + "/Observation?patient=" + patient + "&_summary=count";
        asked.add(new Asked(count, clinician, 200, "total 1"));
        asked.add(new Asked(count, biller, 403, ""));
        asked.add(new Asked(STAFFED + "/Patient/" + patient + "/_history", clinician, 200, "versions 1"));
        asked.add(new Asked(STAFFED + "/Patient/" + patient, biller, 200, patient));
    }

    private static HttpResponse<String> ask(Asked one, String requestId) {
        return send(HttpRequest.newBuilder(URI.create(one.url()))
                .header("Authorization", "Bearer " + one.token())
                .header("X-Request-Id", requestId));
    }

    private static String told(HttpResponse<String> response) {
        JsonNode json = json(response);
        return switch (json.path("type").asText()) {
            case "searchset" -> "total " + json.path("total").asInt();
            case "history" -> {
                List<Integer> versions = entries(json).stream()
                        .map(entry -> entry.at("/resource/meta/versionId").asInt())
                        .toList();
                for (int i = 0; i < versions.size(); i++) {
                    assertThat(versions.get(i)).isEqualTo(versions.size() - i);
                    assertThat(entries(json).get(i).at("/resource/class/code").asText("v" + versions.get(i)))
                            .isEqualTo("v" + versions.get(i));
                }
                assertThat(json.path("total").asInt()).isEqualTo(versions.size());
                yield "versions " + versions.size();
            }
            default -> json.path("id").asText();
        };
    }

    /** Other tests look at the same tenants. */
    @AfterEach
    void makeWholeAgain() {
        broken.forEach(id -> turnABit(id, 1));
    }

    @Test
    void callersSideBySide_areEachAnsweredTheirOwnAndRecordedOnce() throws Exception {
        fill(BASE, 3, false);
        fill(OTHER, 5, false);
        fill(PICKY, 2, true);
        fillStaffed();
        Awaitility.await()
                .untilAsserted(
                        () -> { // The label counts once it is known.
                            for (Asked one : asked) {
                                if (one.status() == 200) {
                                    assertThat(told(ask(one, "before")))
                                            .as(one.url())
                                            .isEqualTo(one.answer());
                                }
                            }
                        });
        assertEachAnsweredAndRecordedOnce(1_200);
    }

    private void assertEachAnsweredAndRecordedOnce(int requests) throws Exception {
        Instant begin = Instant.now();
        Random random = new Random(20261130);
        Map<String, Asked> sent = new ConcurrentHashMap<>();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Asked one = asked.get(random.nextInt(asked.size()));
            all.add(callers.submit(() -> {
                String id = "shared-" + UUID.randomUUID();
                sent.put(id, one);
                HttpResponse<String> response = ask(one, id);
                assertThat(response.statusCode())
                        .as(one.url() + response.body())
                        .isEqualTo(one.status());
                if (one.status() == 200) {
                    assertThat(told(response)).as(one.url()).isEqualTo(one.answer());
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        callers.shutdown();
        Map<String, List<String>> recorded = recorded(begin);
        assertThat(recorded.keySet()).isEqualTo(sent.keySet());
        recorded.forEach((id, events) -> {
            Asked one = sent.get(id);
            String outcome = one.status() < 400 ? "0" : one.status() < 500 ? "4" : "8";
            assertThat(events).as(one.url() + " " + one.status()).containsExactly(tenant(one.url()) + " " + outcome);
        });
    }

    /** Whatever the database has against one patient's rows, as when a page of them is broken. */
    @Test
    void whatTheDatabaseRefusesOfOne_isAnsweredToTheOthers() throws Exception {
        String all = token(BASE, "system/*.cruds drafts");
        String good = made(BASE, "Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        made(BASE, "Observation", observation(good, "final", ""));
        String bad = made(BASE, "Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        made(BASE, "Observation", observation(bad, "final", ""));
        Asked counted = new Asked(BASE + "/Observation?patient=" + good + "&_summary=count", all, 200, "total 1");
        Asked refused = new Asked(BASE + "/Observation?patient=" + bad + "&_summary=count", all, 500, "");
        assertThat(told(ask(new Asked(refused.url(), all, 200, ""), "before"))).isEqualTo("total 1");
        List<Asked> both = List.of(
                counted,
                refused,
                new Asked(BASE + "/Patient/" + good + "/_history", all, 200, "versions 1"),
                new Asked(BASE + "/Patient/" + bad + "/_history", all, 500, ""),
                new Asked(BASE + "/Patient/" + good, all, 200, good),
                new Asked(BASE + "/Patient/never-was", all, 404, ""));
        both.stream().filter(one -> one.status() == 200).forEach(one -> ask(one, "before"));
        asked.addAll(both);
        run("create policy poison on resource as restrictive for select to chartside_server using"
                + " (case when patient_rid = " + rid(bad) + " then 1 / (patient_rid - patient_rid) = 1 else true end)");
        try {
            assertEachAnsweredAndRecordedOnce(240);
        } finally {
            run("drop policy poison on resource");
        }
    }

    private static long rid(String id) {
        return TestStore.asSuperuser("chartside", connection -> {
            try (var statement = connection.prepareStatement("select rid from resource where id = ?")) {
                statement.setString(1, id);
                try (var row = statement.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    return row.getLong(1);
                }
            }
        });
    }

    private static void run(String sql) {
        TestStore.asSuperuser("chartside", connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    @Test
    void readsBesideWrites_areAnsweredTheNewestVersionAndRecordedWithIt() throws Exception {
        String patient = made(BASE, "Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        String id = encounters(BASE, patient, 1);
        Instant begin = Instant.now();
        AtomicInteger acknowledged = new AtomicInteger(1);
        Map<String, Integer> answered = new ConcurrentHashMap<>();
        ExecutorService callers = Executors.newFixedThreadPool(12);
        List<Future<?>> all = new ArrayList<>();
        for (int reader = 0; reader < 12; reader++) {
            all.add(callers.submit(() -> {
                while (acknowledged.get() < 25) {
                    int before = acknowledged.get();
                    String request = "shared-" + UUID.randomUUID();
                    HttpResponse<String> read =
                            ask(new Asked(BASE + "/Encounter/" + id, token(BASE, "system/*.rs"), 200, ""), request);
                    assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
                    int version = json(read).at("/meta/versionId").asInt();
                    assertThat(json(read).at("/class/code").asText()).isEqualTo("v" + version);
                    assertThat(version).isGreaterThanOrEqualTo(before);
                    answered.put(request, version);
                }
            }));
        }
        for (int version = 2; version <= 25; version++) {
            assertThat(put(BASE + "/Encounter/" + id, encounter(id, patient, version))
                            .statusCode())
                    .isEqualTo(200);
            acknowledged.set(version);
        }
        for (Future<?> each : all) {
            each.get();
        }
        callers.shutdown();
        Map<String, List<String>> versions = new HashMap<>();
        events(begin, BASE, json -> {
                    Matcher version = VERSION.matcher(json);
                    return version.find() ? version.group(1) : "none";
                })
                .forEach(versions::put);
        assertThat(versions.keySet()).isEqualTo(answered.keySet());
        answered.forEach(
                (request, version) -> assertThat(versions.get(request)).containsExactly(String.valueOf(version)));
    }

    @Test
    void aHeadThatWasChangedOutside_isFoundAlsoWhereItsVersionIsRemembered() {
        String id = made(BASE, "Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        Asked read = new Asked(BASE + "/Patient/" + id, token(BASE, "system/*.rs"), 500, "");
        assertThat(ask(read, "before").statusCode()).isEqualTo(200);
        assertThat(ask(read, "before").statusCode()).isEqualTo(200);
        moveHead(id, 1);
        Instant begin = Instant.now();
        String request = "shared-" + UUID.randomUUID();
        assertOutcome(ask(read, request), 500);
        assertThat(recorded(begin).get(request)).containsExactly("demo 8");
        moveHead(id, -1);
        assertThat(ask(read, "after").statusCode()).isEqualTo(200);
    }

    private static void moveHead(String id, int milliseconds) {
        TestStore.asSuperuser("chartside", connection -> {
            try (var statement =
                    connection.prepareStatement("update resource set updated_at = updated_at + ? where id = ?")) {
                statement.setInt(1, milliseconds);
                statement.setString(2, id);
                return statement.executeUpdate();
            }
        });
    }

    private static String tenant(String url) {
        return url.substring((SERVER + "/fhir/").length()).replaceFirst("/.*", "");
    }

    /** By request, tenant and outcome of each of its events. */
    private Map<String, List<String>> recorded(Instant begin) {
        Map<String, List<String>> all = new HashMap<>();
        for (String base : List.of(BASE, OTHER, PICKY, STAFFED)) {
            events(begin, base, json -> {
                        Matcher outcome = OUTCOME.matcher(json);
                        return tenant(base + "/") + " " + (outcome.find() ? outcome.group(1) : "none");
                    })
                    .forEach((request, told) ->
                            all.computeIfAbsent(request, r -> new ArrayList<>()).addAll(told));
        }
        return all;
    }

    /** By request what is told of each of its events. */
    private Map<String, List<String>> events(Instant begin, String base, UnaryOperator<String> tell) {
        Map<String, List<String>> events = new HashMap<>();
        TenantId tenant = new TenantId(tenant(base + "/"));
        String cursor = null;
        do {
            AuditLog.Page page = log.find(tenant, new AuditLog.Query(begin, null, List.of(), true, 1000, cursor));
            for (AuditLog.Entry entry : page.entries()) {
                for (AuditRow.Event event : entry.events()) {
                    String json = new String(event.json(), StandardCharsets.UTF_8);
                    Matcher request = REQUEST_ID.matcher(json);
                    if (request.find()) {
                        events.computeIfAbsent(request.group(1), id -> new ArrayList<>())
                                .add(tell.apply(json));
                    }
                }
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return events;
    }
}
