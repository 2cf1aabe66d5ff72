package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** Keys that a rolled-back transaction left are found and, after a while, deleted; no other ever is. */
class OrphanKeysTest {
    private static final long NOBODY = 4711;

    private final OrphanKeys orphans = TestStore.bean(OrphanKeys.class);
    private final KeyRing keys = TestStore.bean(KeyRing.class);
    private final TenantId tenant = TestStore.freshTenant();

    private void inKeyStore(String change) {
        TestStore.asSuperuser("chartside_keys", connection -> {
            try (var statement =
                    connection.prepareStatement("update patient_key set " + change + " where tenant = ?")) {
                statement.setString(1, tenant.value());
                return statement.executeUpdate();
            }
        });
    }

    private List<Long> marked() {
        return TestStore.asSuperuser("chartside_keys", connection -> {
            try (var statement = connection.prepareStatement(
                    "select patient_rid from patient_key where tenant = ? and orphan_since is not null")) {
                statement.setString(1, tenant.value());
                try (var rows = statement.executeQuery()) {
                    return rows.next() ? List.of(rows.getLong(1)) : List.<Long>of();
                }
            }
        });
    }

    @Test
    void keyWithoutResource_isMarkedAndDeletedOnlyWhenItHasBeenOneForLong() {
        long patient = TestStore.create(tenant, new Patient()).rid();
        keys.forWriting(tenant, NOBODY);

        assertThat(orphans.sweep(tenant)).isZero();
        assertThat(marked())
                .as("a young key may belong to a transaction under way")
                .isEmpty();

        inKeyStore("created_at = created_at - interval '2 hours'");
        assertThat(orphans.sweep(tenant)).isZero();
        assertThat(marked()).containsExactly(NOBODY);

        inKeyStore("orphan_since = orphan_since - interval '8 days'");
        assertThat(orphans.sweep(tenant)).isEqualTo(1);
        assertThat(orphans.sweep(tenant)).isZero();
        assertThat(keys.forReading(tenant, patient)).isNotNull();
    }

    @Test
    void keyWhoseResourceIsThereAgain_isNoOrphanAnyMore() {
        long patient = TestStore.create(tenant, new Patient()).rid();
        inKeyStore("created_at = created_at - interval '2 hours', orphan_since = now() - interval '8 days'");

        assertThat(orphans.sweep(tenant)).isZero();

        assertThat(marked()).isEmpty();
        assertThat(keys.forReading(tenant, patient)).isNotNull();
    }
}
