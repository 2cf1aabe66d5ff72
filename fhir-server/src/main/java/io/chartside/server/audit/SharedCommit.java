package io.chartside.server.audit;

import io.chartside.server.store.AuditRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Commits rows of requests that run side by side in one transaction: whoever holds the lock writes what is queued, its
 * own rows among it, while later requests queue behind. A request alone waits for nothing. Each caller returns only when
 * its own rows are committed, or with the exception that its commit met.
 */
final class SharedCommit {
    private static final int MOST_REQUESTS_AT_ONCE = 256;
    private final Consumer<List<AuditRow>> transaction;
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writer = new ReentrantLock();

    SharedCommit(Consumer<List<AuditRow>> transaction) {
        this.transaction = transaction;
    }

    void commit(List<AuditRow> rows) {
        Waiting mine = new Waiting(rows);
        queue.add(mine);
        while (!mine.ended) {
            writer.lock();
            try {
                if (!mine.ended) {
                    commitQueued();
                }
            } finally {
                writer.unlock();
            }
        }
        if (mine.failure != null) {
            throw new AuditUnavailableException(mine.failure);
        }
    }

    private void commitQueued() {
        List<Waiting> batch = new ArrayList<>();
        Waiting next;
        while (batch.size() < MOST_REQUESTS_AT_ONCE && (next = queue.poll()) != null) {
            batch.add(next);
        }
        // Whatever happens, an Error too, everyone in the batch is let go, and only a commit lets them go well.
        RuntimeException failure = new IllegalStateException("the audit transaction did not end");
        try {
            transaction.accept(batch.stream().flatMap(w -> w.rows.stream()).toList());
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            for (Waiting waiting : batch) {
                waiting.failure = failure;
                waiting.ended = true;
            }
        }
    }

    private static final class Waiting {
        private final List<AuditRow> rows;
        private RuntimeException failure;
        private volatile boolean ended;

        Waiting(List<AuditRow> rows) {
            this.rows = rows;
        }
    }
}
