package io.chartside.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.rest.RestTest;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MA9: which chains are signed again at the start. */
class CheckpointScheduleTest extends RestTest {
    @Autowired
    private Tenants tenants;

    @Test
    void staffsOwnChain_isAmongThem_besideEveryTenants() {
        assertThat(CheckpointSchedule.chains(tenants))
                .contains(TenantId.STAFF, new TenantId("demo"), new TenantId("staffed"))
                .doesNotHaveDuplicates();
    }
}
