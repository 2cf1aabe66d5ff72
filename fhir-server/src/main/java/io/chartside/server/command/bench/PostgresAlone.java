package io.chartside.server.command.bench;

import io.chartside.server.command.DatabaseAdministrator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PostgreSQL alone does with the same resources on the database server under measurement, with its settings: the physical
 * floor of any server on top of it, as {@code ceiling.sh} of the benchmark program measures it.
 *
 * @param rates rows or queries a second by what the script calls them, every repetition
 */
record PostgresAlone(Map<String, List<Double>> rates) {
    private static final int PATIENTS = 24;
    private static final Pattern ROWS = Pattern.compile("(.*\\S)\\s+(\\d+) rows/s.*");
    private static final Pattern QUERIES = Pattern.compile("select (\\w+) .*\\btps = ([\\d.]+).*");

    /** Writes the resources that the workloads use as the files that the script reads. */
    private static final String WRITE_DATA = """
            import { writeFileSync } from 'node:fs';
            const { corpus } = await import(process.argv[1] + '/corpus.mjs');
            const count = +process.argv[3], source = corpus('gen:' + count);
            for (let i = 0; i < count; i++) writeFileSync(`${process.argv[2]}/${i}.json`, source.bundle(i));
            """;

    /** The first program that the script needs and the path does not have. */
    static Optional<String> missing() {
        List<String> path = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
        return List.of("psql", "pgbench", "python3").stream()
                .filter(program -> path.stream().noneMatch(dir -> Files.isExecutable(Path.of(dir, program))))
                .findFirst();
    }

    /** @param chartside whose database server is measured */
    static PostgresAlone measure(Workspace workspace, RunningChartside chartside, Path program)
            throws IOException, InterruptedException {
        Path data = Files.createDirectories(workspace.dir().resolve("bundles"));
        workspace.run(new ProcessBuilder(
                        "node",
                        "--input-type=module",
                        "-e",
                        WRITE_DATA,
                        program.toAbsolutePath().toString(),
                        data.toString(),
                        Integer.toString(PATIENTS))
                .inheritIO());
        ProcessBuilder measurement = new ProcessBuilder(
                        "bash",
                        script(workspace, program).toString(),
                        data.toString(),
                        workspace.dir().resolve("ceiling").toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(chartside.databasePort()),
                        "-U",
                        "postgres")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        measurement
                .environment()
                .putAll(Map.of(
                        "PGBENCH",
                        "pgbench",
                        "REPS",
                        "3",
                        "DUR",
                        "4",
                        "PGPASSWORD",
                        DatabaseAdministrator.of(chartside.dataDir()).password()));
        Process running = workspace.start(measurement);
        List<String> lines = running.inputReader().lines().toList();
        if (running.waitFor() != 0) {
            throw new BenchFailed("ceiling.sh failed: " + String.join("\n", lines));
        }
        lines.forEach(System.err::println);
        return read(lines);
    }

    /** The embedded PostgreSQL is built without lz4: its own compression stands in where the script asks for it. */
    private static Path script(Workspace workspace, Path program) throws IOException {
        String text = Files.readString(program.resolve("ceiling.sh")).replace("compression lz4", "compression pglz");
        return Files.writeString(workspace.dir().resolve("ceiling.sh"), text);
    }

    static PostgresAlone read(List<String> lines) {
        Map<String, List<Double>> rates = new HashMap<>();
        for (String line : lines) {
            Matcher rows = ROWS.matcher(line);
            Matcher found = rows.matches() ? rows : QUERIES.matcher(line);
            if (found.matches()) {
                rates.computeIfAbsent(found.group(1), any -> new ArrayList<>()).add(Double.valueOf(found.group(2)));
            }
        }
        return new PostgresAlone(rates);
    }

    /** The median of the repetitions. */
    Optional<Double> rate(String what) {
        return Optional.ofNullable(rates.get(what))
                .map(all -> all.stream().sorted().toList().get(all.size() / 2));
    }
}
