package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The benchmark program {@code bench.mjs} against one running chartside; it goes on with the data of its earlier runs. */
final class FhirBench {
    private static final String OUT = "--out";

    private final Workspace workspace;
    private final List<String> command;
    private final DiskUse disk;

    private FhirBench(Workspace workspace, List<String> command, DiskUse disk) {
        this.workspace = workspace;
        this.command = command;
        this.disk = disk;
    }

    /** @param program folder that holds {@code bench.mjs} */
    static FhirBench of(Workspace workspace, RunningChartside chartside, Path program)
            throws IOException, InterruptedException {
        DiskUse disk = DiskUse.of(
                chartside.dataDir().resolve("postgres"),
                chartside.databaseUrl("chartside"),
                workspace.dir().resolve("audit-bytes"));
        return new FhirBench(
                workspace,
                List.of(
                        "node",
                        program.resolve("bench.mjs").toString(),
                        "--url",
                        chartside.fhirBase(),
                        "--name",
                        "chartside",
                        "--token",
                        chartside.token("system/*.cruds"),
                        "--pid",
                        Long.toString(chartside.serverProcessId()),
                        "--db-pid",
                        Long.toString(chartside.databaseProcessId()),
                        "--size-cmd",
                        disk.command(),
                        "--state",
                        workspace.dir().resolve("fhir-bench").toString()),
                disk);
    }

    /** @param second options that name a second server, which takes turns with the first */
    FhirBench against(List<String> second) {
        return new FhirBench(
                workspace, Stream.concat(command.stream(), second.stream()).toList(), disk);
    }

    /** Bytes of our audit before and after each workload of the last recorded run that wrote. */
    List<Long> auditBytes() throws IOException {
        return disk.audit();
    }

    /** Its own tables and progress appear as they come. */
    FhirReport run(List<String> options) throws IOException, InterruptedException {
        return FhirReport.read(recorded(options), 0);
    }

    /** What it found on each of two servers. */
    List<FhirReport> runBoth(List<String> options) throws IOException, InterruptedException {
        Path out = recorded(options);
        return List.of(FhirReport.read(out, 0), FhirReport.read(out, 1));
    }

    private Path recorded(List<String> options) throws IOException, InterruptedException {
        int named = options.indexOf(OUT) + 1;
        Path out = named > 0 && named < options.size()
                ? Path.of(options.get(named))
                : workspace.dir().resolve("fhir-bench.json");
        List<String> all = new ArrayList<>(command);
        all.addAll(options);
        all.addAll(List.of(OUT, out.toString()));
        disk.forget();
        workspace.run(new ProcessBuilder(all).inheritIO());
        return out;
    }

    /** Makes data, warms the server, and says nothing of what it finds. */
    void runUnrecorded(List<String> options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(options);
        workspace.run(new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    }
}
