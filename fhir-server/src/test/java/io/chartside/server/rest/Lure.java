package io.chartside.server.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** An address that an attacker would have the server call: it counts who comes, and answers nothing. */
public final class Lure {
    private static final Lure ONE = new Lure();
    private final ServerSocket socket;
    private final AtomicInteger calls = new AtomicInteger();

    private Lure() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::count, "lure");
        thread.setDaemon(true);
        thread.start();
    }

    private void count() {
        while (true) {
            try (Socket ignored = socket.accept()) {
                calls.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    public static int port() {
        return ONE.socket.getLocalPort();
    }

    /** @param path without a slash at its beginning */
    public static String url(String path) {
        return "http://127.0.0.1:" + port() + "/" + path;
    }

    /** Connections so far. */
    public static int calls() {
        return ONE.calls.get();
    }
}
