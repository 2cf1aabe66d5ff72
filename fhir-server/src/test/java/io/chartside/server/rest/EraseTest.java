package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chartside.server.command.AuditVerify;
import io.chartside.server.crypto.KeyErased;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.OnOldestPostgres;
import io.chartside.server.store.PatientEraser;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Autowired;

/** {@code Patient/[id]/$erase}: nothing of the patient can be read again, by nobody and from no old backup (MH18). */
@OnOldestPostgres
class EraseTest extends RestTest {
    private static final TenantId DEMO = new TenantId("demo");
    /** Every table with rows of patients, and the column by which a row is theirs. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>(Map.of(
            "resource", "rid",
            "resource_version", "rid",
            "search_token", "rid",
            "reference_link", "source_rid",
            "resource_words", "rid",
            "content", "rid",
            "withheld_version", "rid",
            "speech_session", "patient_rid",
            "speech_recording", "patient_rid",
            "sealed_session", "patient_rid"));

    @TempDir
    private Path folder;

    @Autowired
    private PatientEraser eraser;

    @Autowired
    private KeyKeeper keeper;

    private record Chart(String patient, String condition, String note, String scan, long rid) {
        List<String> resources() {
            return List.of(
                    "Patient/" + patient, "Condition/" + condition, "DocumentReference/" + note, "Binary/" + scan);
        }
    }

    private static Chart chart(String family) {
        String patient = patient(family);
        String condition = created("Condition", condition("Patient/" + patient, "cough of " + family));
        String note = created("DocumentReference", """
                {"resourceType": "DocumentReference", "status": "current", "subject": {"reference": "Patient/%s"},
                 "description": "About %s", "content": [{"attachment": {"contentType": "text/plain", "data": "QQ=="}}]}
                """.formatted(patient, family));
        put("/Condition/" + condition, """
                {"resourceType": "Condition", "id": "%s", "code": {"text": "again"}, "subject": {"reference": "Patient/%s"}}
                """.formatted(condition, patient));
        HttpResponse<String> scan = send(request("/Binary")
                .header("Content-Type", "application/pdf")
                .header("X-Security-Context", "Patient/" + patient)
                .header("Prefer", "return=minimal")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[200_000])));
        assertThat(scan.statusCode()).as(scan.body()).isEqualTo(201);
        String binary = scan.headers().firstValue("Location").orElseThrow().replaceAll(".*/Binary/([^/]+).*", "$1");
        StoredResource stored = TestStore.read(DEMO, "Patient", patient).orElseThrow();
        return new Chart(patient, condition, note, binary, stored.rid());
    }

    private static HttpResponse<String> erase(String patient, String scope) {
        return send(request("/Patient/" + patient + "/$erase", scope).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String certificate(String patient) {
        HttpResponse<String> answer = erase(patient, "erase");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/parameter/0/valueString").asText();
    }

    private static void assertGone(Chart chart) {
        for (String resource : chart.resources()) {
            assertOutcome(get("/" + resource), 410);
            assertOutcome(get("/" + resource + "/_history/1"), 410);
            assertOutcome(get("/" + resource + "/_history"), 410);
            String[] parts = resource.split("/");
            assertThat(json(get("/" + parts[0] + "?_id=" + parts[1])).has("entry"))
                    .isFalse();
        }
        assertThat(json(get("/Condition?patient=Patient/" + chart.patient())).has("entry"))
                .isFalse();
        assertThat(get("/_history?_count=50").body()).doesNotContain(chart.patient(), chart.condition());
    }

    @Test
    void erasedPatient_isGoneForGood_withAuditAndCertificate() throws IOException {
        Chart chart = chart("Vanessa-Erased");
        Chart other = chart("Otto-Stays");

        String certificate = certificate(chart.patient());

        assertGone(chart);
        assertThat(json(get("/Patient?family=Vanessa-Erased")).has("entry")).isFalse();
        assertThat(entries(json(get("/Condition?patient=Patient/" + other.patient()))))
                .hasSize(1);
        assertThat(certificate(chart.patient())).isEqualTo(certificate);
        assertThat(entries(json(get("/AuditEvent?patient=Patient/" + chart.patient() + "&_count=50"))))
                .anySatisfy(event -> assertThat(event.toString()).contains("operation"))
                .hasSizeGreaterThan(4);
        assertThat(rowsLeft(chart)).isZero();
        assertThat(checked(certificate))
                .contains("patient " + chart.rid() + " of tenant demo was erased")
                .contains("4 resources, 5 versions");
        assertThat(checked(certificate.replaceFirst("\\.ey.", ".eyA"))).contains("no certificate");
    }

    /** For a back end that keeps something of patients beside the record; who never was and who is there are told apart by nobody. */
    @Test
    void whoWasErased_isToldToABackEndThatMayReadNothing() {
        Chart gone = chart("Erna-Told");
        Chart there = chart("Otto-Untold");
        assertThat(erased("visit-status", gone.patient(), there.patient())).isEmpty();
        certificate(gone.patient());
        assertThat(erased("visit-status", gone.patient(), there.patient(), "never-was"))
                .containsExactly(gone.patient());
        assertOutcome(askErased("system/Patient.rs", gone.patient()), 403);
        assertOutcome(askErased("visit-status", Collections.nCopies(101, "x").toArray(String[]::new)), 400);
    }

    private static HttpResponse<String> askErased(String scope, String... patients) {
        String parameters = Arrays.stream(patients)
                .map(id -> "{\"name\":\"patient\",\"valueId\":\"" + id + "\"}")
                .collect(Collectors.joining(","));
        return send(request("/Patient/$erased", scope)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters + "]}")));
    }

    private static List<String> erased(String scope, String... patients) {
        HttpResponse<String> answer = askErased(scope, patients);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        json(answer)
                .path("parameter")
                .forEach(one -> ids.add(one.path("valueId").asText()));
        return ids;
    }

    @Test
    void idsOfWhatWasErased_areNotUsedAgain() {
        Chart chart = chart("Ida-Gone");
        certificate(chart.patient());

        assertOutcome(put("/Patient/" + chart.patient(), """
                {"resourceType": "Patient", "id": "%s"}""".formatted(chart.patient())), 410);
        assertOutcome(post("/Condition", condition("Patient/" + chart.patient(), "late")), 422);
        assertOutcome(erase("never-was", "erase"), 404);
        assertGone(chart);
    }

    @Test
    void erasing_needsItsOwnRight() {
        Chart chart = chart("Rita-Right");

        assertOutcome(erase(chart.patient(), "system/*.cruds"), 403);
        assertThat(get("/Patient/" + chart.patient()).statusCode()).isEqualTo(200);
    }

    @Test
    void erasureThatACrashCutShort_hidesThePatientAndIsFinishedByTheNextCall() {
        Chart marked = chart("Carl-Crash");
        Chart keyless = chart("Cora-Crash");
        eraser.begin(DEMO, marked.patient(), BASE, 1, List.of(auditRow()));
        eraser.begin(DEMO, keyless.patient(), BASE, 1, List.of(auditRow()));
        keeper.destroy(DEMO, keyless.rid());
        for (Chart chart : List.of(marked, keyless)) {
            assertThat(get("/Condition/" + chart.condition()).statusCode()).isIn(404, 410);
            assertThat(json(get("/Condition?patient=Patient/" + chart.patient()))
                            .has("entry"))
                    .isFalse();
            assertOutcome(post("/Condition", condition("Patient/" + chart.patient(), "late")), 422);

            certificate(chart.patient());

            assertGone(chart);
            assertThat(rowsLeft(chart)).isZero();
        }
    }

    @Test
    void anotherProcess_forgetsTheKeyWithinTheTimeItMayNotKnow() {
        Chart chart = chart("Otis-Other");
        KeyRing otherProcess = TestStore.bean(KeyRing.class);
        assertThat(otherProcess.forReading(DEMO, chart.rid())).isNotNull();

        certificate(chart.patient());

        await("it is forgotten")
                .atMost(Duration.ofSeconds(5))
                .until(() -> otherProcess.forReading(DEMO, List.of(chart.rid())).isEmpty());
        assertThatThrownBy(() -> otherProcess.forWriting(DEMO, chart.rid())).isInstanceOf(KeyErased.class);
    }

    @Test
    void rowsOfAnOldBackupPutBack_stayUnreadableAndAreNamed() {
        Chart chart = chart("Bruno-Backup");
        Map<String, String> backup = TestStore.asSuperuser("chartside", connection -> dump(connection, chart.rid()));
        certificate(chart.patient());
        assertThat(verified()).doesNotContain(chart.condition());

        TestStore.asSuperuser("chartside", connection -> restore(connection, backup));

        assertGone(chart);
        assertThat(verified()).contains("Condition/" + chart.condition() + " was erased");
        TestStore.asSuperuser("chartside", connection -> remove(connection, chart.rid()));
    }

    @Test
    void everyTableWithRowsOfPatients_isAmongThoseAnErasureEmpties() {
        Set<String> tables = TestStore.asSuperuser("chartside", connection -> {
            Set<String> found = new TreeSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select distinct table_name from information_schema.columns"
                                    + " where table_schema = 'public' and column_name in ('rid', 'patient_rid', 'source_rid')")) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        });
        tables.remove("erasure");
        assertThat(tables).isEqualTo(TABLES.keySet());
    }

    private static AuditRow auditRow() {
        return new AuditRow(
                LogicalIds.next(),
                Instant.now(),
                "{\"resourceType\":\"AuditEvent\",\"entity\":[]}".getBytes(StandardCharsets.UTF_8),
                List.of(),
                List.of("action=E"));
    }

    private String checked(String certificate) throws IOException {
        Path file = Files.writeString(folder.resolve("certificate.jws"), certificate);
        return run("--server-url", SERVER, "--certificate", file.toString());
    }

    private static String verified() {
        return run("--server-url", SERVER, "--data-dir", TestDatabase.dataDir().toString());
    }

    private static String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditVerify.run(arguments, new PrintStream(out), new PrintStream(out));
        return out.toString();
    }

    private static List<Long> rids(Connection connection, long patientRid) throws SQLException {
        List<Long> rids = new ArrayList<>();
        try (ResultSet rows = connection
                .createStatement()
                .executeQuery("select distinct rid from resource_version where patient_rid = " + patientRid)) {
            while (rows.next()) {
                rids.add(rows.getLong(1));
            }
        }
        return rids;
    }

    private static long rowsLeft(Chart chart) {
        return TestStore.asSuperuser("chartside", connection -> rowsLeft(connection, chart.rid()));
    }

    private static long rowsLeft(Connection connection, long patientRid) throws SQLException {
        long left = 0;
        for (String sql : List.of(
                "select count(*) from resource where patient_rid = ",
                "select count(*) from resource_version where patient_rid = ",
                "select count(*) from search_token where rid = ",
                "select count(*) from reference_link where target_rid = ",
                "select count(*) from content where patient_rid = ",
                "select count(*) from content_chunk c join content o using (tenant, content) where o.patient_rid = ",
                "select count(*) from resource where rid = ")) {
            try (ResultSet count = connection.createStatement().executeQuery(sql + patientRid)) {
                count.next();
                left += count.getLong(1);
            }
        }
        return left;
    }

    private static Map<String, String> dump(Connection connection, long patientRid) throws SQLException {
        String rids = inParentheses(rids(connection, patientRid));
        Map<String, String> backup = new LinkedHashMap<>();
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            StringWriter rows = new StringWriter();
            try {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut(
                                "copy (select * from " + table.getKey() + " where " + table.getValue() + " in " + rids
                                        + ") to stdout",
                                rows);
            } catch (IOException e) {
                throw new SQLException(e);
            }
            backup.put(table.getKey(), rows.toString());
        }
        return backup;
    }

    private static int restore(Connection connection, Map<String, String> backup) throws SQLException {
        for (Map.Entry<String, String> table : backup.entrySet()) {
            try {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + table.getKey() + " from stdin", new StringReader(table.getValue()));
            } catch (IOException e) {
                throw new SQLException(e);
            }
        }
        return backup.size();
    }

    /** All that was put back: tests of the same database count its rows. */
    private static int remove(Connection connection, long patientRid) throws SQLException {
        String rids = inParentheses(rids(connection, patientRid));
        int removed = 0;
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            try (Statement statement = connection.createStatement()) {
                removed += statement.executeUpdate(
                        "delete from " + table.getKey() + " where " + table.getValue() + " in " + rids);
            }
        }
        return removed;
    }

    private static String inParentheses(List<Long> rids) {
        return rids.toString().replace('[', '(').replace(']', ')');
    }
}
