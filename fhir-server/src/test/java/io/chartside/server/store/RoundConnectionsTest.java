package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second wall of what requests of several tenants share: the database shows a round its own tenants, and lets it do no more than rounds do. */
class RoundConnectionsTest {
    private final RoundConnections rounds = TestStore.bean(RoundConnections.class);
    private final TenantId one = TestStore.freshTenant();
    private final TenantId other = TestStore.freshTenant();
    private final TenantId outside = TestStore.freshTenant();

    @BeforeEach
    void fill() {
        for (TenantId tenant : List.of(one, other, outside)) {
            TestStore.put(tenant, "same", new Patient(), null);
            TestStore.bean(ResourceStore.class)
                    .audit(
                            tenant,
                            List.of(new AuditRow(
                                    LogicalIds.next(), Instant.now(), new byte[0], List.of(), List.of("action=R"))));
        }
    }

    private List<String> tenantsOf(String table, TenantId... round) {
        return rounds.query(
                List.of(round),
                "select distinct tenant from " + table + " order by 1",
                List.of(),
                row -> row.getString(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"resource", "resource_version", "audit_lane"})
    void rows_areThoseOfTheRoundsTenants_roundByRound(String table) {
        List<String> both =
                List.of(one.value(), other.value()).stream().sorted().toList();
        assertThat(tenantsOf(table, one, other)).isEqualTo(both);
        assertThat(tenantsOf(table, outside)).containsExactly(outside.value());
        assertThat(tenantsOf(table, other, one)).isEqualTo(both);
        assertThat(tenantsOf(table, one)).containsExactly(one.value());
    }

    @Test
    void afterAFailure_theConnectionIsConfinedAnew() {
        assertThat(tenantsOf("resource", one)).containsExactly(one.value());
        assertThatThrownBy(() -> rounds.query(List.of(other), "select 1 / 0 from resource", List.of(), row -> 1))
                .isInstanceOf(DatabaseFailure.class);
        assertThat(tenantsOf("resource", other)).containsExactly(other.value());
        assertThat(tenantsOf("resource", one)).containsExactly(one.value());
    }

    @Test
    void laneOfAnotherTenant_isNotMoved() {
        assertThat(rounds.query(
                        List.of(one, other),
                        "with m as (update audit_lane set seq = seq + 1 where tenant = ? returning 1) select count(*) from m",
                        List.of(outside.value()),
                        row -> row.getInt(1)))
                .containsExactly(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with i as (insert into audit_event (tenant, lane, seq, recorded, id, tokens, event, prev_hash, hash)"
                        + " values ('%s', 7, 99, now(), 'x', '{}', '', '', '') returning 1) select 1",
                "select count(*) from audit_event where tenant = '%s'",
                "with d as (delete from resource where tenant = '%s' returning 1) select 1",
                "with u as (update resource set state = 2 where tenant = '%s' returning 1) select 1",
                "with d as (delete from audit_lane where tenant = '%s' returning 1) select 1",
                "select count(*) from search_token where tenant = '%s'",
                "select count(*) from oauth_authorization where tenant = '%s'"
            })
    void whatRoundsDoNot_isRefusedByTheDatabase(String sql) {
        assertThatThrownBy(() -> rounds.query(
                        List.of(one, other), sql.formatted(outside.value()), List.of(), row -> row.getInt(1)))
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("42");
    }

    /** The lanes in the order that they are given in, whatever is in the table. */
    @Test
    void lanesAreMoved_eachByItsKey() {
        String values = "array['%s','%s'], array[0,0], array[5,5]::bigint[], array['\\x00','\\x00']::bytea[],"
                        .formatted(one, other)
                + " array[6,6]::bigint[], array['\\x01','\\x01']::bytea[]";
        String rows = "array[1,2], array[6,6]::bigint[], array[0,0]::bigint[], array['a','b'], array['{}','{}'],"
                + " array['','']::bytea[], array['','']::bytea[], array['','']::bytea[]";
        String sql = AuditChain.APPEND_TOGETHER
                .replace("?, ?, ?, ?, ?, ?, ?, ?", rows)
                .replace("?, ?, ?, ?, ?, ?", values);
        String plan = String.join(
                "\n",
                rounds.query(List.of(one, other), "explain (costs off) " + sql, List.of(), row -> row.getString(1)));
        assertThat(plan)
                .containsSubsequence("Nested Loop", "Function Scan on u", "Index Scan using audit_lane_pkey")
                .doesNotContain("Seq Scan", "Sort");
    }
}
