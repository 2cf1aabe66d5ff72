package io.chartside.server.speech;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A service on loopback that speaks {@code POST /v1/audio/transcriptions}, multipart, and keeps what it was sent. */
public final class TranscriptionsPeer {
    static final String KEY = "transcriptions-test-key";
    private static final TranscriptionsPeer INSTANCE = new TranscriptionsPeer();

    private final HttpServer server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "";
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private TranscriptionsPeer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/audio/transcriptions", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            boolean known =
                    ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            passGate();
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? status : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    public static String url() {
        return "http://127.0.0.1:" + INSTANCE.server.getAddress().getPort();
    }

    static TranscriptionsPeer instance() {
        return INSTANCE;
    }

    TranscriptionsPeer answers(int newStatus, String newAnswer) {
        status = newStatus;
        answer = newAnswer;
        bodies.clear();
        return this;
    }

    /** No answer comes until the latch is at zero. */
    void holds(CountDownLatch latch) {
        gate = latch;
    }

    private void passGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<String> bodies() {
        return bodies;
    }

    /** A segment of verbose_json. */
    static String segment(double start, double end, String text, double silence) {
        return "{\"start\":%s,\"end\":%s,\"text\":\"%s\",\"no_speech_prob\":%s}".formatted(start, end, text, silence);
    }
}
