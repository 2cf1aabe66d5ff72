package io.chartside.server.command.bench;

import io.chartside.mappings.scribe.EmbeddedScribe;
import java.io.IOException;
import java.util.List;

/** What a user waits for: start, drafts, the engine; and the memory of both processes meanwhile. */
final class UserWaits {
    private static final int CLIENTS = 4;
    private static final int DRAFTS_PER_CLIENT = 30;
    private static final int WARM_UP_PER_CLIENT = 15;
    private static final int WORDS_OF_A_VISIT = 1_300;

    private final Visits visits;
    private final Figures figures = new Figures("what", "figure", "bar");

    UserWaits(Visits visits) {
        this.visits = visits;
    }

    /** Makes the database that the further measurements use. */
    void firstStart(Workspace workspace, int port) throws IOException {
        try (RunningChartside first = RunningChartside.start(workspace, port)) {
            figures.row("up, first time with database creation", seconds(first), "≤ 25 s");
        }
    }

    void measure(RunningChartside chartside) throws IOException, InterruptedException {
        figures.row("up, after that", seconds(chartside), "≤ 15 s");
        DraftLoad load = new DraftLoad(chartside.fhirBase(), chartside.token("system/*.cruds drafts"));
        String visit = visits.ofWords(WORDS_OF_A_VISIT);
        load.run(visit, 1, 0, 1);
        figures.row("memory of both processes, idle after one visit", chartside.residentMib() + " MiB", "≤ 900 MB");
        List<Double> drafts = load.run(visit, CLIENTS, WARM_UP_PER_CLIENT, DRAFTS_PER_CLIENT);
        figures.row(
                "$draft-note over HTTP, " + WORDS_OF_A_VISIT + " words, " + CLIENTS + " clients, p50 / p95",
                millis(drafts, 0.5) + " / " + millis(drafts, 0.95),
                "p95 ≤ 1 s");
        figures.row(
                "memory of both processes after " + drafts.size() + " drafts", chartside.residentMib() + " MiB", "");
        List<Double> engine = EngineTiming.run(visits.transcripts(), EmbeddedScribe.create(chartside.dataDir()));
        figures.row(
                "engine, one warm core, " + visits.transcripts().size() + " visits, p50 / slowest",
                millis(engine, 0.5) + " / " + millis(engine, 1),
                "≤ 0.5 s");
    }

    void print() throws IOException {
        figures.print();
    }

    private static String seconds(RunningChartside chartside) {
        return Figures.of("%.1f s", chartside.untilReady().toMillis() / 1000.0);
    }

    private static String millis(List<Double> sorted, double share) {
        int at = (int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1)));
        return Figures.of("%.0f ms", sorted.get(at));
    }
}
