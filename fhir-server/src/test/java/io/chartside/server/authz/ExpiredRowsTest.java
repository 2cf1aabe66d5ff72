package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ExpiredRowsTest extends AuthzTest {
    private static final TenantId OTHER = new TenantId("other");

    @Autowired
    ExpiredRows expired;

    @Autowired
    TenantSql sql;

    private int launchHandles() {
        return sql.in(
                OTHER,
                client -> client.sql("select count(*) from launch_handle where tenant = 'other'")
                        .query(Integer.class)
                        .single());
    }

    @Test
    void whatHasRunOut_isDeleted_andWhatHasNot_stays() {
        launches.issue(OTHER, "Practitioner/dr-one", LaunchContext.of("p", "e", true));
        expired.delete(OTHER);
        assertThat(launchHandles()).isPositive();

        clock.ahead(Duration.ofMinutes(6));
        expired.delete(OTHER);

        assertThat(launchHandles()).isZero();
    }

    /** Row-level security: without the tenant set the role that the server runs as sees no row at all. */
    @Test
    void rowsOfAnotherTenant_areOutOfReach() {
        launches.issue(OTHER, "Practitioner/dr-one", LaunchContext.of("p", "e", true));

        int seen = sql.in(
                DEMO,
                client -> client.sql("select count(*) from launch_handle where tenant = 'other'")
                        .query(Integer.class)
                        .single());

        assertThat(seen).isZero();
    }
}
