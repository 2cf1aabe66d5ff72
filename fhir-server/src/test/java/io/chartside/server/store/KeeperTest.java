package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantId;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private final Keeper keeper = TestStore.bean(Keeper.class);
    private final TenantId tenant = TestStore.freshTenant();

    @Test
    void copyWhoseReaderFails_leavesTheConnectionFit() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> keeper.snapshot(
                            tenant,
                            (session, copy) -> copy.out(
                                    "copy (select generate_series(1, 5000)) to stdout (format binary)", row -> {
                                        throw new IllegalStateException("the reader fails");
                                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the reader fails");
        }
        int[] rows = new int[1];
        keeper.snapshot(
                tenant,
                (session, copy) -> copy.out("copy (select generate_series(1, 5000)) to stdout", row -> rows[0]++));
        assertThat(rows[0]).isEqualTo(5000);
    }
}
