package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            unknown.keep(100 << 10, 0);
            other.take(900 << 10);
            unknown.keep(10, 0);
        }
        try (BodyBudget.Share all = budget.share()) {
            all.take(1 << 20);
        }
    }

    @Test
    void whatWouldFillTheHeap_is413() {
        BodyBudget ofSmallHeap = new BodyBudget(0, 64 << 20);
        try (BodyBudget.Share share = ofSmallHeap.share()) {
            share.take(2 << 20);
            share.keep(2 << 20, 32 << 20);
            assertThatThrownBy(() -> share.keep(2 << 20, (32 << 20) + 1))
                    .isInstanceOf(GuardException.class)
                    .extracting(refusal -> ((GuardException) refusal).status())
                    .isEqualTo(413);
        }
    }

    @Test
    void whatTurnsOutHeavy_takesMoreOrIsRefusedForNow() {
        try (BodyBudget.Share heavy = budget.share();
                BodyBudget.Share other = budget.share()) {
            heavy.take(200 << 10);
            other.take(500 << 10);
            heavy.keep(200 << 10, 6 * 400 << 10);
            assertThatThrownBy(() -> heavy.keep(200 << 10, 6 * 800 << 10))
                    .isInstanceOf(GuardException.class)
                    .extracting(refusal -> ((GuardException) refusal).status())
                    .isEqualTo(503);
        }
        try (BodyBudget.Share all = budget.share()) {
            all.take(1 << 20);
        }
    }
}
