package io.chartside.server.command;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A real PostgreSQL that lives with {@code chartside up} and keeps its data in the data folder. It listens on loopback only. */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final String PASSWORDS = "scram-sha-256";

    /** What the library has {@code initdb} write: whoever reaches the port is whom he says he is. */
    private static final Pattern TRUST = Pattern.compile("(?m)^((?:local|host)\\s.*\\s)trust\\s*$");

    private final EmbeddedPostgres postgres;
    private final DatabaseAdministrator administrator;

    private EmbeddedDatabase(EmbeddedPostgres postgres, DatabaseAdministrator administrator) {
        this.postgres = postgres;
        this.administrator = administrator;
    }

    /**
     * Everybody who connects needs a password.
     *
     * @param dataDir holds the cluster in {@code postgres} and has a folder {@code logs}
     * @throws RuntimeException that names the log when it does not start
     */
    public static EmbeddedDatabase start(Path dataDir) {
        Path cluster = dataDir.resolve("postgres");
        refuseDamaged(cluster);
        stopLeftOver(cluster);
        Path log = dataDir.resolve("logs").resolve("postgres.log");
        Path binaries = dataDir.resolve("postgres-binaries");
        try {
            DatabaseAdministrator administrator = DatabaseAdministrator.of(dataDir);
            if (!Files.exists(binaries)) {
                Files.createDirectory(binaries);
            }
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(cluster)
                    .setOverrideWorkingDirectory(binaries.toFile())
                    // Options of initdb, after the library's own, which would let everybody in.
                    .setLocaleConfig("auth", PASSWORDS)
                    .setLocaleConfig("pwfile", administrator.file().toString())
                    .setConnectConfig("password", administrator.password())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_LIMIT)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // The library starts PostgreSQL with -F and synchronous_commit off, as tests want it: an
                    // acknowledged
                    // write would not survive a power cut.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("max_wal_size", "2GB")
                    // Compressing page images was 15 % of what the database did under reads (docs/performance.md).
                    .setServerConfig("wal_compression", "off")
                    .setServerConfig("checkpoint_timeout", "15min")
                    // Beside three other transactions a commit waits 0.6 ms for theirs: one write of the log for
                    // several.
                    .setServerConfig("commit_delay", "600")
                    .setServerConfig("commit_siblings", "3")
                    .setServerConfig("jit", "off")
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            EmbeddedDatabase database = new EmbeddedDatabase(postgres, administrator);
            try {
                // The library lets everybody write there.
                Files.setPosixFilePermissions(binaries, PosixFilePermissions.fromString("rwx------"));
                database.closeToStrangers(cluster.resolve("pg_hba.conf"));
                return database;
            } catch (IOException | SQLException | RuntimeException e) {
                database.close();
                throw new IllegalStateException("the database cannot be closed to strangers", e);
            }
        } catch (IOException | IllegalStateException e) {
            throw new StartupRefused(
                    "the embedded PostgreSQL did not start from " + cluster + "; its reason is at the end of " + log,
                    e);
        }
    }

    /** A cluster from before there were passwords lets everybody in until now. */
    private void closeToStrangers(Path rules) throws IOException, SQLException {
        String before = Files.readString(rules);
        String after = TRUST.matcher(before).replaceAll("$1" + PASSWORDS);
        if (after.equals(before)) {
            return;
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("set log_min_error_statement = panic"); // The next one holds the password.
            statement.execute(
                    "alter role " + DatabaseAdministrator.NAME + " password '" + administrator.password() + "'");
            Files.writeString(rules, after);
            statement.execute("select pg_reload_conf()");
        }
    }

    /** JDBC URL of the administrating role, with its password. */
    public String jdbcUrl() {
        return administrator.url(postgres.getPort(), "postgres");
    }

    int port() {
        return postgres.getPort();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }

    /** A folder that holds something but no whole cluster is never overwritten. */
    private static void refuseDamaged(Path cluster) {
        if (!Files.exists(cluster)) {
            return;
        }
        try (var entries = Files.list(cluster)) {
            boolean empty = entries.findAny().isEmpty();
            boolean whole = Files.isRegularFile(cluster.resolve("PG_VERSION"))
                    && Files.isRegularFile(cluster.resolve("global/pg_control"));
            if (!empty && !whole) {
                throw new StartupRefused(
                        "the database folder " + cluster
                                + " is damaged (PG_VERSION or global/pg_control is missing); restore it from a backup or choose another --data",
                        1);
            }
        } catch (IOException e) {
            throw new StartupRefused("the database folder " + cluster + " cannot be read", e);
        }
    }

    /** After a crash of the supervisor the old server may still run on the same folder: it is asked to stop first. */
    private static void stopLeftOver(Path cluster) {
        postmaster(cluster).ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new StartupRefused(
                        "a PostgreSQL (pid " + process.pid() + ") still runs on " + cluster + " and does not stop", e);
            }
        });
    }

    private static Optional<ProcessHandle> postmaster(Path cluster) {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.isRegularFile(pidFile)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                    .filter(process -> process.info().command().orElse("").endsWith("postgres"));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new StartupRefused("the file " + pidFile + " cannot be read", e);
        }
    }
}
