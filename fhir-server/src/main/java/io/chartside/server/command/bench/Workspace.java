package io.chartside.server.command.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A throw-away folder and whatever runs for the measurement. All of it is gone when the bench ends, by a signal too: what it
 * started would otherwise go on and hold its ports.
 */
final class Workspace implements AutoCloseable {
    /** {@code up} stops two JVMs and a database. */
    private static final long STOP_LIMIT_SECONDS = 90;

    private final Path home;
    private final Path dir;
    private final Thread atSignal = new Thread(this::leaveNothing, "chartside-bench-stop");
    /** Stopped in reverse order. */
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private boolean closed;

    private Workspace(Path home, Path dir) {
        this.home = home;
        this.dir = dir;
    }

    /** @param home the folder of {@code ./chartside} */
    static Workspace open(Path home) throws IOException {
        Workspace workspace = new Workspace(home, Files.createTempDirectory("chartside-bench"));
        Runtime.getRuntime().addShutdownHook(workspace.atSignal);
        return workspace;
    }

    Path home() {
        return home;
    }

    Path dir() {
        return dir;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Starts a process that ends with the workspace at the latest. */
    Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        own(() -> stop(process));
        return process;
    }

    /** Runs a program to its end. */
    void run(ProcessBuilder builder) throws IOException, InterruptedException {
        int exit = start(builder).waitFor();
        if (exit != 0) {
            throw new BenchFailed(String.join(" ", builder.command().subList(0, 2)) + " ended with " + exit);
        }
    }

    /** From now on this is closed with the workspace; closing it twice must do no harm. */
    synchronized <T extends AutoCloseable> T own(T started) {
        if (closed) {
            close(started);
            throw new BenchFailed("ended by a signal");
        }
        running.push(started);
        return started;
    }

    static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) {
            System.err.println("chartside bench: stopping was not clean: " + e.getMessage());
        }
    }

    private synchronized void leaveNothing() {
        closed = true;
        while (!running.isEmpty()) {
            close(running.pop());
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            System.err.println("chartside bench: " + dir + " could not be removed");
        }
    }

    @Override
    public void close() {
        leaveNothing();
    }
}
