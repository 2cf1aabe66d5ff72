package io.chartside.server.store;

import java.time.Clock;
import java.time.YearMonth;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Makes the audit's next partitions in time, however long the server runs. */
@Component
class AuditPartitionSchedule {
    private final DatabaseBootstrap bootstrap;
    private final Clock clock;

    AuditPartitionSchedule(DatabaseBootstrap bootstrap, Clock clock) {
        this.bootstrap = bootstrap;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.DAYS)
    void makeNext() {
        bootstrap.auditPartitions(YearMonth.now(clock));
    }
}
