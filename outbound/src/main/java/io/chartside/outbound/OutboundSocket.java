package io.chartside.outbound;

import io.chartside.outbound.OutboundFailed.Reach;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * An open WebSocket. Safe for use by many threads: messages leave in the order of the calls, each of which waits until the
 * network has taken its message, so that a slow other side slows its caller and fills no memory.
 */
public final class OutboundSocket {
    private static final long MOST_SECONDS = 10;

    private final WebSocket socket;
    private final String target;
    private final CompletableFuture<WebSocket> gone;

    /** @param gone fails once nothing can be sent any more: whoever waits for the network then waits no longer */
    OutboundSocket(WebSocket socket, String target, CompletableFuture<WebSocket> gone) {
        this.socket = socket;
        this.target = target;
        this.gone = gone;
    }

    /** @throws OutboundFailed when the message cannot be sent */
    public void text(String message) {
        send(() -> socket.sendText(message, true));
    }

    /** @throws OutboundFailed when the message cannot be sent */
    public void binary(byte[] message) {
        send(() -> socket.sendBinary(ByteBuffer.wrap(message), true));
    }

    /** Says goodbye (1000); the other side may still send until it answers. */
    public synchronized void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
    }

    /** Hangs up. A message that another thread is sending fails at once. */
    public void abort() {
        socket.abort();
        gone.completeExceptionally(new IOException("hung up"));
    }

    private synchronized void send(Supplier<CompletableFuture<WebSocket>> sending) {
        try {
            CompletableFuture.anyOf(sending.get(), gone).get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new OutboundFailed(Reach.ANSWER_LOST, target + " takes no more messages", failed.getCause());
        } catch (TimeoutException late) {
            abort();
            throw new OutboundFailed(Reach.ANSWER_LOST, target + " did not take a message in time", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OutboundFailed(Reach.ANSWER_LOST, "interrupted while sending to " + target, interrupted);
        }
    }

    @Override
    public String toString() {
        return "socket to " + target;
    }
}
