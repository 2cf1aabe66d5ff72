package io.chartside.server.command.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Disk a resource, indexes included and the audit apart, beside what HAPI JPA takes for the same resources. */
final class DiskFigures {
    /** Issue's bar and source of the figure without HAPI JPA at hand: the README of the benchmark program, "8.3 kB of disk a resource". */
    static final double HAPI_BYTES = 8_300;

    private static final double BAR = 0.25;
    private static final Map<String, String> WHAT = Map.of("ingest", "patient bundles", "notes", "note bundles of 9");

    private DiskFigures() {}

    /**
     * @param ours what all but the audit grew by, as {@link DiskUse#command} told the benchmark program
     * @param audit {@link DiskUse#audit}: before and after each workload
     * @param hapi empty where HAPI JPA did not run
     */
    static Figures of(List<FhirReport.Size> ours, List<Long> audit, List<FhirReport.Size> hapi) {
        Figures figures = new Figures(
                "disk a resource, indexes included",
                "ours",
                "audit, apart",
                hapi.isEmpty() ? "HAPI JPA" : "HAPI JPA here",
                "ours / HAPI",
                "bar");
        for (int i = 0; i < ours.size(); i++) {
            FhirReport.Size size = ours.get(i);
            if (audit.size() < 2 * (i + 1) || size.resources() <= 0) {
                continue;
            }
            double rest = size.bytes() / (size.resources() * size.shareOutsideOfAudit());
            double its = hapi.stream()
                    .filter(other -> other.after().equals(size.after()) && other.resources() > 0)
                    .findFirst()
                    .map(other -> other.bytes() / other.resources())
                    .orElse(HAPI_BYTES);
            figures.row(
                    Optional.ofNullable(WHAT.get(size.after())).orElse(size.after()),
                    kilobytes(rest),
                    kilobytes((audit.get(2 * i + 1) - audit.get(2 * i)) / size.resources()),
                    kilobytes(its),
                    Figures.of("%.3f", rest / its),
                    "≤ 1/4" + (rest / its <= BAR ? "" : ", **missed**"));
        }
        return figures;
    }

    private static String kilobytes(double bytes) {
        return Figures.of("%.2f kB", bytes / 1_000);
    }
}
