package io.chartside.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.store.AuditRow;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedCommitTest {

    @Test
    void everyRowIsCommittedOnceAndBeforeItsCallerGoesOn() throws Exception {
        Set<String> committed = ConcurrentHashMap.newKeySet();
        AtomicInteger rows = new AtomicInteger();
        SharedCommit commits = new SharedCommit(batch -> {
            rows.addAndGet(batch.size());
            batch.forEach(row -> committed.add(row.id()));
        });
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Boolean>> calls = IntStream.range(0, 2_000)
                .mapToObj(i -> threads.submit(() -> {
                    commits.commit(List.of(row("r" + i)));
                    return committed.contains("r" + i);
                }))
                .toList();
        for (Future<Boolean> call : calls) {
            assertThat(call.get()).isTrue();
        }
        threads.shutdown();
        assertThat(rows).hasValue(2_000);
    }

    @Test
    void rowsThatComeDuringACommitShareTheNextOne() throws Exception {
        CountDownLatch firstIsWriting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger commitsMade = new AtomicInteger();
        SharedCommit commits = new SharedCommit(batch -> {
            if (commitsMade.incrementAndGet() == 1) {
                firstIsWriting.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(9);
        Future<?> first = threads.submit(() -> commits.commit(List.of(row("first"))));
        firstIsWriting.await();
        CountDownLatch queued = new CountDownLatch(8);
        List<Future<?>> others = IntStream.range(0, 8)
                .<Future<?>>mapToObj(i -> threads.submit(() -> {
                    queued.countDown();
                    commits.commit(List.of(row("other" + i)));
                }))
                .toList();
        queued.await();
        goOn.countDown();
        first.get();
        for (Future<?> other : others) {
            other.get();
        }
        threads.shutdown();
        assertThat(commitsMade.get()).isBetween(2, 9);
    }

    @Test
    void aFailedCommitFailsEveryCallerInIt() {
        SharedCommit commits = new SharedCommit(batch -> {
            throw new IllegalStateException("no database");
        });
        assertThatThrownBy(() -> commits.commit(List.of(row("r")))).isInstanceOf(AuditUnavailableException.class);
        assertThatThrownBy(() -> commits.commit(List.of(row("s")))).isInstanceOf(AuditUnavailableException.class);
    }

    private static AuditRow row(String id) {
        return new AuditRow(id, Instant.EPOCH, new byte[0], List.of(), List.of());
    }
}
