package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes lanes = new Lanes("test", 1);

    @AfterEach
    void close() {
        lanes.close(Duration.ofSeconds(10));
    }

    @Test
    void whatIsBegunInABusyLane_isNotDone_andItsEndIsThatOfTheFirst() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> done = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> first = lanes.begin("a", () -> {
            await(goOn);
            done.add("first");
        });
        assertThat(lanes.begin("a", () -> done.add("second"))).isSameAs(first);
        CompletableFuture<Void> other = lanes.begin("b", () -> done.add("other"));
        goOn.countDown();
        other.get(10, TimeUnit.SECONDS);
        assertThat(done).as("in turn, where there is one thread").containsExactly("first", "other");
    }

    @Test
    void laneThatFailed_isFreeAgain() {
        CompletableFuture<Void> failing = lanes.begin("a", () -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(failing::join).hasCauseInstanceOf(IllegalStateException.class);
        List<String> done = new CopyOnWriteArrayList<>();
        lanes.begin("a", () -> done.add("again")).join();
        assertThat(done).containsExactly("again");
    }

    @Test
    void afterTheEnd_nothingIsBegun() {
        lanes.close(Duration.ofSeconds(10));
        List<String> done = new CopyOnWriteArrayList<>();
        lanes.begin("a", () -> done.add("late")).join();
        assertThat(done).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
