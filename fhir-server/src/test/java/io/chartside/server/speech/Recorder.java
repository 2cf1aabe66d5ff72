package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of the audio socket, as docs/speech.md describes one. */
public final class Recorder implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE = 20;
    private static final int LAST = 8;

    /** @param code of the close */
    public record Closed(int code, String reason) {}

    private final StringBuilder text = new StringBuilder();
    private final LinkedBlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<JsonNode> all = new ArrayList<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private WebSocket socket;

    public static Recorder open(String base, String encounter) {
        Recorder recorder = new Recorder();
        recorder.socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create(base.replaceFirst("^http", "ws") + "/audio/" + encounter), recorder)
                .join();
        return recorder;
    }

    public static Recorder started(String base, String encounter, String token) {
        Recorder recorder = open(base, encounter);
        recorder.send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"token\":\"" + token + "\"}");
        return recorder;
    }

    public Recorder send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    public Recorder frame(int number, byte[] audio) {
        ByteBuffer frame = ByteBuffer.allocate(4 + audio.length).putInt(number).put(audio);
        socket.sendBinary(frame.flip(), true).join();
        return this;
    }

    /** The next message of this type; others before it are passed over. */
    public JsonNode await(String type) {
        return await(type, PATIENCE);
    }

    /** @param seconds that may go by without any message */
    public JsonNode await(String type, long seconds) {
        try {
            for (JsonNode message = messages.poll(seconds, TimeUnit.SECONDS);
                    message != null;
                    message = messages.poll(seconds, TimeUnit.SECONDS)) {
                all.add(message);
                if (message.path("type").asText().equals(type)) {
                    return message;
                }
                assertThat(message.path("type").asText())
                        .as("what came before %s: %s", type, message)
                        .isNotEqualTo("error");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("no message of type " + type + " came; the connection "
                + (isClosed() ? "ended with " + closed.join() : "is open") + "; the last of " + all.size()
                + " messages are " + all.subList(Math.max(0, all.size() - LAST), all.size()));
    }

    /** The type of the next message. */
    String awaitAny() {
        try {
            JsonNode message = messages.poll(PATIENCE, TimeUnit.SECONDS);
            return message == null ? "none" : message.path("type").asText();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Closed awaitClose() {
        return awaitCloseWithin(PATIENCE);
    }

    public Closed awaitCloseWithin(long seconds) {
        return closed.orTimeout(seconds, TimeUnit.SECONDS).join();
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** All that came and was not looked at, once the connection has gone. */
    public List<JsonNode> rest() {
        awaitClose();
        List<JsonNode> rest = new ArrayList<>();
        messages.drainTo(rest);
        return rest;
    }

    /** Breaks off without a goodbye. */
    public void vanish() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            try {
                messages.add(JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(new Closed(1006, ""));
    }
}
