package io.chartside.server.rest;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much of large bodies is held at once. A resource takes several times its bytes while it is parsed and written, so a few
 * large ones together could fill a heap that each alone fits in: they wait for each other, small ones for nothing. One that
 * alone would fill it is refused.
 */
final class BodyBudget {
    /** Bodies up to here are free: all threads together hold a few megabytes of them. */
    private static final int FREE = 64 << 10;

    private static final int UNIT = 1 << 10;
    private static final int SHARE_OF_HEAP = 16;
    /** As many times its bytes as the tree of a body of resources takes: a body whose tree takes more counts as a larger one. */
    private static final int TREE = 6;
    /** So many times its bytes a body takes while HAPI parses it; the most that was seen is 12 of XML, 18 of JSON. */
    private static final int BY_HAPI = 16;
    /** The rest is for what runs beside it, and for the versions that are made of it. */
    private static final int MOST_OF_HEAP = 2;

    private static final int SECONDS_TO_WAIT = 30;

    private final int units;
    private final Semaphore free;
    private final long most;

    /** @param bytes 0 for a sixteenth of the heap */
    BodyBudget(long bytes) {
        this(bytes, Runtime.getRuntime().maxMemory());
    }

    BodyBudget(long bytes, long heap) {
        long budget = bytes > 0 ? bytes : heap / SHARE_OF_HEAP;
        most = heap / MOST_OF_HEAP;
        units = (int) Math.min(Integer.MAX_VALUE, Math.max(1, budget / UNIT));
        free = new Semaphore(units, true);
    }

    /** As much of the heap as so many bytes take that HAPI parses. */
    static long byHapi(long bytes) {
        return bytes * BY_HAPI;
    }

    /** As many bytes of plain resources as take so much of the heap. */
    static long asPlain(long heapBytes) {
        return heapBytes / TREE;
    }

    /** @param heapBytes as many as it takes once it is read */
    boolean fits(long heapBytes) {
        return heapBytes <= most;
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
            acquire(bytes <= FREE ? 0 : (int) Math.min(units, bytes / UNIT + 1), SECONDS_TO_WAIT);
        }

        /**
         * Gives back what turned out not to be needed, or takes what is needed besides if it is there: who has a share does not wait
         * for others that have one.
         *
         * @param heapBytes as many as it takes once it is read
         * @throws GuardException 413 when that is too much of the heap, 503 when others have too much of it now
         */
        void keep(long bytes, long heapBytes) {
            if (!fits(heapBytes)) {
                throw new GuardException(
                        413, "Read into memory the body would take too much of this server's heap: send it in parts");
            }
            int needed = bytes <= FREE ? 0 : (int) Math.min(units, Math.max(bytes, asPlain(heapBytes)) / UNIT + 1);
            if (needed > held) {
                acquire(needed - held, 0);
            } else {
                free.release(held - needed);
                held = needed;
            }
        }

        private void acquire(int more, int secondsToWait) {
            try {
                if (more > 0 && !free.tryAcquire(more, secondsToWait, TimeUnit.SECONDS)) {
                    throw new GuardException(503, "Too many large bodies are being worked on; try again soon");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GuardException(503, "The server is stopping");
            }
            held += more;
        }

        @Override
        public void close() {
            free.release(held);
            held = 0;
        }
    }
}
