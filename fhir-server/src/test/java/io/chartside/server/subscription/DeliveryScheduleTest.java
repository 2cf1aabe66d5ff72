package io.chartside.server.subscription;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.rest.SubscriptionReceiver;
import io.chartside.server.tenancy.Tenants;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who has his turn when workers are few. */
class DeliveryScheduleTest extends SubscriptionTester {
    @Autowired
    private SubscriptionTable table;

    @Autowired
    private Tenants tenants;

    private static int waitFor(CountDownLatch latch) {
        try {
            return latch.await(9, SECONDS) ? 200 : 500;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    @Test
    void slowReceiversOfATenant_leaveWorkersToTheOthers() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            SubscriptionReceiver slow = receiver();
            slow.answers(any -> {
                begun.countDown();
                return waitFor(free);
            });
            subscribed(slow, Topic.VISIT_SIGNED, "empty");
        }
        CountDownLatch reached = new CountDownLatch(1);
        SubscriptionReceiver others = receiver();
        others.answers(any -> {
            reached.countDown();
            return 200;
        });
        SubscriptionSettings settings = new SubscriptionSettings(
                Duration.ZERO,
                2,
                Duration.ofSeconds(50),
                Duration.ofHours(24),
                Duration.ofMinutes(5),
                Duration.ofDays(7));
        String id = "";
        try (DeliverySchedule two = new DeliverySchedule(table, deliveries, tenants, settings, Clock.systemUTC())) {
            settle();
            two.look();
            assertThat(begun.await(9, SECONDS)).isTrue();
            HttpResponse<String> made =
                    post("/Subscription", subscription(others, Topic.VISIT_SIGNED, "empty", List.of(), ""));
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            id = json(made).path("id").asText();
            two.look();
            assertThat(reached.await(5, SECONDS)).isTrue();
        } finally {
            free.countDown();
            assertThat(delete("/Subscription/" + id).statusCode()).isEqualTo(204);
        }
    }
}
