package io.chartside.server.authz;

import static io.chartside.server.tenancy.RightsChanges.Kind.RESTRICTIONS;
import static io.chartside.server.tenancy.RightsChanges.Kind.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.RightsChanges;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What one process ends counts in another within seconds, whatever both of them keep. */
class RightsChangesTest extends LaunchedAppTest {
    private static final TenantId HERE = new TenantId("changes-here");
    private static final TenantId THERE = new TenantId("changes-there");

    @Autowired
    TenantSql sql;

    @Autowired
    JdbcClient jdbc;

    private final AtomicLong nanos = new AtomicLong();
    private RightsChanges other;

    @BeforeEach
    void otherProcess() {
        other = new RightsChanges(jdbc, nanos::get);
        other.of(TOKENS, HERE);
    }

    private void note(RightsChanges.Kind kind, TenantId tenant) {
        sql.in(tenant, client -> {
            RightsChanges.note(client, kind, tenant);
            return null;
        });
    }

    private void secondPasses() {
        nanos.addAndGet(Duration.ofMillis(1_001).toNanos());
    }

    @Test
    void change_countsAfterASecond_forItsKindAndTenantAlone() {
        long tokens = other.of(TOKENS, HERE);
        long restrictions = other.of(RESTRICTIONS, HERE);
        long there = other.of(TOKENS, THERE);

        note(TOKENS, HERE);

        assertThat(other.of(TOKENS, HERE)).isEqualTo(tokens);
        secondPasses();
        assertThat(other.of(TOKENS, HERE)).isNotEqualTo(tokens);
        assertThat(other.of(RESTRICTIONS, HERE)).isEqualTo(restrictions);
        assertThat(other.of(TOKENS, THERE)).isEqualTo(there);
    }

    @Test
    void changeRolledBack_countsNot() {
        long before = other.of(TOKENS, HERE);

        assertThatThrownBy(() -> sql.in(HERE, client -> {
                    RightsChanges.note(client, TOKENS, HERE);
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        secondPasses();

        assertThat(other.of(TOKENS, HERE)).isEqualTo(before);
    }

    @Test
    void changeCommittedAfterALaterOneWasSeen_isSeenToo() {
        long here = other.of(TOKENS, HERE);
        long there = other.of(TOKENS, THERE);

        sql.in(HERE, client -> {
            RightsChanges.note(client, TOKENS, HERE);
            CompletableFuture.runAsync(() -> {
                        note(TOKENS, THERE);
                        secondPasses();
                        assertThat(other.of(TOKENS, THERE)).isNotEqualTo(there);
                        assertThat(other.of(TOKENS, HERE)).isEqualTo(here);
                    })
                    .join();
            return null;
        });
        secondPasses();

        assertThat(other.of(TOKENS, HERE)).isNotEqualTo(here);
    }

    @Test
    void databaseThatDoesNotAnswer_leavesNothingKept() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setServerNames(new String[] {"127.0.0.1"});
        nowhere.setPortNumbers(new int[] {1});
        RightsChanges blind = new RightsChanges(JdbcClient.create(nowhere), nanos::get);

        assertThat(blind.of(TOKENS, HERE)).isNotEqualTo(blind.of(TOKENS, HERE));
    }
}
