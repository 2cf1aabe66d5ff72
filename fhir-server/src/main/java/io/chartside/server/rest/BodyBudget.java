package io.chartside.server.rest;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much of large bodies is held at once. A resource takes several times its bytes while it is parsed and written, so a few
 * large ones together could fill a heap that each alone fits in: they wait for each other, small ones for nothing.
 */
final class BodyBudget {
    /** Bodies up to here are free: all threads together hold a few megabytes of them. */
    private static final int FREE = 64 << 10;

    private static final int UNIT = 1 << 10;
    private static final int SHARE_OF_HEAP = 16;
    private static final int SECONDS_TO_WAIT = 30;

    private final int units;
    private final Semaphore free;

    /** @param bytes 0 for a sixteenth of the heap */
    BodyBudget(long bytes) {
        long budget = bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        units = (int) Math.min(Integer.MAX_VALUE, Math.max(1, budget / UNIT));
        free = new Semaphore(units, true);
    }

    Share share() {
        return new Share();
    }

    /** What one request holds, until it is closed. */
    final class Share implements AutoCloseable {
        private int held;

        /**
         * Waits until so much is free. What is larger than the budget waits until all is.
         *
         * @param bytes {@link Long#MAX_VALUE} when it is not known how many will come
         * @throws GuardException 503 when that takes too long
         */
        void take(long bytes) {
            int wanted = bytes <= FREE ? 0 : (int) Math.min(units, bytes / UNIT + 1);
            try {
                if (wanted > 0 && !free.tryAcquire(wanted, SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                    throw new GuardException(503, "Too many large bodies are being worked on; try again soon");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GuardException(503, "The server is stopping");
            }
            held = wanted;
        }

        /** Gives back what turned out not to be needed. */
        void keep(long bytes) {
            int needed = bytes <= FREE ? 0 : (int) Math.min(held, bytes / UNIT + 1);
            free.release(held - needed);
            held = needed;
        }

        @Override
        public void close() {
            free.release(held);
            held = 0;
        }
    }
}
