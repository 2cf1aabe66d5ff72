package io.chartside.server.command.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the benchmark program found, medians over its rounds: the JSON that its {@code --out} writes. */
record FhirReport(List<Row> rows, List<Size> sizes) {
    private static final int WHOLE_NOTE = 9;

    /**
     * One workload.
     *
     * @param rate requests a second
     * @param unitRate resources a second, for writes
     * @param p50 and p99: milliseconds
     * @param serverMillis and databaseMillis: CPU a request
     * @param foreignCores cores that other processes used meanwhile
     * @param refused requests without the answer that was due; below zero when the load generator failed
     */
    record Row(
            String workload,
            double rate,
            double unitRate,
            double p50,
            double p99,
            double serverMillis,
            double databaseMillis,
            double foreignCores,
            long refused) {

        /** Resources of a request; 1 for reads. */
        double resources() {
            return unitRate > 0 && rate > 0 ? unitRate / rate : 1;
        }
    }

    /**
     * What the database grew by while a workload wrote.
     *
     * @param after the workload
     * @param resources that it wrote
     * @param bytes as the size command counts them
     * @param shareOutsideOfAudit of the resources, those that are no AuditEvents, which ours keeps in the audit: 0 to 1
     */
    record Size(String after, double resources, double bytes, double shareOutsideOfAudit) {}

    /** @param server 0 for the first that the program was pointed at, 1 for the second */
    static FhirReport read(Path file, int server) {
        JsonNode report = JsonMapper.shared().readTree(file.toFile());
        JsonNode options = report.path("options");
        String name = options.path(server == 0 ? "name" : "vs-name").asString("");
        // A note's ninth entry is its AuditEvent.
        double entries = options.path("note-entries").asDouble(WHOLE_NOTE);
        double ofNotes = entries < WHOLE_NOTE ? 1 : (WHOLE_NOTE - 1.0) / WHOLE_NOTE;
        return new FhirReport(
                StreamSupport.stream(report.path("rows").spliterator(), false)
                        .map(row -> row(
                                row.path("workload").asString(), row.path("per").path(server)))
                        .toList(),
                StreamSupport.stream(report.path("sizes").spliterator(), false)
                        .filter(size -> size.path("server").asString("").equals(name))
                        .map(size -> size(size, ofNotes))
                        .toList());
    }

    private static Size size(JsonNode found, double ofNotes) {
        String after = found.path("after").asString();
        double resources = found.path("newResources").asDouble(0);
        return new Size(
                after,
                resources,
                resources * found.path("bytesPerNewResource").asDouble(0),
                after.equals("notes") ? ofNotes : 1);
    }

    private static Row row(String workload, JsonNode found) {
        return new Row(
                workload,
                found.path("rate").asDouble(0),
                found.path("unitRate").asDouble(0),
                found.path("p50").asDouble(0),
                found.path("p99").asDouble(0),
                found.path("cpuServerMs").asDouble(0),
                found.path("cpuDbMs").asDouble(0),
                found.path("foreignCores").asDouble(0),
                found.path("bad").asLong(-1));
    }

    Optional<Row> of(String workload) {
        return rows.stream().filter(row -> row.workload().equals(workload)).findFirst();
    }

    /** @throws BenchFailed that names the workloads in which a request was refused or none was made */
    void assertNoneRefused() {
        List<String> faulty = rows.stream()
                .filter(row -> row.refused() != 0 || row.rate() <= 0)
                .map(row -> row.workload() + " " + row.refused())
                .toList();
        if (!faulty.isEmpty()) {
            throw new BenchFailed("requests were refused: " + String.join(", ", faulty));
        }
    }
}
