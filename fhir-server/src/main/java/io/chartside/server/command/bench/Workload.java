package io.chartside.server.command.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A FHIR workload beside what HAPI JPA needs for it: a line of {@code workloads.tsv}, which names the source.
 *
 * @param name as the benchmark program calls it
 * @param serverMillis and databaseMillis: CPU that HAPI JPA spends on a request, on a resource for the ingest
 * @param bar the ratio that must hold, empty when there is none
 * @param aim the ratio to be reached next
 * @param alone what {@code ceiling.sh} calls the same work done by PostgreSQL alone, empty when it does not do it
 */
record Workload(
        String name, String what, double serverMillis, double databaseMillis, String bar, String aim, String alone) {

    static List<Workload> all() throws IOException {
        try (InputStream file = Workload.class.getResourceAsStream("workloads.tsv")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> of(line.split("\t", -1)))
                    .toList();
        }
    }

    private static Workload of(String[] cells) {
        return new Workload(
                cells[0],
                cells[1],
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                cells[4],
                cells[5],
                cells[6]);
    }

    /** Ours to HAPI JPA's, CPU of server and database together; under 1 is less work. */
    double ratio(FhirReport.Row ours) {
        return (serverMillis(ours) + databaseMillis(ours)) / (serverMillis + databaseMillis);
    }

    /** The same against HAPI JPA as it was measured on this machine. */
    double ratio(FhirReport.Row ours, FhirReport.Row hapi) {
        return (serverMillis(ours) + databaseMillis(ours)) / (serverMillis(hapi) + databaseMillis(hapi));
    }

    double serverMillis(FhirReport.Row ours) {
        return ours.serverMillis() / units(ours);
    }

    double databaseMillis(FhirReport.Row ours) {
        return ours.databaseMillis() / units(ours);
    }

    private double units(FhirReport.Row ours) {
        return name.equals("ingest") ? ours.resources() : 1;
    }

    /** The bar as the table shows it, {@code **missed**} where it is. */
    String barFor(double ratio) {
        return bar.isEmpty() ? "" : "≤ " + bar + (ratio <= Double.parseDouble(bar) ? "" : ", **missed**");
    }

    String aimFor(double ratio) {
        String[] parts = aim.split("/");
        return aim + (ratio <= Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]) ? "" : ", missed");
    }
}
