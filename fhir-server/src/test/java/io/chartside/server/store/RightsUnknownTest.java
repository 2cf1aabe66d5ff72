package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RightsUnknownTest {
    private static final TenantId CLINIC = new TenantId("clinic");

    @Test
    void databaseThatDoesNotAnswer_leavesNothingKept() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setServerNames(new String[] {"127.0.0.1"});
        nowhere.setPortNumbers(new int[] {1});
        RightsChanges changes =
                new RightsChanges(new Database(nowhere, new ConfinedConnections(nowhere)), System::nanoTime);

        assertThat(changes.of(RightsChanges.Kind.TOKENS, CLINIC))
                .isNotEqualTo(changes.of(RightsChanges.Kind.TOKENS, CLINIC));
    }
}
