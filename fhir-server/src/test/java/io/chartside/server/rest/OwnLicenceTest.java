package io.chartside.server.rest;

import static io.chartside.server.rest.LimitedSightTest.caller;
import static io.chartside.server.rest.LimitedSightTest.store;
import static io.chartside.server.rest.LimitedSightTest.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.Writings;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An administrator writes the credentials of others, never his own (MA18). */
class OwnLicenceTest extends RestTest {
    @Autowired
    private ResourceStore store;

    @Autowired
    private Writings writings;

    @Test
    void nobodyLicensesHimself() {
        TenantId tenant = new TenantId("demo");
        store(store, tenant, "Practitioner", "own-1", "{\"resourceType\":\"Practitioner\",\"active\":true}");
        store(store, tenant, "Practitioner", "own-2", "{\"resourceType\":\"Practitioner\",\"active\":true}");
        RequestContext admin = caller(tenant, "Practitioner/own-1", TenantRole.ADMIN);
        String licensed = "{\"resourceType\":\"Practitioner\",\"qualification\":[{\"code\":{\"text\":\"MD\"}}]}";
        String role =
                "{\"resourceType\":\"PractitionerRole\",\"practitioner\":{\"reference\":\"Practitioner/own-%d\"}}";

        writings.write(admin, List.of(update("own-2", licensed)), Map.of());
        writings.write(admin, List.of(update("own-r2", role.formatted(2))), Map.of());
        for (WriteEntry own : List.of(update("own-1", licensed), update("own-r1", role.formatted(1)))) {
            assertThatThrownBy(() -> writings.write(admin, List.of(own), Map.of()))
                    .isInstanceOfSatisfying(
                            FhirRefusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(403));
        }
        assertThatThrownBy(() -> writings.write(admin, List.of(update("own-r2", role.formatted(1))), Map.of()))
                .isInstanceOf(FhirRefusal.class);
    }
}
