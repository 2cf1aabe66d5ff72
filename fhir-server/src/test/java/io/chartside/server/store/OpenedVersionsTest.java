package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.crypto.SealBroken;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** What was opened lately spares a body its fetch; what a head says is asked and proved at every read. */
class OpenedVersionsTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final TenantId tenant = TestStore.freshTenant();

    @Test
    void aReadAfterAnUpdate_givesTheNewVersion() {
        String id =
                TestStore.put(tenant, "p", new Patient().setActive(true), null).id();
        assertThat(read(id)).contains("\"active\":true");
        TestStore.put(tenant, "p", new Patient().setActive(false), null);
        assertThat(read(id)).contains("\"active\":false");
    }

    @Test
    void aHeadThatWasChangedOutside_isRefusedThoughItsVersionIsKnown() {
        String id =
                TestStore.put(tenant, "p", new Patient().setActive(true), null).id();
        read(id);
        change("update resource set sort_at = sort_at + 1 where tenant = ?");
        assertThatThrownBy(() -> read(id)).isInstanceOf(SealBroken.class);
    }

    @Test
    void aKnownBody_isNotFetchedAgain() {
        String id =
                TestStore.put(tenant, "p", new Patient().setActive(true), null).id();
        String before = read(id);
        change("update resource_version set body = 'gone' where tenant = ?");
        assertThat(read(id)).isEqualTo(before);
    }

    private String read(String id) {
        return new String(
                store.read(tenant, TestStore.ALL, "Patient", id).orElseThrow().json(), StandardCharsets.UTF_8);
    }

    private void change(String sql) {
        TestStore.<Integer>asSuperuser("chartside", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, tenant.value());
                return statement.executeUpdate();
            }
        });
    }
}
