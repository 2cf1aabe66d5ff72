package io.chartside.server.ai;

import io.chartside.server.tenancy.TenantId;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What tenants' calls cost on a day: table {@code ai_usage}. */
@Component
final class AiUsage {
    /** As long as a bill may be asked about. */
    private static final Duration KEPT = Duration.ofDays(400);

    private final JdbcClient sql;
    private final TransactionTemplate transactions;
    private final Clock clock;

    AiUsage(JdbcClient sql, TransactionTemplate transactions, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Tokens that were set aside for a call, on the day on which they were. */
    record Reserved(TenantId tenant, String provider, LocalDate day, long tokens) {}

    Reserved reservation(TenantId tenant, String provider, long tokens) {
        return new Reserved(tenant, provider, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), tokens);
    }

    /**
     * Sets the tokens of a call aside.
     *
     * @param most tokens of the day
     * @return whether they are left
     */
    boolean reserve(Reserved reserved, long most) {
        Instant until = clock.instant().plus(KEPT);
        return in(
                reserved.tenant(),
                () -> sql.sql("""
                                insert into ai_usage (tenant, provider, day, calls, tokens, expires_at)
                                values (?, ?, ?, 1, ?, ?)
                                on conflict (tenant, provider, day) do update
                                set calls = ai_usage.calls + 1, tokens = ai_usage.tokens + excluded.tokens
                                where ai_usage.tokens + excluded.tokens <= ?
                                """)
                                .params(
                                        reserved.tenant().value(),
                                        reserved.provider(),
                                        Date.valueOf(reserved.day()),
                                        reserved.tokens(),
                                        Timestamp.from(until),
                                        most)
                                .update()
                        == 1);
    }

    /** Replaces what was set aside by what the call has cost. */
    void settle(Reserved reserved, long tokens) {
        in(
                reserved.tenant(),
                () -> sql.sql("""
                        update ai_usage set tokens = greatest(0, tokens + ?)
                        where tenant = ? and provider = ? and day = ?
                        """)
                        .params(
                                tokens - reserved.tokens(),
                                reserved.tenant().value(),
                                reserved.provider(),
                                Date.valueOf(reserved.day()))
                        .update());
    }

    private <T> T in(TenantId tenant, Supplier<T> work) {
        return transactions.execute(status -> {
            sql.sql("select set_config('app.tenant', ?, true)")
                    .param(tenant.value())
                    .query(String.class)
                    .single();
            return work.get();
        });
    }
}
