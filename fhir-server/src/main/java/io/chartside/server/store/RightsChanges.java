package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Array;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How often rights were taken away or changed in each tenant, in whichever process. What was looked up is good for as long as the
 * tenant's number is the one that it had before the look-up. Each process asks the database once a second at most, for all tenants; a change
 * counts within five seconds in every process, or nothing that is kept counts at all. Who makes one forgets at once what it keeps itself.
 */
public final class RightsChanges {
    /** Tells of a change; in the transaction that makes it. Parameters: the tenant and {@link Kind#column}. */
    public static final String NOTE = "insert into rights_change (tenant, kind) values (?, ?)";

    private static final Logger LOG = LoggerFactory.getLogger(RightsChanges.class);
    private static final String LOOK = """
            select pg_snapshot_xmin(pg_current_snapshot())::text as next,
              array(select distinct kind || ' ' || tenant from rights_change where tx >= ?::xid8) as changed""";
    /** Beyond every transaction that was begun, so that the first look finds nothing. */
    private static final String NONE = "18446744073709551615";

    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();
    private static final long TRUSTED = Duration.ofMillis(3_500).toNanos();

    /** What has changed. */
    public enum Kind {
        /** Tokens were ended. */
        TOKENS,
        /** Labels or Consents in force. */
        RESTRICTIONS;

        public String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Key(Kind kind, TenantId tenant) {}

    /** @param next where the next look begins */
    private record Look(String next, List<String> changed) {}

    private final Database database;
    private final LongSupplier nanoTime;
    private final Map<Key, AtomicLong> numbers = new ConcurrentHashMap<>();
    /** Of answers that nobody may keep: each is another. */
    private final AtomicLong unknown = new AtomicLong(-1);

    private final ReentrantLock looking = new ReentrantLock();
    private String next = NONE;
    private boolean answered = true;
    private volatile long triedAt;
    private volatile long knownAt;

    /** @param nanoTime in nanoseconds, from any point */
    public RightsChanges(Database database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
        this.triedAt = nanoTime.getAsLong() - TRUSTED - 1;
        this.knownAt = triedAt;
    }

    /** Tells of a change, in the transaction that makes it. */
    public static void note(JdbcClient within, Kind kind, TenantId tenant) {
        within.sql(NOTE).params(tenant.value(), kind.column()).update();
    }

    /** The tenant's number; another one each time while the database does not answer. */
    public long of(Kind kind, TenantId tenant) {
        long now = nanoTime.getAsLong();
        if (now - triedAt > LOOK_EVERY && looking.tryLock()) {
            try {
                look(now);
            } finally {
                looking.unlock();
            }
        }
        return now - knownAt > TRUSTED
                ? unknown.decrementAndGet()
                : number(new Key(kind, tenant)).get();
    }

    private void changed(Kind kind, TenantId tenant) {
        number(new Key(kind, tenant)).incrementAndGet();
    }

    private AtomicLong number(Key key) {
        return numbers.computeIfAbsent(key, first -> new AtomicLong());
    }

    private void look(long now) {
        triedAt = now;
        try {
            // The policy shows every tenant's rows. Not from the pool of transactions: who asks may hold one of them.
            Look look = database.reading(
                    TenantId.STAFF,
                    session -> session.query(LOOK, List.of(next), row -> {
                                Array array = row.getArray("changed");
                                return new Look(row.getString("next"), List.of((String[]) array.getArray()));
                            })
                            .get(0));
            for (String change : look.changed()) {
                String[] words = change.split(" ", 2);
                changed(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), new TenantId(words[1]));
            }
            // Not before all of them count: a look that fails in between is done again from where it began.
            next = look.next();
            knownAt = now;
            answered = true;
        } catch (RuntimeException e) {
            if (answered) {
                LOG.error(
                        "the database does not tell what rights have changed, so nothing that is known of them counts");
            }
            answered = false;
        }
    }
}
