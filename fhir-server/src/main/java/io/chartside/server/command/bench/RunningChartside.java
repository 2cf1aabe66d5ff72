package io.chartside.server.command.bench;

import io.chartside.server.command.DatabaseAdministrator;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A {@code chartside up} under measurement: started as a user starts it, on ports and a data folder of its own. */
final class RunningChartside implements AutoCloseable {
    private static final String READY = "chartside is ready: ";

    private final Process up;
    private final Path home;
    private final Path dataDir;
    private final String serverUrl;
    private final Duration untilReady;

    private RunningChartside(Process up, Path home, Path dataDir, String serverUrl, Duration untilReady) {
        this.up = up;
        this.home = home;
        this.dataDir = dataDir;
        this.serverUrl = serverUrl;
        this.untilReady = untilReady;
    }

    static RunningChartside start(Workspace workspace, int port) throws IOException {
        return start(workspace, port, Map.of());
    }

    static RunningChartside start(Workspace workspace, int port, Map<String, String> environment) throws IOException {
        return start(workspace, port, environment, List.of());
    }

    /** @param options further ones of {@code up} */
    static RunningChartside start(Workspace workspace, int port, List<String> options) throws IOException {
        return start(workspace, port, Map.of(), options);
    }

    private static RunningChartside start(
            Workspace workspace, int port, Map<String, String> environment, List<String> options) throws IOException {
        Path dataDir = workspace.dir().resolve("data");
        long begun = System.nanoTime();
        List<String> command = new ArrayList<>(List.of(
                workspace.home().resolve("chartside").toString(),
                "up",
                "--port",
                Integer.toString(port),
                "--app-port",
                Integer.toString(port + 1),
                "--data",
                dataDir.toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process up = workspace.start(builder);
        BufferedReader lines = up.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                Duration untilReady = Duration.ofNanos(System.nanoTime() - begun);
                String serverUrl = line.substring(READY.length()).trim();
                return new RunningChartside(up, workspace.home(), dataDir, serverUrl, untilReady);
            }
            said.append(line).append('\n');
        }
        throw new BenchFailed("chartside did not start: " + said);
    }

    String serverUrl() {
        return serverUrl;
    }

    String fhirBase() {
        return serverUrl + "/fhir/demo";
    }

    Path dataDir() {
        return dataDir;
    }

    Duration untilReady() {
        return untilReady;
    }

    /** A bearer token of the demo tenant. */
    String token(String scope) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        home.resolve("chartside").toString(),
                        "token",
                        "--scope",
                        scope,
                        "--server-url",
                        serverUrl,
                        "--data-dir",
                        dataDir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String token = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (process.waitFor() != 0) {
            throw new BenchFailed("no token");
        }
        return token;
    }

    /** @throws BenchFailed when the server has ended or has run out of memory on the way */
    void assertServerWell() throws IOException {
        serverProcessId();
        Path log = dataDir.resolve("logs/fhir-server.log");
        if (Files.readString(log).contains("OutOfMemoryError")) {
            throw new BenchFailed("the server ran out of memory; its log said so");
        }
    }

    long serverProcessId() {
        return processIds().get(0);
    }

    long appProcessId() {
        return processIds().get(1);
    }

    /** The plugin's address, as it is configured. */
    String appUrl() {
        return "http://localhost:" + (java.net.URI.create(serverUrl).getPort() + 1);
    }

    /** Process ids of the two JVMs: server, plugin. */
    private List<Long> processIds() {
        return Stream.of("io.chartside.server.FhirServer", "io.chartside.app.SmartApp")
                .map(this::childRunning)
                .toList();
    }

    /** Process id of the database's postmaster. */
    long databaseProcessId() throws IOException {
        return Postmaster.of(dataDir).pid();
    }

    /** The database listens on loopback. */
    int databasePort() throws IOException {
        return Postmaster.of(dataDir).port();
    }

    /** JDBC URL of the administrating role. */
    String databaseUrl(String database) throws IOException {
        return DatabaseAdministrator.of(dataDir).url(databasePort(), database);
    }

    /** Resident set of both processes in MiB. */
    long residentMib() throws IOException {
        long kib = 0;
        for (long pid : processIds()) {
            try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
                kib += status.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
            }
        }
        return kib / 1024;
    }

    private long childRunning(String mainClass) {
        return up.descendants()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> commandLine(pid).contains(mainClass))
                .findFirst()
                .orElseThrow(() -> new BenchFailed(mainClass + " does not run"));
    }

    /** Whole, where {@link ProcessHandle.Info} gives up on a long class path. */
    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            throw new BenchFailed("process " + pid + " ended");
        }
    }

    @Override
    public void close() {
        Workspace.stop(up);
    }
}
