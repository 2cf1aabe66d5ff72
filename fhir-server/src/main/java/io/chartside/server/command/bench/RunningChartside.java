package io.chartside.server.command.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@code chartside up} under measurement: started as a user starts it, on ports and a data folder of its own. */
final class RunningChartside implements AutoCloseable {
    private static final String READY = "chartside is ready: ";

    private final Process up;
    private final String serverUrl;
    private final Path dataDir;
    private final Duration untilReady;

    private RunningChartside(Process up, String serverUrl, Path dataDir, Duration untilReady) {
        this.up = up;
        this.serverUrl = serverUrl;
        this.dataDir = dataDir;
        this.untilReady = untilReady;
    }

    static RunningChartside start(Path home, Path dataDir, int port) throws IOException {
        return start(home, dataDir, port, Map.of());
    }

    static RunningChartside start(Path home, Path dataDir, int port, Map<String, String> environment)
            throws IOException {
        long begun = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("chartside").toString(),
                        "up",
                        "--port",
                        Integer.toString(port),
                        "--app-port",
                        Integer.toString(port + 1),
                        "--data",
                        dataDir.toString())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process up = builder.start();
        BufferedReader lines = up.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                Duration untilReady = Duration.ofNanos(System.nanoTime() - begun);
                return new RunningChartside(up, line.substring(READY.length()).trim(), dataDir, untilReady);
            }
            said.append(line).append('\n');
        }
        throw new BenchFailed("chartside did not start: " + said);
    }

    String serverUrl() {
        return serverUrl;
    }

    Path dataDir() {
        return dataDir;
    }

    Duration untilReady() {
        return untilReady;
    }

    /** Process ids of the two JVMs: server, plugin. */
    List<Long> processIds() {
        return Stream.of("io.chartside.server.FhirServer", "io.chartside.app.SmartApp")
                .map(this::childRunning)
                .toList();
    }

    /** Process id of the database's postmaster. */
    long databaseProcessId() throws IOException {
        return Long.parseLong(Files.readAllLines(dataDir.resolve("postgres/postmaster.pid"))
                .get(0)
                .trim());
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
        up.destroy();
        try {
            if (!up.waitFor(30, TimeUnit.SECONDS)) {
                up.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
