package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.SigningKeys;
import io.chartside.server.tenancy.TenantId;
import org.junit.jupiter.api.Test;

/** MA10: an opened signature key does not outlive the keys that it was opened with. */
class SigningKeysTest {
    private final KeyRing ring = TestStore.bean(KeyRing.class);
    private final TenantId tenant = TestStore.freshTenant();
    private final SigningKeys keys = new SigningKeys(ring, "signing-keys-test");

    @Test
    void openedKey_serves_untilTheTenantsKeysRotate_andIsTheSameKeyAfterwards() {
        ECKey first = keys.of(tenant);
        assertThat(keys.of(tenant)).isSameAs(first);

        TestStore.bean(KeyRotation.class).rotateKek(tenant);
        ring.refresh();

        ECKey second = keys.of(tenant);
        assertThat(second).isNotSameAs(first);
        assertThat(second.getKeyID()).isEqualTo(first.getKeyID());
        assertThat(second.isPrivate()).isTrue();
    }
}
