package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows of audit are verified a second, and what CPU a row takes of this process and of PostgreSQL. Rows as the server
 * writes them, one in five about a version that was written. Not part of the tests:
 * {@code ./chartside bench audit-verify}; {@code -Dchartside.audit-lanes} and {@code -Dchartside.audit-runs} of Maven.
 */
class AuditVerifyBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(AuditVerifyBenchmark.class);
    private static final int ROWS = Integer.getInteger("chartside.audit-rows", 300_000);
    private static final int LANES = Integer.getInteger("chartside.audit-lanes", AuditChain.LANES);
    private static final int RUNS = Integer.getInteger("chartside.audit-runs", 8);
    private static final int BATCH = 250;
    private static final int CONDITIONS = 5_000;
    private static final int WRITTEN_EVERY = 5;

    private final TenantId tenant = TestStore.freshTenant();
    private final ResourceStore store = TestStore.bean(ResourceStore.class);

    @Test
    void run() throws Exception {
        conditions();
        append();
        for (int run = 1; run <= RUNS; run++) {
            Duration java = ownCpu();
            Duration postgres = postgresCpu();
            long from = System.nanoTime();

            AuditVerifier.Report report = TestStore.bean(AuditVerifier.class).verify(tenant);

            double seconds = (System.nanoTime() - from) / 1e9;
            assertThat(report.isWhole()).as("%s", report).isTrue();
            assertThat(report.rows()).isEqualTo(ROWS);
            LOG.info(String.format(
                    Locale.ROOT,
                    "run %d: %,.0f rows/s; CPU a row: %.2f us here, %.2f us in PostgreSQL",
                    run,
                    ROWS / seconds,
                    ownCpu().minus(java).toNanos() / 1e3 / ROWS,
                    postgresCpu().minus(postgres).toNanos() / 1e3 / ROWS));
        }
    }

    /** Heads and versions that the written rows are about. */
    private void conditions() {
        TestStore.bean(Database.class);
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("""
                        insert into resource select '%s', g, %d, 'c' || g, 1, 1, false, g / 100, g, g + 5, g, '1', 0,
                            int4send(1), '', '', '', '' from generate_series(1, %d) g""".formatted(tenant, ResourceTypes.number("Condition"), CONDITIONS));
                statement.execute("""
                        insert into resource_version select '%s', g, 1, %d, false, false, g / 100, g, '1', 0, 1,
                            '\\x00' from generate_series(1, %d) g""".formatted(tenant, ResourceTypes.number("Condition"), CONDITIONS));
                return null;
            }
        });
    }

    /** As many writers as lanes, since a writer alone goes on with the lane that it knows. */
    private void append() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(LANES);
        List<Future<?>> running = new ArrayList<>();
        for (int from = 0; from < ROWS; from += BATCH) {
            List<AuditRow> rows = new ArrayList<>();
            for (int i = from; i < Math.min(ROWS, from + BATCH); i++) {
                rows.add(row(i));
            }
            running.add(writers.submit(() -> store.write(tenant, unit -> {
                unit.audit(rows);
                return null;
            })));
        }
        for (Future<?> batch : running) {
            batch.get();
        }
        writers.shutdown();
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("vacuum analyze audit_event");
                try (ResultSet row = statement.executeQuery(
                        "select count(distinct lane), avg(length(event)), avg(cardinality(tokens)) from audit_event where tenant = '"
                                + tenant + "'")) {
                    row.next();
                    LOG.info(
                            "{} rows in {} lanes, sealed events of {} bytes and {} tokens",
                            ROWS,
                            row.getInt(1),
                            row.getInt(2),
                            row.getInt(3));
                }
                return null;
            }
        });
    }

    private static AuditRow row(int i) {
        boolean written = i % WRITTEN_EVERY == 0;
        String condition = "Condition/c" + (1 + i / WRITTEN_EVERY % CONDITIONS);
        List<String> words = new ArrayList<>(List.of(
                "agent=scribe-plugin",
                "agent=Practitioner/" + i % 40,
                written ? "action=C" : "action=R",
                "outcome=0",
                "type=http://terminology.hl7.org/CodeSystem/audit-event-type|rest",
                "type=rest",
                "subtype=http://hl7.org/fhir/restful-interaction|" + (written ? "create" : "read"),
                written ? "subtype=create" : "subtype=read",
                "entity=" + condition));
        if (written) {
            words.add(AuditRow.WRITTEN);
        }
        String reference = condition + (written ? "/_history/1" : "");
        byte[] json = EVENT.formatted(i % 40, i, i, reference).getBytes(StandardCharsets.UTF_8);
        Instant recorded = Instant.parse("2026-11-05T10:00:00Z").plusMillis(i);
        return new AuditRow(LogicalIds.next(), recorded, json, List.of("p" + i % 500), words);
    }

    private static final String EVENT = """
            {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest","display":"RESTful Operation"},"subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"read"}],"action":"R","recorded":"2026-11-05T10:00:00.123Z","outcome":"0","agent":[{"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110152","display":"Destination Role ID"}]},"who":{"identifier":{"value":"scribe-plugin"}},"requestor":false,"network":{"address":"127.0.0.1","type":"2"}},{"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110153","display":"Source Role ID"}]},"who":{"display":"http://127.0.0.1:8080/fhir/demo"},"requestor":false,"network":{"address":"http://127.0.0.1:8080/fhir/demo","type":"5"}},{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},"who":{"reference":"Practitioner/%d"},"requestor":true,"policy":["urn:ietf:params:oauth:jti:7b1c3c1e-2f0e-4a53-9d35-%012d"]}],"source":{"observer":{"display":"http://127.0.0.1:8080/fhir/demo"}},"entity":[{"what":{"identifier":{"value":"01a225cc-732e-7bfe-baff-%012d"}},"type":{"system":"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType","code":"XrequestId"}},{"what":{"reference":"%s"},"role":{"system":"http://terminology.hl7.org/CodeSystem/object-role","code":"4","display":"Domain Resource"}}]}""";

    private static Duration ownCpu() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Duration.ofNanos(system.getProcessCpuTime());
    }

    /** Of PostgreSQL's first process and of all that it started and that still run. */
    private static Duration postgresCpu() throws IOException {
        String data = TestStore.asSuperuser("postgres", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show data_directory")) {
                row.next();
                return row.getString(1);
            }
        });
        long pid = Long.parseLong(
                Files.readAllLines(Path.of(data, "postmaster.pid")).get(0).trim());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
