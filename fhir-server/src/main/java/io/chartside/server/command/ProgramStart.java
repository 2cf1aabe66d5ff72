package io.chartside.server.command;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Command lines and environment of the two programs. */
final class ProgramStart {
    static final String LOOPBACK = "127.0.0.1";

    /** Environment variable with the largest heap of the FHIR server, as {@code -Xmx} takes it. */
    private static final String SERVER_HEAP = "CHARTSIDE_SERVER_HEAP";

    /**
     * From Java 22 on the JVM otherwise spins bytecode for every kind of constructor and method that Spring calls by reflection: of some
     * 530 classes made at a start, 470. Native calls take about a tenth off the main thread's CPU until healthy (Java 25).
     */
    private static final String REFLECTION = "-Djdk.reflect.useNativeAccessorOnly=true";

    /** What the build makes of the server's bean definitions (docs/adr/0059): reading them from 400 classes is a third of a start. */
    private static final String BEANS_OF_THE_BUILD =
            "/io/chartside/server/FhirServer__ApplicationContextInitializer.class";

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT_WITH_ARCHIVE = Duration.ofMinutes(5);

    /** What a start does about the class archive. */
    enum Archive {
        /** Written when the program stops. */
        WRITE,
        /** Read when it is there and fit. */
        READ,
        /** Read, or the program does not start. */
        INSIST
    }

    private final UpOptions options;
    private final Path home;
    private final Jdk jdk;
    private final Archive archive;

    ProgramStart(UpOptions options, Path home, Jdk jdk, Archive archive) {
        this.options = options;
        this.home = home;
        this.jdk = jdk;
        this.archive = archive;
    }

    ServerProcess server(String databaseUrl) {
        return start(
                "fhir-server",
                "io.chartside.server.FhirServer",
                System.getProperty("java.class.path"),
                options.port(),
                databaseUrl,
                List.of(
                        "-Xmx" + System.getenv().getOrDefault(SERVER_HEAP, "640m"),
                        "-Dspring.aot.enabled=" + hasBeansOfTheBuild()));
    }

    /** Loose classes may have been compiled since; a jar is packed with what was made of it. */
    private static boolean hasBeansOfTheBuild() {
        URL made = ProgramStart.class.getResource(BEANS_OF_THE_BUILD);
        return made != null && made.getProtocol().equals("jar");
    }

    ServerProcess app(String databaseUrl) {
        Path app = home.resolve("target/run/app");
        return start(
                "smart-app",
                "io.chartside.app.SmartApp",
                System.getProperty("chartside.app.classpath", app + "/*:" + app + "/lib/*"),
                options.appPort(),
                databaseUrl,
                // The optimizing compiler took half of the plugin's CPU until ready, from a server that starts
                // beside it; what the
                // plugin does afterwards is pages and calls of that server.
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    }

    private ServerProcess start(
            String name, String mainClass, String classPath, int port, String databaseUrl, List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(List.of("-XX:+UseSerialGC", REFLECTION));
        command.addAll(jvmOptions);
        command.addAll(archiveOptions(name));
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-cp", classPath, mainClass));
        return ServerProcess.start(
                name,
                command,
                environment(name, port, databaseUrl),
                options.dataDir().resolve("logs").resolve(name + ".log"),
                URI.create("http://" + LOOPBACK + ":" + port + "/actuator/health"),
                archive == Archive.WRITE ? STOP_LIMIT_WITH_ARCHIVE : STOP_LIMIT);
    }

    private List<String> archiveOptions(String name) {
        return ClassArchive.of(name, jdk)
                .map(classes -> switch (archive) {
                    case WRITE -> classes.writing();
                    case READ -> classes.written() ? classes.reading() : List.<String>of();
                    case INSIST -> classes.insisting();
                })
                .orElse(List.of());
    }

    /** Spring reads these as the {@code chartside.*} keys of docs/configuration.md (relaxed binding). */
    private Map<String, String> environment(String name, int port, String databaseUrl) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", LOOPBACK);
        environment.put(UpOptions.DATABASE_URL, databaseUrl);
        environment.put("CHARTSIDE_DATADIR", options.dataDir().toString());
        environment.put(
                "CHARTSIDE_CONFIGDIRS",
                options.configDirs().stream().map(Path::toString).collect(Collectors.joining(",")));
        environment.put("CHARTSIDE_DEMO", Boolean.toString(options.demo()));
        environment.put("CHARTSIDE_SERVERURL", options.serverUrl());
        environment.put("CHARTSIDE_APPURL", options.appUrl());
        environment.put(
                "SPRING_CONFIG_ADDITIONALLOCATION",
                options.configDirs().stream()
                        .map(dir -> "optional:file:" + dir.resolve(name + ".yml"))
                        .collect(Collectors.joining(";")));
        return environment;
    }
}
