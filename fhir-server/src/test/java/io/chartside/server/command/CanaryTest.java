package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Five hundred invented words go in through every door of the server, and none of them is found in the data directory with its
 * write-ahead log, in a COPY of any table, or in any log (MH13).
 */
class CanaryTest {
    /** What every canary begins with: looking for it is looking for all of them. */
    private static final String MARK = "zqxvkw";

    private static final int CANARIES = 500;

    private final Random random = new Random(20_261_122);
    private final AtomicInteger made = new AtomicInteger();
    private RealServer server;

    private String canary() {
        made.incrementAndGet();
        StringBuilder word = new StringBuilder(MARK);
        for (int i = 0; i < 8; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String patient() {
        return """
                {"resourceType": "Patient", "identifier": [{"system": "http://%s", "value": "%s"}],
                 "name": [{"family": "%s", "given": ["%s"], "text": "%s"}], "telecom": [{"system": "phone", "value": "%s"}],
                 "address": [{"line": ["%s"], "city": "%s"}], "contact": [{"name": {"family": "%s"}}],
                 "text": {"status": "generated", "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\">%s</div>"}}
                """.formatted(
                canary(), canary(), canary(), canary(), canary(), canary(), canary(), canary(), canary(), canary());
    }

    private String note(String patient) {
        return """
                {"resourceType": "DocumentReference", "status": "current", "subject": {"reference": "Patient/%s", "display": "%s"},
                 "type": {"text": "%s", "coding": [{"system": "http://%s", "code": "%s", "display": "%s"}]}, "description": "%s",
                 "content": [{"attachment": {"contentType": "text/plain", "data": "%s", "title": "%s"}}]}
                """.formatted(
                        patient,
                        canary(),
                        canary(),
                        canary(),
                        canary(),
                        canary(),
                        canary(),
                        base64("It is said that " + canary() + " coughs"),
                        canary());
    }

    private String condition(String patient) {
        return """
                {"resourceType": "Condition", "code": {"text": "%s", "coding": [{"system": "http://%s", "code": "%s"}]},
                 "subject": {"reference": "Patient/%s"}, "note": [{"text": "%s"}],
                 "meta": {"tag": [{"system": "http://%s", "code": "%s"}]}}
                """.formatted(canary(), canary(), canary(), patient, canary(), canary(), canary());
    }

    private String accepted(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 204);
        JsonNode id = RealServer.json(answer).path("id");
        return id.asText();
    }

    private void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain(MARK);
    }

    private HttpResponse<String> sent(String method, String path, String type, String body, String... headers)
            throws IOException {
        HttpRequest.Builder request = server.request(path)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return RealServer.send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Everything of one patient, through reads, searches and writes of every kind. */
    private void throughTheDoorsOfTheRecord() throws IOException {
        String json = "application/fhir+json";
        String patient = accepted(server.post("/Patient", patient()));
        String condition = accepted(server.post("/Condition", condition(patient)));
        accepted(sent(
                "PUT",
                "/Condition/" + condition,
                json,
                condition(patient).replaceFirst("\\{", "{\"id\": \"" + condition + "\",")));
        accepted(sent(
                "PATCH",
                "/Condition/" + condition,
                "application/json-patch+json",
                "[{\"op\": \"replace\", \"path\": \"/code/text\", \"value\": \"" + canary() + "\"}]"));
        accepted(server.post("/DocumentReference", note(patient)));
        accepted(sent(
                "POST",
                "/Encounter",
                json,
                """
                {"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"}, "reasonCode": [{"text": "%s"}],
                 "subject": {"reference": "Patient/%s"}}""".formatted(canary(), patient),
                "If-None-Exist",
                "identifier=http://x|" + canary()));
        accepted(sent(
                "POST",
                "/Patient",
                "application/fhir+xml",
                "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"" + canary() + "\"/></name></Patient>"));
        accepted(server.post("", """
                {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": %s,
                  "request": {"method": "POST", "url": "Condition", "ifNoneExist": "identifier=http://x|%s"}}]}
                """.formatted(condition(patient), canary())));
        for (String contents : List.of(canary(), (canary() + " ").repeat(8_000))) {
            accepted(sent("POST", "/Binary", "text/plain", contents, "X-Security-Context", "Patient/" + patient));
        }
        accepted(server.post("/Condition/" + condition + "/$meta-add", """
                {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta":
                  {"tag": [{"system": "http://t", "code": "%s"}]}}]}""".formatted(canary())));
        accepted(server.post(
                "/AuditEvent", """
                {"resourceType": "AuditEvent", "type": {"system": "http://%s", "code": "%s"}, "recorded": "2026-11-01T00:00:00Z",
                 "agent": [{"requestor": true, "who": {"display": "%s", "identifier": {"value": "%s"}}}],
                 "source": {"observer": {"display": "%s"}}, "entity": [{"name": "%s", "what": {"reference": "Patient/%s"}}]}
                """.formatted(canary(), canary(), canary(), canary(), canary(), canary(), patient)));
        for (String query : List.of(
                "/Patient?name=" + canary(),
                "/Patient?identifier=" + encoded("http://x|" + canary()),
                "/Condition?code:text=" + canary() + "&patient=" + patient,
                "/DocumentReference?_content=" + canary() + "&patient=" + patient,
                "/Condition?patient.name=" + canary(),
                "/Patient?_has:Condition:patient:code=" + canary())) {
            assertThat(server.get(query).statusCode())
                    .as(query.substring(0, 12))
                    .isEqualTo(200);
        }
        accepted(sent("POST", "/Patient/_search", "application/x-www-form-urlencoded", "name=" + canary()));
        refused(server.get("/Patient?unheard=" + canary()));
        refused(server.get("/Patient/" + canary()));
        refused(server.post("/Patient", "{\"resourceType\": \"Patient\", \"unheard\": \"" + canary() + "\"}"));
        refused(server.post("/Patient", "{\"resourceType\": \"Patient\", \"gender\": \"" + canary() + "\"}"));
        refused(server.post("/Patient", "{\"name\": \"" + canary()));
    }

    private void throughTheDoorsBesides() throws IOException {
        String patient = accepted(server.post("/Patient", patient()));
        String encounter = accepted(server.post("/Encounter", """
                {"resourceType": "Encounter", "status": "in-progress", "class": {"code": "AMB"},
                 "subject": {"reference": "Patient/%s"}, "period": {"start": "2026-11-01T10:00:00Z"}}""".formatted(patient)));
        HttpResponse<String> draft =
                server.post("/Encounter/" + encounter + "/$draft-note", """
                {"resourceType": "Parameters", "parameter": [{"name": "transcript",
                  "valueString": "[doctor] what brings you in %s\\n[patient] i have had a cough for three days, %s said so"}]}
                """.formatted(canary(), canary()));
        assertThat(draft.statusCode()).as(draft.body()).isEqualTo(200);
        HttpResponse<String> export =
                RealServer.send(server.request("/$export?_typeFilter=" + encoded("Patient?name=" + canary()))
                        .header("Prefer", "respond-async")
                        .header("Accept", "application/fhir+json"));
        assertThat(export.statusCode()).as(export.body()).isEqualTo(202);
        HttpRequest.Builder stranger = HttpRequest.newBuilder(URI.create(server.base() + "/Patient?name=" + canary()))
                .header("Authorization", "Bearer " + canary());
        refused(RealServer.send(stranger));
        refused(RealServer.send(HttpRequest.newBuilder(URI.create(server.base() + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=" + canary()
                        + "&client_secret=" + canary() + "&scope=system/Patient.r"))));
    }

    /** The mark as it would stand in bytes, in a dump's hexadecimal, and within base64 at each of its three alignments. */
    private static Set<String> shapes() {
        Set<String> shapes = new LinkedHashSet<>();
        shapes.add(MARK);
        shapes.add(HexFormat.of().formatHex(MARK.getBytes(StandardCharsets.US_ASCII)));
        shapes.add(base64(MARK).substring(0, 8));
        shapes.add(base64("x" + MARK.substring(0, 5)).substring(2, 8));
        shapes.add(base64("xx" + MARK.substring(0, 4)).substring(3, 8));
        return shapes;
    }

    private static List<String> found(String where, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return shapes().stream()
                .filter(text::contains)
                .map(shape -> where + " holds " + shape)
                .toList();
    }

    private static List<String> inFiles(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try {
                    found.addAll(found(folder.relativize(file).toString(), Files.readAllBytes(file)));
                } catch (NoSuchFileException e) {
                    // PostgreSQL removed it meanwhile.
                }
            }
        }
        return found;
    }

    private List<String> inTables() throws SQLException, IOException {
        List<String> found = new ArrayList<>();
        for (String database : List.of("chartside", "chartside_keys")) {
            try (Connection connection = DriverManager.getConnection(server.databaseUrl(database));
                    Statement statement = connection.createStatement()) {
                List<String> tables = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery(
                        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not like 'pg%'")) {
                    while (rows.next()) {
                        tables.add(rows.getString(1));
                    }
                }
                assertThat(tables).hasSizeGreaterThan(3);
                for (String table : tables) {
                    ByteArrayOutputStream rows = new ByteArrayOutputStream();
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("copy (select * from " + table + ") to stdout", rows);
                    found.addAll(found(database + " " + table, rows.toByteArray()));
                }
            }
        }
        return found;
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.databaseUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Of the server's own log (ECS): the canaries were looked for where they would be. */
    private static void assertEveryLineOfTheLogIsJson(Path data) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(data.resolve("logs"))) {
            logs = files.filter(file -> file.getFileName().toString().startsWith("fhir-server"))
                    .toList();
        }
        ObjectMapper json = new ObjectMapper();
        int lines = 0;
        for (Path log : logs) {
            for (String line : Files.readAllLines(log)) {
                JsonNode event = json.readTree(line);
                assertThat(event.path("@timestamp").isTextual()).as(line).isTrue();
                assertThat(event.at("/log/level").isTextual()).as(line).isTrue();
                lines++;
            }
        }
        assertThat(lines).isPositive();
    }

    @Test
    void noCanaryIsFoundInDataDirectory_log_orTable() throws Exception {
        server = RealServer.shared();
        Path data = server.data();
        throughTheDoorsBesides();
        while (made.get() < CANARIES) {
            throughTheDoorsOfTheRecord();
        }
        sql("checkpoint");

        assertThat(inTables()).isEmpty();
        assertThat(inFiles(data)).isEmpty();
        assertEveryLineOfTheLogIsJson(data);

        sql("create table planted as select '" + MARK + "' as word");
        sql("checkpoint");
        assertThat(inFiles(data)).as("what is there is found").isNotEmpty();
        sql("drop table planted");
    }
}
