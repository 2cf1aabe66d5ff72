package io.chartside.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that must know its own address before it starts. Not one of those that the system gives to
 * outgoing connections: between the choice and the start such a port may go to any connection of the same machine.
 */
public final class FreePort {
    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int FEWEST = 1_000;
    private static final int TRIES = 200;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /**
     * A port that was given to nobody in this process before.
     *
     * @throws IllegalStateException when 200 ports in a row are taken
     */
    public static int choose() {
        int end = end();
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (free(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + end);
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * The first port that outgoing connections are given, or the last of all where they are given any. A file of /proc tells no
     * size, so it is read by lines.
     */
    private static int end() {
        try {
            int first = Integer.parseInt(Files.readAllLines(EPHEMERAL).get(0).split("\\s+")[0]);
            return first - LOWEST >= FEWEST ? first : 65_536;
        } catch (IOException noLinux) {
            return 32_768;
        }
    }
}
