package io.chartside.server.subscription;

import io.chartside.server.store.PatientTraces;
import io.chartside.server.tenancy.TenantId;

/** That Subscriptions told of the patient's resources, by their ids. */
final class SubscriptionTraces implements PatientTraces {
    private final SubscriptionTable table;

    SubscriptionTraces(SubscriptionTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public int remove(TenantId tenant, String patientId) {
        return table.removeThoseOf(tenant, patientId);
    }
}
