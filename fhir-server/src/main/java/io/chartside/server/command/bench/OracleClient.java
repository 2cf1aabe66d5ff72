package io.chartside.server.command.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * One client of an {@link AuditOracle}, with patients that nobody else touches: so it knows what each request must find, and by
 * docs/api.md, section Audit, what it must leave.
 */
final class OracleClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KINDS = 20;

    private final AuditOracle oracle;
    private final Random random;
    /** Patients of one family name, which a search finds together. */
    private final List<Patient> family = new ArrayList<>();

    private String name = "";

    private static final class Patient {
        private final String id;
        private int version = 1;
        private final List<String> observations = new ArrayList<>();

        Patient(String id) {
            this.id = id;
        }

        String reference() {
            return "Patient/" + id;
        }

        String versioned() {
            return reference() + "/_history/" + version;
        }
    }

    OracleClient(AuditOracle oracle, int seed) {
        this.oracle = oracle;
        this.random = new Random(seed);
        forget();
    }

    /** What was cut off may or may not have happened: the client goes on with other patients. */
    void forget() {
        family.clear();
        name = "O" + UUID.randomUUID().toString().replace("-", "");
    }

    static String event(String type, String subtype, String action, String outcome, String data, String patient) {
        return type + " " + subtype + " " + action + outcome + " " + data + " " + patient;
    }

    private static String rest(String subtype, String action, int outcome, String data, String patient) {
        return event("rest", subtype, action, Integer.toString(outcome), data, patient);
    }

    /** @throws IOException when the request was cut off */
    void next() throws IOException {
        if (family.size() < 3) {
            createPatient();
            return;
        }
        Patient patient = family.get(random.nextInt(family.size()));
        switch (random.nextInt(KINDS)) {
            case 0 -> forget();
            case 1, 2 -> createObservation(patient);
            case 3 ->
                get("/" + patient.reference(), 200, rest("read", "R", 0, patient.versioned(), patient.reference()));
            case 4 ->
                get("/" + patient.versioned(), 200, rest("vread", "R", 0, patient.versioned(), patient.reference()));
            case 5 ->
                get(
                        "/" + patient.reference() + "/_history",
                        200,
                        rest("history-instance", "R", 0, patient.reference(), patient.reference()));
            case 6 -> update(patient);
            case 7 -> patch(patient);
            case 8 -> delete(patient);
            case 9 -> searchOf(patient);
            case 10 -> searchFamily();
            case 11 -> get("/metadata", 200);
            case 12 -> get("/AuditEvent?_count=2", 200, event("110101", "search-type", "E", "0", "", ""));
            case 13 -> get("/Patient/never-was", 404, rest("read", "R", 4, "Patient/never-was", ""));
            case 14 -> get("/Patient?unheard=1", 400, rest("search-type", "E", 4, "", ""));
            case 15 ->
                write(
                        "POST",
                        "/Patient",
                        "{\"resourceType\":\"Patient\",\"unheard\":1}",
                        422,
                        rest("create", "C", 4, "", ""));
            case 16 -> withoutToken(patient);
            case 17 -> transaction(patient);
            case 18 -> brokenTransaction();
            default -> batch(patient);
        }
    }

    private void createPatient() throws IOException {
        String id = oracle.newRequestId();
        JsonNode created = sent(id, "POST", "/Patient", patientJson("", true), 201);
        Patient patient = new Patient(created.path("id").asText());
        oracle.predict(id, List.of(rest("create", "C", 0, patient.versioned(), patient.reference())));
        family.add(patient);
    }

    private String patientJson(String id, boolean active) {
        return "{\"resourceType\":\"Patient\"" + id + ",\"active\":" + active + ",\"name\":[{\"family\":\"" + name
                + "\"}]}";
    }

    private static String observationJson(Patient patient) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"pulse\"},\"subject\":{\"reference\":\""
                + patient.reference() + "\"}}";
    }

    private void createObservation(Patient patient) throws IOException {
        String id = oracle.newRequestId();
        JsonNode created = sent(id, "POST", "/Observation", observationJson(patient), 201);
        String reference = "Observation/" + created.path("id").asText();
        oracle.predict(id, List.of(rest("create", "C", 0, reference + "/_history/1", patient.reference())));
        patient.observations.add(reference);
    }

    private void update(Patient patient) throws IOException {
        patient.version++;
        write(
                "PUT",
                "/" + patient.reference(),
                patientJson(
                        ",\"id\":\"" + patient.id + "\",\"gender\":\"other\",\"birthDate\":\""
                                + (1900 + patient.version % 100) + "\"",
                        true),
                200,
                rest("update", "U", 0, patient.versioned(), patient.reference()));
    }

    private void patch(Patient patient) throws IOException {
        patient.version++;
        String body = "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en-" + patient.version + "\"}]";
        String id = oracle.newRequestId();
        HttpResponse<String> answer = oracle.send(oracle.request("/" + patient.reference())
                .header("X-Request-Id", id)
                .header("Content-Type", "application/json-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)));
        expect(answer, 200);
        oracle.predict(id, List.of(rest("patch", "U", 0, patient.versioned(), patient.reference())));
    }

    private void delete(Patient patient) throws IOException {
        if (patient.observations.isEmpty()) {
            return;
        }
        String reference = patient.observations.remove(0);
        String id = oracle.newRequestId();
        HttpResponse<String> answer = oracle.send(
                oracle.request("/" + reference).header("X-Request-Id", id).DELETE());
        expect(answer, 204);
        oracle.predict(id, List.of(rest("delete", "D", 0, reference + "/_history/2", patient.reference())));
    }

    private void searchOf(Patient patient) throws IOException {
        get(
                "/Observation?patient=" + patient.id,
                200,
                rest("search-type", "E", 0, "", patient.observations.isEmpty() ? "" : patient.reference()));
    }

    /** One event for each patient that is returned. */
    private void searchFamily() throws IOException {
        get(
                "/Patient?family=" + name,
                200,
                family.stream()
                        .map(patient -> rest("search-type", "E", 0, "", patient.reference()))
                        .toArray(String[]::new));
    }

    private void withoutToken(Patient patient) throws IOException {
        String id = oracle.newRequestId();
        HttpRequest.Builder request = random.nextBoolean()
                ? oracle.withoutToken("/" + patient.reference())
                : oracle.withoutToken("/" + patient.reference()).header("Authorization", "Bearer of-another-audience");
        expect(oracle.send(request.header("X-Request-Id", id)), 401);
        oracle.predict(id, List.of(rest("read", "R", 4, "", "")));
    }

    private void transaction(Patient patient) throws IOException {
        String id = oracle.newRequestId();
        String entry = "{\"resource\":" + observationJson(patient)
                + ",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}";
        JsonNode answer = sent(
                id,
                "POST",
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entry + "," + entry + "]}",
                200);
        List<String> events = new ArrayList<>();
        for (JsonNode made : answer.path("entry")) {
            String location = made.at("/response/location").asText().replaceFirst("^.*(Observation/)", "$1");
            events.add(rest("create", "C", 0, location, patient.reference()));
            patient.observations.add(location.replaceFirst("/_history/.*", ""));
        }
        oracle.predict(id, events);
    }

    /** Rolled back, and on record all the same. */
    private void brokenTransaction() throws IOException {
        write(
                "POST",
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":"
                        + patientJson("", true)
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}},{\"request\":{\"method\":\"GET\",\"url\":\"Unheard/1\"}}]}",
                404,
                rest("transaction", "E", 4, "", ""));
    }

    /** Entry by entry, one that is no request among them. */
    private void batch(Patient patient) throws IOException {
        String get = "{\"request\":{\"method\":\"GET\",\"url\":\"%s\"}}";
        write(
                "POST",
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[" + get.formatted(patient.reference()) + ","
                        + get.formatted("Patient/never-was") + "," + get.formatted("Patient?family=" + name)
                        + ",{\"request\":{\"method\":\"GET\"}}]}",
                200,
                batched(patient));
    }

    private String[] batched(Patient patient) {
        List<String> events = new ArrayList<>(List.of(
                rest("read", "R", 0, patient.versioned(), patient.reference()),
                rest("read", "R", 4, "Patient/never-was", ""),
                rest("batch", "E", 4, "", "")));
        family.forEach(one -> events.add(rest("search-type", "E", 0, "", one.reference())));
        return events.toArray(String[]::new);
    }

    private void get(String path, int status, String... events) throws IOException {
        String id = oracle.newRequestId();
        expect(oracle.send(oracle.request(path).header("X-Request-Id", id)), status);
        oracle.predict(id, List.of(events));
    }

    private void write(String method, String path, String body, int status, String... events) throws IOException {
        String id = oracle.newRequestId();
        sent(id, method, path, body, status);
        oracle.predict(id, List.of(events));
    }

    private JsonNode sent(String id, String method, String path, String body, int status) throws IOException {
        HttpResponse<String> answer = oracle.send(oracle.request(path)
                .header("X-Request-Id", id)
                .header("Content-Type", "application/fhir+json")
                .method(method, BodyPublishers.ofString(body)));
        expect(answer, status);
        return JSON.readTree(answer.body());
    }

    /** A server that is going down answers 503; anything else that was not predicted is a mistake. */
    private static void expect(HttpResponse<String> answer, int status) throws IOException {
        if (answer.statusCode() == 503) {
            throw new IOException("the server is going down");
        }
        if (answer.statusCode() != status) {
            throw new IllegalStateException(
                    "answered " + answer.statusCode() + " instead of " + status + ": " + answer.body());
        }
    }
}
