package io.chartside.server.command.bench;

import io.chartside.server.command.EmbeddedDatabase;
import io.chartside.server.command.Jdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The HAPI JPA server of {@code bench/hapi-jpa} under measurement, with a PostgreSQL of its own that has the binaries and the
 * settings of ours.
 */
final class RunningHapi implements AutoCloseable {
    /** What its users give it: the process takes 1.4 GiB after a small load. */
    private static final String HEAP = "-Xmx2g";

    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);

    private final Process server;
    private final EmbeddedDatabase database;
    private final Path dataDir;
    private final String fhirBase;

    private RunningHapi(Process server, EmbeddedDatabase database, Path dataDir, String fhirBase) {
        this.server = server;
        this.database = database;
        this.dataDir = dataDir;
        this.fhirBase = fhirBase;
    }

    /** @throws BenchFailed with the end of its log when it does not start */
    static RunningHapi start(Workspace workspace, int port) throws IOException, InterruptedException {
        Path dataDir = workspace.dir().resolve("hapi");
        Path log = Files.createDirectories(dataDir.resolve("logs")).resolve("hapi.log");
        Path built = workspace.home().resolve("bench/hapi-jpa/target");
        EmbeddedDatabase database = workspace.own(EmbeddedDatabase.start(dataDir));
        Process server = workspace.start(new ProcessBuilder(
                        Jdk.running().java().toString(),
                        HEAP,
                        "-cp",
                        built.resolve("hapi-jpa.jar") + ":" + built.resolve("lib") + "/*",
                        "io.chartside.bench.hapi.HapiJpaServer",
                        Integer.toString(port),
                        database.jdbcUrl())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        RunningHapi hapi = new RunningHapi(server, database, dataDir, "http://127.0.0.1:" + port + "/fhir");
        hapi.awaitMetadata(log);
        return hapi;
    }

    private void awaitMetadata(Path log) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(fhirBase + "/metadata")).build();
        long begun = System.nanoTime();
        while (!answers(http, request)) {
            if (!server.isAlive() || System.nanoTime() - begun > START_LIMIT.toNanos()) {
                List<String> lines = Files.readAllLines(log);
                throw new BenchFailed("HAPI JPA did not start: "
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())));
            }
            LockSupport.parkNanos(LOOK_PAUSE.toNanos());
        }
    }

    private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Nobody listens yet.
            return false;
        }
    }

    /** It as the second server of the benchmark program; {@code no-store} keeps it from storing each search, its fastest setting. */
    List<String> asSecondServer() throws IOException {
        return List.of(
                "--vs",
                fhirBase,
                "--vs-name",
                "hapi",
                "--vs-header",
                "Cache-Control: no-store",
                "--vs-pid",
                Long.toString(server.pid()),
                "--vs-db-pid",
                Long.toString(Postmaster.of(dataDir).pid()),
                "--vs-size-cmd",
                "du -sb " + dataDir.resolve("postgres/base") + " | cut -f1");
    }

    @Override
    public void close() throws IOException {
        Workspace.stop(server);
        database.close();
    }
}
