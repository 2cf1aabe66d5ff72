package io.chartside.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * One round trip for what requests ask side by side: the first runs at once, those that come meanwhile queue and run
 * together in the next round. A request alone waits for nothing. Each caller returns when its own round has ended.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class SharedRound<Q, A> {
    private static final int MOST_AT_ONCE = 256;

    private final Function<List<Q>, List<A>> round;
    private final ConcurrentLinkedQueue<Waiting<Q, A>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free;

    /**
     * @param atOnce how many rounds may run side by side, from 1
     * @param round answers in the order of what is asked; an exception of its is every caller's
     */
    public SharedRound(int atOnce, Function<List<Q>, List<A>> round) {
        this.free = new AtomicInteger(atOnce);
        this.round = round;
    }

    public A ask(Q asked) {
        Waiting<Q, A> mine = new Waiting<>(asked, Thread.currentThread());
        queue.add(mine);
        boolean interrupted = false;
        while (!mine.ended) {
            if (enter()) {
                try {
                    // Threads that the last round let go run first: what they ask next comes along.
                    Thread.yield();
                    runQueued();
                } finally {
                    free.incrementAndGet();
                    Waiting<Q, A> next = queue.peek();
                    if (next != null) {
                        LockSupport.unpark(next.thread);
                    }
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        return mine.answer;
    }

    private boolean enter() {
        int now = free.get();
        while (now > 0) {
            if (free.compareAndSet(now, now - 1)) {
                return true;
            }
            now = free.get();
        }
        return false;
    }

    private void runQueued() {
        List<Waiting<Q, A>> together = new ArrayList<>();
        Waiting<Q, A> next;
        while (together.size() < MOST_AT_ONCE && (next = queue.poll()) != null) {
            together.add(next);
        }
        if (together.isEmpty()) {
            return;
        }
        // Whatever happens, an Error too, everyone in the round is let go, and only its end lets them go well.
        RuntimeException failure = new IllegalStateException("the round did not end");
        List<A> answers = List.of();
        try {
            answers = round.apply(together.stream().map(w -> w.asked).toList());
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            for (int i = 0; i < together.size(); i++) {
                Waiting<Q, A> waiting = together.get(i);
                waiting.answer = failure == null ? answers.get(i) : null;
                waiting.failure = failure;
                waiting.ended = true;
                if (waiting.thread != Thread.currentThread()) {
                    LockSupport.unpark(waiting.thread);
                }
            }
        }
    }

    private static final class Waiting<Q, A> {
        private final Q asked;
        private final Thread thread;
        private A answer;
        private RuntimeException failure;
        private volatile boolean ended;

        Waiting(Q asked, Thread thread) {
            this.asked = asked;
            this.thread = thread;
        }
    }
}
