package io.chartside.server.command.bench;

import io.chartside.server.command.Jdk;
import io.chartside.server.command.LoneServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code bench start}: the FHIR server alone on a database that is there, with the class archive that its Java offers. */
final class ServerStart {
    private static final String BAR = "≤ 6 s";
    private static final String BAR_NEWEST = "≤ 3 s";

    private ServerStart() {}

    static void run(Workspace workspace, Optional<Path> newestJdk, int starts)
            throws IOException, InterruptedException {
        Map<Jdk, String> bars = new LinkedHashMap<>();
        bars.put(Jdk.running(), BAR);
        if (newestJdk.isPresent()) {
            Jdk newest = jdk(newestJdk.get());
            archive(workspace, newest);
            bars.put(newest, BAR_NEWEST);
        }
        Figures figures = new Figures("start of the FHIR server", "median", "all", "CPU, median", "bar");
        LoneServer server =
                workspace.own(LoneServer.on(workspace.home(), workspace.dir().resolve("data"), Workspace.freePort()));
        try {
            // Makes the database and the demo tenant.
            server.start(Jdk.running());
            for (Map.Entry<Jdk, String> jdk : bars.entrySet()) {
                row(figures, jdk.getKey(), jdk.getValue(), starts(server, jdk.getKey(), starts));
            }
        } catch (IllegalStateException e) {
            throw new BenchFailed(e.getMessage());
        }
        if (newestJdk.isEmpty()) {
            System.err.println("the newest JDK was not measured: --newest-jdk DIR or " + BenchOptions.NEWEST_JDK);
        }
        figures.print();
    }

    private static Jdk jdk(Path home) {
        try {
            return Jdk.in(home.toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new BenchFailed(e.getMessage());
        }
    }

    /** The script of that Java makes its archives. */
    private static void archive(Workspace workspace, Jdk jdk) throws IOException, InterruptedException {
        ProcessBuilder build =
                new ProcessBuilder(workspace.home().resolve("chartside").toString(), "build").inheritIO();
        build.environment().put("JAVA_HOME", jdk.home().toString());
        workspace.run(build);
    }

    private static List<LoneServer.Start> starts(LoneServer server, Jdk jdk, int starts) {
        List<LoneServer.Start> all = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            all.add(server.start(jdk));
        }
        return all;
    }

    private static void row(Figures figures, Jdk jdk, String bar, List<LoneServer.Start> starts) {
        List<Double> seconds = starts.stream()
                .map(start -> start.untilHealthy().toMillis() / 1000.0)
                .toList();
        List<Double> cpu =
                starts.stream().map(start -> start.cpu().toMillis() / 1000.0).toList();
        figures.row(
                "Java " + jdk.version(),
                Figures.of("%.1f s", median(seconds)),
                String.join(
                        " ",
                        seconds.stream().map(value -> Figures.of("%.1f", value)).toList()),
                Figures.of("%.1f s", median(cpu)),
                bar);
    }

    private static double median(List<Double> values) {
        return values.stream()
                .sorted(Comparator.naturalOrder())
                .skip(values.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
