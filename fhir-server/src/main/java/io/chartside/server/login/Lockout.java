package io.chartside.server.login;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How often may be tried (ASVS 5.0, 2.4.1; SP 800-63B, section 3.2.2). An attempt is counted before it is judged, by an
 * UPDATE that only so many can win, so that a thousand at once are no more than one after another. From the limit on each
 * attempt closes the door for a minute, then two, up to an hour. An account's are forgotten by a day without any.
 */
@Component
final class Lockout {
    enum Kind {
        /** By the name that was typed, whether somebody has it or not. */
        ACCOUNT(5, Duration.ofDays(1), true),
        /** By network address, within an hour: a hospital may have one for all. */
        ADDRESS(50, Duration.ofHours(1), false),
        /** Links asked for by one name, within an hour. */
        LINK(3, Duration.ofHours(1), false);

        private final int limit;
        private final Duration remembered;
        private final boolean fromTheLast;

        /** @param fromTheLast whether the time until all is forgotten begins anew with each attempt */
        Kind(int limit, Duration remembered, boolean fromTheLast) {
            this.limit = limit;
            this.remembered = remembered;
            this.fromTheLast = fromTheLast;
        }

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of an attempt. */
    enum Attempt {
        ALLOWED,
        /** Allowed, and the last before the door closes unless it succeeds. */
        LAST,
        CLOSED
    }

    private static final int FIRST_PAUSE_SECONDS = 60;
    private static final int LONGEST_PAUSE_SECONDS = 3600;

    private final TenantSql sql;
    private final Clock clock;

    Lockout(TenantSql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** Counts an attempt, whatever comes of it. */
    Attempt attempt(TenantId tenant, Kind kind, byte[] hash) {
        int failures = sql.in(tenant, client -> count(client, tenant, kind, hash));
        return failures < 0 ? Attempt.CLOSED : failures >= kind.limit ? Attempt.LAST : Attempt.ALLOWED;
    }

    private int count(JdbcClient client, TenantId tenant, Kind kind, byte[] hash) {
        Instant now = clock.instant();
        return client.sql("""
                        insert into sign_in_failure as f (tenant, kind, hash, failures, closed_until, expires_at)
                        values (:tenant, :kind, :hash, 1, 'epoch', :forgotten)
                        on conflict (tenant, kind, hash) do update set
                          failures = case when f.expires_at < :now then 1 else f.failures + 1 end,
                          closed_until = case
                            when f.expires_at >= :now and f.failures + 1 >= :limit
                            then cast(:now as timestamptz) + interval '1 second'
                              * least(:longest, :first * power(2, least(f.failures + 1 - :limit, 10)))
                            else 'epoch' end,
                          expires_at = case when :anew or f.expires_at < :now then :forgotten else f.expires_at end
                        where f.closed_until <= :now
                        returning failures
                        """)
                .param("tenant", tenant.value())
                .param("kind", kind.column())
                .param("hash", hash)
                .param("now", Timestamp.from(now))
                .param("forgotten", Timestamp.from(now.plus(kind.remembered)))
                .param("anew", kind.fromTheLast)
                .param("limit", kind.limit)
                .param("first", FIRST_PAUSE_SECONDS)
                .param("longest", LONGEST_PAUSE_SECONDS)
                .query(Integer.class)
                .optional()
                .orElse(-1);
    }

    /** The attempt was right: what came before it no longer counts. */
    void succeeded(TenantId tenant, Kind kind, byte[] hash) {
        sql.in(
                tenant,
                client -> client.sql("delete from sign_in_failure where tenant = ? and kind = ? and hash = ?")
                        .params(tenant.value(), kind.column(), hash)
                        .update());
    }

    /** The attempt was right, but others from there may be wrong: it alone does not count. */
    void takeBack(TenantId tenant, Kind kind, byte[] hash) {
        sql.in(
                tenant,
                client -> client.sql("""
                                update sign_in_failure set failures = greatest(failures - 1, 0), closed_until = 'epoch'
                                where tenant = ? and kind = ? and hash = ?
                                """)
                        .params(tenant.value(), kind.column(), hash)
                        .update());
    }
}
