package io.chartside.server.speech;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What one connection to {@link DeepgramPeer} was sent, and whether it is still there. */
final class HeardLine {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch over = new CountDownLatch(1);

    synchronized void add(byte[] data) {
        bytes.writeBytes(data);
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    void over() {
        over.countDown();
    }

    boolean isOverWithin(long seconds) {
        try {
            return over.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
