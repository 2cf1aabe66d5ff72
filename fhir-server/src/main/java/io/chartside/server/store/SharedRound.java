package io.chartside.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * One round trip for what requests ask side by side. Whoever comes first waits half a millisecond at most for the other
 * requests under way, takes along those that have come, and those that come meanwhile queue and run together in the next
 * round. A request alone waits for nothing. Each caller returns when its own round has ended.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class SharedRound<Q, A> {
    private static final int MOST_AT_ONCE = 256;
    private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Function<List<Q>, List<A>> round;
    private final ConcurrentLinkedQueue<Waiting<Q, A>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free;
    private final RequestsUnderWay requests;
    private final boolean last;
    private final long gatheringNanos;
    private final Patience patience = new Patience();

    /**
     * @param atOnce how many rounds may run side by side, from 1
     * @param last whether this is the last round that a request takes part in: then no other waits for those in it
     * @param round answers in the order of what is asked; an exception of its is every caller's
     */
    public SharedRound(int atOnce, RequestsUnderWay requests, boolean last, Function<List<Q>, List<A>> round) {
        this(atOnce, requests, last, GATHERING_NANOS, round);
    }

    /** @param gatheringNanos how long a round waits for requests that may come along */
    SharedRound(
            int atOnce,
            RequestsUnderWay requests,
            boolean last,
            long gatheringNanos,
            Function<List<Q>, List<A>> round) {
        this.free = new AtomicInteger(atOnce);
        this.requests = requests;
        this.last = last;
        this.gatheringNanos = gatheringNanos;
        this.round = round;
    }

    public A ask(Q asked) {
        Waiting<Q, A> mine = new Waiting<>(asked, Thread.currentThread());
        queue.add(mine);
        requests.joins();
        boolean interrupted = false;
        while (!mine.ended) {
            if (enter()) {
                try {
                    gather();
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

    private void gather() {
        if (patience.waits()) {
            int before = queue.size();
            if (requests.gather(gatheringNanos)) {
                patience.ended(queue.size() > before);
            }
        }
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
        if (!last) {
            requests.goOn(together.size());
        }
        // Whatever happens, an Error too, everyone in the round is let go, and only its end lets them go well.
        RuntimeException failure = null;
        List<A> answers = null;
        try {
            answers = round.apply(together.stream().map(w -> w.asked).toList());
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            if (answers == null && failure == null) {
                failure = new IllegalStateException("the round did not end");
            }
            if (last) {
                requests.goOn(together.size());
            }
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
