package io.chartside.server.authz;

import static io.chartside.server.store.RightsChanges.Kind.RESTRICTIONS;
import static io.chartside.server.store.RightsChanges.Kind.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.store.Database;
import io.chartside.server.store.RightsChanges;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What one process ends counts in another within seconds, whatever both of them keep. */
class RightsChangesTest extends LaunchedAppTest {
    private static final TenantId HERE = new TenantId("changes-here");
    private static final TenantId THERE = new TenantId("changes-there");

    @Autowired
    TenantSql sql;

    @Autowired
    Database database;

    private final AtomicLong nanos = new AtomicLong();
    private RightsChanges other;

    @BeforeEach
    void otherProcess() {
        other = new RightsChanges(database, nanos::get);
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
}
