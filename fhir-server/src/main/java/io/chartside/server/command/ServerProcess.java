package io.chartside.server.command;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the two processes, its log file and its health. */
final class ServerProcess implements AutoCloseable {
    /** A process that cannot start says why in one line of its log that begins so. */
    static final String REASON_PREFIX = "chartside: ";

    private static final int HEALTH_LIMIT_MILLIS = 2_000;

    private final String name;
    private final Process process;
    private final Path log;
    private final URI health;
    private final Duration stopLimit;

    private ServerProcess(String name, Process process, Path log, URI health, Duration stopLimit) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.health = health;
        this.stopLimit = stopLimit;
    }

    /**
     * @param environment may hold secrets: it is not visible in the process list, as arguments would be
     * @param stopLimit how long it may take to stop before it is killed
     */
    static ServerProcess start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            URI health,
            Duration stopLimit) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            return new ServerProcess(name, builder.start(), log, health, stopLimit);
        } catch (IOException e) {
            throw new StartupRefused(name + " could not be started", e);
        }
    }

    /** Not by {@code java.net.http}: loading that and its TLS was a good part of what the supervisor does at a start. */
    boolean healthy() {
        try {
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(HEALTH_LIMIT_MILLIS);
            connection.setReadTimeout(HEALTH_LIMIT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    Process process() {
        return process;
    }

    /** One line on why it ended: its own last reason, or where to read on. */
    String lastWords() {
        try {
            return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith(REASON_PREFIX))
                    .reduce((first, second) -> second)
                    .map(line -> name + ": " + line.substring(REASON_PREFIX.length()))
                    .orElse(name + " ended; its log is " + log);
        } catch (IOException e) {
            return name + " ended and its log " + log + " cannot be read";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(stopLimit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
