package io.chartside.server.crypto;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether keys were destroyed or rotated since this process last looked. Whoever needs a key asks first; one of them looks
 * now and then, and nobody goes on with an answer that is older than the bound.
 */
final class KeyChanges {
    private static final Logger LOG = LoggerFactory.getLogger(KeyChanges.class);

    private final LongSupplier number;
    private final Runnable whenChanged;
    private final long lookEvery;
    private final long trusted;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile long known = -1;
    private volatile long lookedAt;
    /** Of the last look, when it failed; those who wait for the same look fail with it instead of one after the other. */
    private KeysUnavailable failure;

    private long failedAt;

    /**
     * @param number asks the key store
     * @param trusted how old an answer may be
     * @param whenChanged empties what is held
     */
    KeyChanges(LongSupplier number, Duration trusted, Runnable whenChanged) {
        this.number = number;
        this.whenChanged = whenChanged;
        this.trusted = trusted.toNanos();
        this.lookEvery = this.trusted / 5;
        this.lookedAt = System.nanoTime() - this.trusted - 1;
    }

    /**
     * The number of the last change that this process has taken in. A key that was loaded after one answer and before the
     * next, which is another, may be a destroyed one: it must not be kept.
     *
     * @throws KeysUnavailable when the key store has not answered for as long as an answer may be trusted
     */
    long known() {
        long age = System.nanoTime() - lookedAt;
        if (age > lookEvery) {
            boolean mustLook = age > trusted;
            if (mustLook) {
                looking.lock();
            } else if (!looking.tryLock()) {
                return known;
            }
            try {
                if (System.nanoTime() - lookedAt > lookEvery) {
                    lookUnlessItJustFailed(mustLook);
                }
            } finally {
                looking.unlock();
            }
        }
        return known;
    }

    private void lookUnlessItJustFailed(boolean mustLook) {
        if (failure == null || System.nanoTime() - failedAt > lookEvery) {
            try {
                look();
                if (failure != null) {
                    LOG.info("the key store answers again");
                }
                failure = null;
            } catch (KeysUnavailable e) {
                if (failure == null) {
                    LOG.error("{}; held keys serve on for seconds, then requests are answered 503", e.getMessage());
                }
                failure = e;
                failedAt = System.nanoTime();
            }
        }
        if (failure != null && mustLook) {
            throw failure;
        }
    }

    /** Looks at once. */
    void look() {
        looking.lock();
        try {
            long begun = System.nanoTime();
            long found = number.getAsLong();
            if (found != known) {
                known = found;
                whenChanged.run();
            }
            lookedAt = begun;
        } finally {
            looking.unlock();
        }
    }
}
