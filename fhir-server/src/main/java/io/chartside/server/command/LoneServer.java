package io.chartside.server.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** PostgreSQL and on it the FHIR server alone, started and stopped any number of times: what {@code bench start} measures. */
public final class LoneServer implements AutoCloseable {
    private static final Duration HEALTHY_LIMIT = Duration.ofMinutes(3);
    private static final Duration HEALTH_PAUSE = Duration.ofMillis(10);

    private final EmbeddedDatabase database;
    private final UpOptions options;
    private final Path home;
    private volatile ServerProcess server;

    private LoneServer(EmbeddedDatabase database, UpOptions options, Path home) {
        this.database = database;
        this.options = options;
        this.home = home;
    }

    /**
     * Starts the database.
     *
     * @param home folder that holds the shipped {@code config/}
     * @param dataDir where everything of it lies
     */
    public static LoneServer on(Path home, Path dataDir, int port) throws IOException {
        UpOptions options = UpOptions.parse(
                home,
                Map.of(),
                "--port",
                Integer.toString(port),
                "--app-port",
                Integer.toString(port + 1),
                "--data",
                dataDir.toString());
        Files.createDirectories(options.dataDir().resolve("logs"));
        Files.createDirectories(options.dataDir().resolve("keys"));
        return new LoneServer(EmbeddedDatabase.start(options.dataDir()), options, home);
    }

    /**
     * A start until {@code /actuator/health} answers 200.
     *
     * @param untilHealthy since the process was started
     * @param cpu of all its threads by then, user and system
     */
    public record Start(Duration untilHealthy, Duration cpu) {}

    /**
     * Starts the server and stops it again.
     *
     * @throws IllegalStateException when it does not start, or would do so without its class archive
     */
    public Start start(Jdk jdk) {
        long begun = System.nanoTime();
        server = new ProgramStart(options, home, jdk, ProgramStart.Archive.INSIST).server(database.jdbcUrl());
        try {
            while (!server.healthy()) {
                if (!server.alive() || System.nanoTime() - begun > HEALTHY_LIMIT.toNanos()) {
                    throw new IllegalStateException("no start on Java " + jdk.version() + ": " + server.lastWords());
                }
                LockSupport.parkNanos(HEALTH_PAUSE.toNanos());
            }
            return new Start(
                    Duration.ofNanos(System.nanoTime() - begun),
                    server.process().info().totalCpuDuration().orElse(Duration.ZERO));
        } finally {
            server.close();
        }
    }

    /**
     * A start that stays, until {@link #kill} or {@link #close}.
     *
     * @throws IllegalStateException when it does not start
     */
    public void run(Jdk jdk) {
        long begun = System.nanoTime();
        server = new ProgramStart(options, home, jdk, ProgramStart.Archive.READ).server(database.jdbcUrl());
        while (!server.healthy()) {
            if (!server.alive() || System.nanoTime() - begun > HEALTHY_LIMIT.toNanos()) {
                throw new IllegalStateException("no start: " + server.lastWords());
            }
            LockSupport.parkNanos(HEALTH_PAUSE.toNanos());
        }
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        server.process().destroyForcibly().waitFor();
    }

    public String serverUrl() {
        return "http://127.0.0.1:" + options.port();
    }

    /** A bearer token of the demo tenant. */
    public String token(String scope) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] arguments = {
            "--scope",
            scope,
            "--server-url",
            serverUrl(),
            "--data-dir",
            options.dataDir().toString()
        };
        if (TokenCommand.run(arguments, new PrintStream(out), System.err) != 0) {
            throw new IllegalStateException("no token");
        }
        return out.toString(StandardCharsets.US_ASCII).trim();
    }

    /** What {@code audit verify} prints of the demo tenant. */
    public String auditVerified() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] arguments = {
            "--server-url", serverUrl(), "--data-dir", options.dataDir().toString()
        };
        AuditVerify.run(arguments, new PrintStream(out), new PrintStream(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Stops the server, when it runs, and the database. */
    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
        database.close();
    }
}
