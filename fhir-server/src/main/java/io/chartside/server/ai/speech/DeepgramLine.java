package io.chartside.server.ai.speech;

import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundSocket;
import java.time.Duration;
import java.util.Optional;

/** One stream to Deepgram. */
final class DeepgramLine implements LiveLine {
    private static final String FINALIZE = "{\"type\":\"Finalize\"}";
    private static final String KEEP_ALIVE = "{\"type\":\"KeepAlive\"}";
    private static final String CLOSE_STREAM = "{\"type\":\"CloseStream\"}";

    private final OutboundSocket socket;
    private final DeepgramMessages messages;
    private final Duration silence;

    DeepgramLine(OutboundSocket socket, DeepgramMessages messages, Duration silence) {
        this.socket = socket;
        this.messages = messages;
        this.silence = silence;
    }

    @Override
    public void audio(byte[] bytes) {
        sending(() -> socket.binary(bytes));
    }

    @Override
    public void flush() {
        sending(() -> socket.text(FINALIZE));
    }

    @Override
    public void keepAlive() {
        sending(() -> socket.text(KEEP_ALIVE));
    }

    @Override
    public void finish() {
        messages.finishing();
        sending(() -> socket.text(CLOSE_STREAM));
    }

    @Override
    public Optional<Duration> silence() {
        return Optional.of(silence);
    }

    @Override
    public void abort() {
        messages.forsake();
        socket.abort();
    }

    private static void sending(Runnable send) {
        try {
            send.run();
        } catch (OutboundFailed e) {
            throw new SpeechUnavailable(e.getMessage(), e);
        }
    }
}
