package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.FreePort;
import io.chartside.server.rest.SubscriptionReceiver;
import io.chartside.server.speech.DeepgramPeer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL and the FHIR server as processes of their own, on a data folder of their own, to be killed. One for all tests of
 * the JVM: it takes seconds to start.
 */
final class RealServer {
    private static RealServer shared;

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private static final Duration START_LIMIT = Duration.ofSeconds(240);
    /** Back ends' tokens live five minutes, the tests of a JVM together longer on a slow machine. */
    private static final Duration TOKEN_USED = Duration.ofMinutes(2);

    private final Path data;
    private final int port = FreePort.choose();
    private EmbeddedDatabase database;
    private ServerProcess server;
    private volatile String token;
    private volatile long tokenSince;

    static synchronized RealServer shared() {
        if (shared == null) {
            try {
                shared = new RealServer(Files.createTempDirectory("chartside-real"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    private RealServer(Path data) throws IOException {
        this.data = data;
        Files.createDirectories(data.resolve("logs"));
        // Where the other tests unpack it, which takes its time.
        Path binaries = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg"));
        Files.createSymbolicLink(data.resolve("postgres-binaries"), binaries);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        boolean started = false;
        try {
            database = EmbeddedDatabase.start(data);
            configure();
            startServer();
            started = true;
        } finally {
            if (!started) {
                stop(); // Now, and not when the tests of the others are done, which this would slow down.
            }
        }
    }

    private void configure() throws IOException {
        String demo = Files.readString(Path.of("../config/tenants/demo.yml"));
        Files.writeString(
                Files.createDirectories(data.resolve("config").resolve("tenants"))
                        .resolve("demo.yml"),
                demo + "\nsubscriptions:\n  endpoints: [{url: \"" + SubscriptionReceiver.url("")
                        + "\", internal: true}]\nspeech: {provider: deepgram}\n");
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String base() {
        return url() + "/fhir/demo";
    }

    Path data() {
        return data;
    }

    /** A new one in time, unless the server has just been killed: then the last, with which nothing will be answered. */
    String token() {
        if (System.nanoTime() - tokenSince > TOKEN_USED.toNanos()) {
            renewToken();
        }
        return token;
    }

    /** @return whether the server gave one */
    private synchronized boolean renewToken() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = TokenCommand.run(
                new String[] {"--scope", "system/*.cruds drafts", "--server-url", url(), "--data-dir", data.toString()},
                new PrintStream(out),
                System.err);
        if (exit == 0) {
            token = out.toString(StandardCharsets.US_ASCII).trim();
            tokenSince = System.nanoTime();
        }
        return exit == 0;
    }

    String databaseUrl(String name) {
        return database.jdbcUrl().replace("/postgres?", "/" + name + "?");
    }

    /** The program without its tests: their configurations would be found and started with it. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    void startServer() {
        Map<String, String> environment = new HashMap<>();
        environment.put("CHARTSIDE_DATABASE_URL", database.jdbcUrl());
        environment.put("CHARTSIDE_DATA_DIR", data.toString());
        environment.put("CHARTSIDE_CONFIG_DIRS", Path.of("../config").toAbsolutePath() + "," + data.resolve("config"));
        environment.put("CHARTSIDE_SUBSCRIPTIONS_LEASE", "3s");
        environment.put("CHARTSIDE_SPEECH_DEEPGRAM_URL", DeepgramPeer.url());
        environment.put("CHARTSIDE_SPEECH_DEEPGRAM_INTERNAL", "true");
        environment.put("CHARTSIDE_SPEECH_DEEPGRAM_KEY", "deepgram-test-key");
        environment.put("CHARTSIDE_DEMO", "true");
        environment.put("CHARTSIDE_SERVER_URL", url());
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("LOGGING_LEVEL_ROOT", "info");
        environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
        server = ServerProcess.start(
                "fhir-server",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:MetaspaceSize=256m",
                        "-cp",
                        classPath(),
                        "io.chartside.server.FhirServer"),
                environment,
                data.resolve("logs").resolve("fhir-server-" + System.nanoTime() + ".log"),
                URI.create(url() + "/actuator/health"),
                Duration.ofSeconds(30));
        await("the server starts in time").atMost(START_LIMIT).until(() -> {
            assertThat(server.alive()).as(server.lastWords()).isTrue();
            return server.healthy();
        });
        assertThat(renewToken()).as("the started server gives a token").isTrue();
    }

    /** As {@code kill -9}. */
    void killServer() throws InterruptedException {
        server.process().destroyForcibly();
        assertThat(server.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** {@code kill -9} of every process of PostgreSQL, then a start with the same command line. */
    void killAndRestartDatabase() throws IOException, InterruptedException {
        Path cluster = data.resolve("postgres");
        Matcher options = Pattern.compile("\"([^\"]*)\"").matcher(Files.readString(cluster.resolve("postmaster.opts")));
        String all = Files.readString(cluster.resolve("postmaster.opts"));
        // PostgreSQL does not run as root: as the library does, it is told that it does not.
        List<String> command =
                new ArrayList<>(System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of());
        command.add(all.substring(0, all.indexOf(' ')));
        while (options.find()) {
            command.add(options.group(1));
        }
        ProcessHandle postmaster = postmaster().orElseThrow();
        List<ProcessHandle> backends = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : backends) {
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("logs").resolve("postgres.log").toFile()))
                .start();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token());
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    String auditVerified() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditVerify.run(
                new String[] {"--server-url", url(), "--data-dir", data.toString()},
                new PrintStream(out),
                new PrintStream(out));
        return out.toString();
    }

    /** The data of a server that once started is thrown away: nobody need end in good order. */
    private void stop() {
        if (server != null) {
            server.process().destroyForcibly();
        }
        postmaster().ifPresent(postmaster -> {
            List<ProcessHandle> backends = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            backends.forEach(ProcessHandle::destroyForcibly);
        });
        if (token == null) {
            return; // It never started: why is in its logs.
        }
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ProcessHandle> postmaster() {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
