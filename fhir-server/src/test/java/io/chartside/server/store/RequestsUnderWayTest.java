package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rounds take those along who can still come, and wait for nobody else. */
@Timeout(30)
class RequestsUnderWayTest {
    private static final long AN_HOUR = TimeUnit.HOURS.toNanos(1);

    private final RequestsUnderWay requests = new RequestsUnderWay();

    @Test
    void aRequestAlone_waitsForNothing() {
        requests.begins();
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        assertThat(round(sizes, false).ask(1)).isEqualTo(1);
        assertThat(sizes).containsExactly(1);
    }

    @Test
    void requestsUnderWay_comeAlongInOneRound() throws Exception {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        SharedRound<Integer, Integer> round = round(sizes, false);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            requests.begins();
        }
        List<Future<Integer>> calls = IntStream.range(0, 8)
                .mapToObj(i -> threads.submit(() -> {
                    int answer = round.ask(i);
                    requests.ended();
                    return answer;
                }))
                .toList();
        for (int i = 0; i < 8; i++) {
            assertThat(calls.get(i).get()).isEqualTo(i);
        }
        threads.shutdown();
        assertThat(sizes).containsExactly(8);
    }

    @Test
    void aRequestThatEnds_isWaitedForNoLonger() {
        requests.begins();
        requests.begins();
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        SharedRound<Integer, Integer> round = round(sizes, false);
        CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() -> round.ask(1));
        requests.ended();
        assertThat(asked.join()).isEqualTo(1);
    }

    @Test
    void thoseInTheirLastRound_areWaitedForByNoOther() {
        requests.begins();
        requests.begins();
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        SharedRound<Integer, Integer> other = round(sizes, false);
        SharedRound<Integer, Integer> last = new SharedRound<>(1, requests, true, AN_HOUR, asked -> {
            other.ask(asked.get(0)); // On behalf of the second request, while the first is in its last round.
            return asked;
        });
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> last.ask(2));
        requests.ended();
        assertThat(second.join()).isEqualTo(2);
    }

    @Test
    void patience_endsAfterAFewTimesInVain_andReturnsWithSuccess() {
        Patience patience = new Patience();
        for (int i = 0; i < 4; i++) {
            assertThat(patience.waits()).isTrue();
            patience.ended(false);
        }
        long waited = IntStream.range(0, 320).filter(i -> patience.waits()).count();
        assertThat(waited).isEqualTo(10);
        patience.ended(true);
        assertThat(patience.waits()).isTrue();
    }

    private SharedRound<Integer, Integer> round(List<Integer> sizes, boolean last) {
        return new SharedRound<>(1, requests, last, AN_HOUR, asked -> {
            sizes.add(asked.size());
            return asked;
        });
    }
}
