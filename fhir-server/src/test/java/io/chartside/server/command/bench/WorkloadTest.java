package io.chartside.server.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {

    @Test
    void ratio_isOfServerAndDatabaseTogether_andShowsAMissedBar() throws IOException {
        Workload read = workload("read");
        FhirReport.Row row = row("read", 1_000, 0, 0.40, 0.25, 0);
        assertThat(read.ratio(row)).isCloseTo(0.5, within(1e-9));
        assertThat(read.barFor(0.50)).isEqualTo("≤ 0.5");
        assertThat(read.barFor(0.51)).isEqualTo("≤ 0.5, **missed**");
        assertThat(read.aimFor(0.34)).isEqualTo("1/3, missed");
    }

    @Test
    void ingest_isCountedByTheResource() throws IOException {
        FhirReport.Row row = row("ingest", 4, 1_000, 100, 25, 0);
        assertThat(workload("ingest").serverMillis(row)).isCloseTo(0.4, within(1e-9));
        assertThat(workload("ingest").databaseMillis(row)).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void report_isReadFromTheProgramsJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("out.json");
        Files.writeString(file, """
                {"rows":[{"workload":"notes","per":[{"server":"chartside","rate":50,"unitRate":450,"p50":12.5,"p99":40,
                 "cpuServerMs":6.5,"cpuDbMs":3.5,"foreignCores":0.1,"bad":2}]}]}
                """);
        FhirReport report = FhirReport.read(file, 0);
        assertThat(report.of("notes")).contains(new FhirReport.Row("notes", 50, 450, 12.5, 40, 6.5, 3.5, 0.1, 2));
        assertThatThrownBy(report::assertNoneRefused)
                .isInstanceOf(BenchFailed.class)
                .hasMessageContaining("notes 2");
    }

    @Test
    void againstHapi_setsBothServersOfOneRunSideBySide(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("out.json");
        Files.writeString(file, """
                {"rows":[{"workload":"read","per":[
                 {"server":"chartside","rate":900,"p50":3,"p99":9,"cpuServerMs":0.3,"cpuDbMs":0.2,"foreignCores":0.1,"bad":0},
                 {"server":"hapi","rate":400,"p50":8,"p99":20,"cpuServerMs":1.5,"cpuDbMs":0.5,"foreignCores":0.2,"bad":1}]}]}
                """);
        assertThat(AgainstHapi.sideBySide(FhirReport.read(file, 0), FhirReport.read(file, 1)))
                .asString()
                .contains("| 0.30 + 0.20 | 1.50 + 0.50 | 0.250 | ≤ 0.5 | 1/3 | 3.0 / 8.0 | 0 / 1 | 0.10 / 0.20 |");
    }

    @Test
    void disk_isHeldAgainstTheBarWithoutTheAudit(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("out.json");
        Files.writeString(file, """
                {"options":{"name":"chartside","vs-name":"hapi","note-entries":"9"},"rows":[],"sizes":[
                 {"server":"chartside","after":"ingest","newResources":1000,"bytesPerNewResource":1500},
                 {"server":"hapi","after":"ingest","newResources":1000,"bytesPerNewResource":6700},
                 {"server":"chartside","after":"notes","newResources":900,"bytesPerNewResource":1600},
                 {"server":"hapi","after":"notes","newResources":900,"bytesPerNewResource":5700}]}
                """);
        List<FhirReport.Size> ours = FhirReport.read(file, 0).sizes();
        List<Long> audit = List.of(10_000L, 310_000L, 310_000L, 1_210_000L);
        // The note's AuditEvent is in the audit, so the rest holds eight resources of nine.
        assertThat(DiskFigures.of(ours, audit, FhirReport.read(file, 1).sizes()))
                .asString()
                .contains("| patient bundles | 1.50 kB | 0.30 kB | 6.70 kB | 0.224 | ≤ 1/4 |")
                .contains("| note bundles of 9 | 1.80 kB | 1.00 kB | 5.70 kB | 0.316 | ≤ 1/4, **missed** |");
        assertThat(DiskFigures.of(ours, audit, List.of()))
                .asString()
                .contains("| patient bundles | 1.50 kB | 0.30 kB | 8.30 kB | 0.181 | ≤ 1/4 |");
    }

    @Test
    void postgresAlone_isTheMedianOfTheRepetitions() throws IOException {
        PostgresAlone alone = PostgresAlone.read(List.of(
                "5000 resources, 1000 bytes, 9.1 keys each",
                "multi-row INSERT per bundle tx, same indexes      30000 rows/s    1.10 s     2100 bytes/row on disk  load 0.5",
                "multi-row INSERT per bundle tx, same indexes      10000 rows/s    3.10 s     2100 bytes/row on disk  load 0.5",
                "multi-row INSERT per bundle tx, same indexes      20000 rows/s    2.10 s     2100 bytes/row on disk  load 0.5",
                "select pk c=8: latency average = 0.126 ms tps = 63211.5 (without initial connection time)  load 1.0"));
        assertThat(alone.rate(workload("ingest").alone())).contains(20_000.0);
        assertThat(alone.rate(workload("read").alone())).contains(63_211.5);
        assertThat(alone.rate(workload("history").alone())).isEmpty();
    }

    private static FhirReport.Row row(
            String name, double rate, double unitRate, double server, double database, long refused) {
        return new FhirReport.Row(name, rate, unitRate, 1, 2, server, database, 0, refused);
    }

    private static Workload workload(String name) throws IOException {
        return Workload.all().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
