package io.chartside.server.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code chartside up}: PostgreSQL, the FHIR server and the plugin, started together and stopped together.
 *
 * <p>It stays in the foreground. When one of the three ends, the others are stopped and the exit code is not zero.
 */
public final class Up {
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration HEALTH_PAUSE = Duration.ofMillis(100);
    /** A run of the build's that only fills the class archives: it ends as soon as everything is ready. */
    private static final boolean TRAINING = Boolean.getBoolean("chartside.training");

    private final UpOptions options;
    private final Path home;
    private final PrintStream out;
    /** Closed in reverse order. */
    private final List<AutoCloseable> running = new ArrayList<>();

    private volatile boolean stopping;

    private Up(UpOptions options, Path home, PrintStream out) {
        this.options = options;
        this.home = home;
        this.out = out;
    }

    public static void main(String[] arguments) {
        Path home = Path.of(System.getProperty("chartside.home", "."))
                .toAbsolutePath()
                .normalize();
        try {
            new Up(UpOptions.parse(home, System.getenv(), arguments), home, System.out).run();
            System.exit(0);
        } catch (StartupRefused e) {
            System.err.println("chartside up: " + e.getMessage());
            System.exit(e.exitCode());
        }
    }

    private void run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "chartside-stop"));
        prepareDataDir();
        refusePortInUse(options.port(), "--port");
        refusePortInUse(options.appPort(), "--app-port");
        String databaseUrl = options.databaseUrl().map(this::checkedDatabase).orElseGet(this::embeddedDatabase);
        ProgramStart programs = new ProgramStart(
                options, home, Jdk.running(), TRAINING ? ProgramStart.Archive.WRITE : ProgramStart.Archive.READ);
        ServerProcess server = started(programs.server(databaseUrl));
        ServerProcess app = started(programs.app(databaseUrl));
        awaitReady(List.of(server, app));
        printAddresses();
        if (!TRAINING) {
            awaitFirstEnd(List.of(server, app));
        }
    }

    private void prepareDataDir() {
        Path dir = options.dataDir();
        try {
            if (!Files.exists(dir)) {
                createForOwnerAlone(dir);
            }
            Files.createDirectories(dir.resolve("logs"));
            Path keys = Files.createDirectories(dir.resolve("keys"));
            if (keys.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
            }
            FileChannel channel =
                    FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new StartupRefused("another chartside already runs on the data folder " + dir, 1);
            }
            running.add(channel);
        } catch (OverlappingFileLockException e) {
            throw new StartupRefused("another chartside already runs on the data folder " + dir, e);
        } catch (IOException e) {
            throw new StartupRefused("the data folder " + dir + " cannot be written", e);
        }
    }

    /** One that is there already is as whoever made it wants it. */
    private static void createForOwnerAlone(Path dir) throws IOException {
        Files.createDirectories(dir);
        if (dir.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void refusePortInUse(int port, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(ProgramStart.LOOPBACK, port));
        } catch (IOException e) {
            throw new StartupRefused("port " + port + " is in use; choose another with " + option, 1);
        }
    }

    private String checkedDatabase(String url) {
        DriverManager.setLoginTimeout(5);
        try (var connection = DriverManager.getConnection(url)) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < 15) {
                throw new StartupRefused("PostgreSQL " + major + " is too old; 15 or newer is needed", 1);
            }
            return url;
        } catch (SQLException e) {
            throw new StartupRefused(
                    "the database of --database-url or " + UpOptions.DATABASE_URL + " cannot be reached (SQL state "
                            + e.getSQLState() + ")",
                    e);
        }
    }

    private String embeddedDatabase() {
        EmbeddedDatabase database = EmbeddedDatabase.start(options.dataDir());
        running.add(database);
        return database.jdbcUrl();
    }

    private ServerProcess started(ServerProcess process) {
        running.add(process);
        return process;
    }

    private void awaitReady(List<ServerProcess> processes) {
        CompletableFuture<Void> ready = CompletableFuture.runAsync(() -> {
            while (!processes.stream().allMatch(ServerProcess::healthy)) {
                for (ServerProcess process : processes) {
                    if (!process.alive()) {
                        throw new StartupRefused(process.lastWords(), 1);
                    }
                }
                LockSupport.parkNanos(HEALTH_PAUSE.toNanos());
            }
        });
        try {
            ready.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartupRefused(
                    "not ready after " + READY_LIMIT.toMinutes() + " minutes; the logs are in "
                            + options.dataDir().resolve("logs"),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartupRefused refused) {
                throw refused;
            }
            throw new StartupRefused("the start failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupRefused("interrupted", e);
        }
    }

    private void printAddresses() {
        if (options.demo()) {
            out.println("  demo EHR        " + options.serverUrl() + "/demo-ehr");
            out.println("  FHIR base       " + options.serverUrl() + "/fhir/demo");
        }
        out.println("  plugin          " + options.appUrl() + "/");
        out.println("  health          " + options.serverUrl() + "/actuator/health");
        out.println("  data and logs   " + options.dataDir());
        out.println("chartside is ready: " + options.serverUrl());
        out.flush();
    }

    private void awaitFirstEnd(List<ServerProcess> processes) {
        CompletableFuture.anyOf(
                        processes.stream().map(p -> p.process().onExit()).toArray(CompletableFuture[]::new))
                .join();
        if (!stopping) {
            ServerProcess ended =
                    processes.stream().filter(p -> !p.alive()).findFirst().orElseThrow();
            throw new StartupRefused(ended.lastWords(), 1);
        }
    }

    /** The plugin first, then the server, the database last. */
    private synchronized void stop() {
        stopping = true;
        for (int i = running.size() - 1; i >= 0; i--) {
            try {
                running.get(i).close();
            } catch (Exception e) {
                System.err.println("chartside up: stopping was not clean: " + e.getMessage());
            }
        }
        running.clear();
    }
}
