package io.chartside.server.store;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * How many requests are being worked on and wait for no {@link SharedRound}: while there are any, a round that waits a moment
 * may take them along. A request alone finds nobody and waits for nothing.
 */
public final class RequestsUnderWay {
    private final AtomicInteger working = new AtomicInteger();
    private final Queue<Thread> gathering = new ConcurrentLinkedQueue<>();

    public void begins() {
        working.incrementAndGet();
    }

    /** Called as often as {@link #begins}. */
    public void ended() {
        leave();
    }

    /** The caller now waits for a round. */
    void joins() {
        leave();
    }

    /** So many go on with their work. */
    void goOn(int count) {
        working.addAndGet(count);
    }

    private void leave() {
        if (working.decrementAndGet() <= 0) {
            gathering.forEach(LockSupport::unpark);
        }
    }

    /**
     * Returns when every other request waits for a round or has ended, at the latest after so long.
     *
     * @return whether there was anybody to wait for
     */
    boolean gather(long nanos) {
        if (working.get() <= 0) {
            return false;
        }
        Thread mine = Thread.currentThread();
        gathering.add(mine);
        try {
            long deadline = System.nanoTime() + nanos;
            long left = nanos;
            while (working.get() > 0 && left > 0) {
                LockSupport.parkNanos(this, left);
                left = deadline - System.nanoTime();
            }
        } finally {
            gathering.remove(mine);
        }
        return true;
    }
}
