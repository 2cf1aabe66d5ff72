package io.chartside.outbound;

import io.chartside.outbound.OutboundFailed.Reach;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts the fragments of text messages together, up to a limit, and passes binary ones over. */
final class SocketMessages implements WebSocket.Listener {
    private static final int MOST_CHARACTERS = 1 << 20;

    private final String target;
    private final SocketListener listener;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<WebSocket> gone = new CompletableFuture<>();
    private volatile boolean ended;

    SocketMessages(String target, SocketListener listener) {
        this.target = target;
        this.listener = listener;
    }

    /** Fails once the other side takes nothing any more. */
    CompletableFuture<WebSocket> gone() {
        return gone;
    }

    /** Nobody waits for what comes. */
    void forsake() {
        ended = true;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        if (ended) {
            return null;
        }
        if (text.length() + part.length() > MOST_CHARACTERS) {
            socket.abort();
            fail("sent a message longer than " + MOST_CHARACTERS + " characters", null);
            return null;
        }
        text.append(part);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            listener.text(message);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        gone.completeExceptionally(new IOException("closed with code " + code));
        if (!ended) {
            ended = true;
            listener.closed(code);
        }
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable cause) {
        fail("broke the socket off", cause);
    }

    private void fail(String what, Throwable cause) {
        gone.completeExceptionally(cause == null ? new IOException(what) : cause);
        if (!ended) {
            ended = true;
            listener.failed(new OutboundFailed(Reach.ANSWER_LOST, target + " " + what, cause));
        }
    }
}
