package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedRoundTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everythingAskedRunsOnceAndIsAnsweredToItsCaller(int atOnce) throws Exception {
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        AtomicInteger asked = new AtomicInteger();
        SharedRound<Integer, String> round = new SharedRound<>(atOnce, new RequestsUnderWay(), false, batch -> {
            asked.addAndGet(batch.size());
            ran.addAll(batch);
            return batch.stream().map(i -> "answer " + i).toList();
        });
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Boolean>> calls = IntStream.range(0, 20_000)
                .mapToObj(i -> threads.submit(() -> round.ask(i).equals("answer " + i) && ran.contains(i)))
                .toList();
        for (Future<Boolean> call : calls) {
            assertThat(call.get()).isTrue();
        }
        threads.shutdown();
        assertThat(asked).hasValue(20_000);
    }

    @Test
    void whatComesDuringARoundSharesTheNextOne() throws Exception {
        CountDownLatch firstRuns = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        SharedRound<Integer, Integer> round = new SharedRound<>(1, new RequestsUnderWay(), false, batch -> {
            sizes.add(batch.size());
            if (sizes.size() == 1) {
                firstRuns.countDown();
                await(goOn);
            }
            return batch;
        });
        ExecutorService threads = Executors.newFixedThreadPool(9);
        List<Thread> waiting = new CopyOnWriteArrayList<>();
        List<Future<Integer>> calls = new ArrayList<>();
        calls.add(threads.submit(() -> round.ask(0)));
        firstRuns.await();
        for (int i = 1; i < 9; i++) {
            int number = i;
            calls.add(threads.submit(() -> {
                waiting.add(Thread.currentThread());
                return round.ask(number);
            }));
        }
        Awaitility.await()
                .until(() ->
                        waiting.size() == 8 && waiting.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
        goOn.countDown();
        for (int i = 0; i < 9; i++) {
            assertThat(calls.get(i).get()).isEqualTo(i);
        }
        threads.shutdown();
        assertThat(sizes).containsExactly(1, 8);
    }

    @Test
    void aFailedRoundFailsEveryCallerInItAndNoOther() {
        AtomicInteger rounds = new AtomicInteger();
        SharedRound<Integer, Integer> round = new SharedRound<>(1, new RequestsUnderWay(), false, batch -> {
            if (rounds.incrementAndGet() < 3) {
                throw new IllegalStateException("no database");
            }
            return batch;
        });
        assertThatThrownBy(() -> round.ask(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> round.ask(2)).isInstanceOf(IllegalStateException.class);
        assertThat(round.ask(3)).isEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
