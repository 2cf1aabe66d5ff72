package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private final BodyBudget budget = new BodyBudget(1 << 20);

    @Test
    void whatIsLargerThanTheBudget_waitsForAllOfItAndRunsAlone() throws Exception {
        CompletableFuture<Void> large;
        try (BodyBudget.Share first = budget.share()) {
            first.take(600 << 10);
            large = CompletableFuture.runAsync(() -> {
                try (BodyBudget.Share second = budget.share()) {
                    second.take(Long.MAX_VALUE);
                }
            });
            try (BodyBudget.Share small = budget.share()) {
                small.take(64 << 10);
                assertThat(large).isNotDone();
            }
        }
        large.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatTurnsOutSmall_givesTheRestBack() {
        try (BodyBudget.Share unknown = budget.share();
                BodyBudget.Share other = budget.share()) {
            unknown.take(Long.MAX_VALUE);
            unknown.keep(100 << 10);
            other.take(900 << 10);
            unknown.keep(10);
        }
        try (BodyBudget.Share all = budget.share()) {
            all.take(1 << 20);
        }
    }
}
