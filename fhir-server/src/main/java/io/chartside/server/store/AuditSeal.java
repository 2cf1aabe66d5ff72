package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.tenancy.TenantId;
import java.util.Arrays;
import java.util.List;

/** Seals an audit row's event and patients under the tenant's audit key. */
final class AuditSeal {

    private AuditSeal() {}

    /** @param patients comma-separated logical ids */
    private static BodyCodec.Body body(String patients, byte[] event) {
        return new BodyCodec.Body(patients, IndexedResource.decode(new byte[0]), event);
    }

    static byte[] seal(TenantId tenant, DataKey key, AuditRow row) {
        return key.seal(
                BodyCodec.encode(BodyCodec.Content.AUDIT_EVENT, body(String.join(",", row.patientIds()), row.event())),
                place(tenant, row.id()));
    }

    record Event(List<String> patientIds, byte[] json) {}

    static Event open(TenantId tenant, DataKey key, String id, byte[] sealed) {
        BodyCodec.Body body = BodyCodec.decode(key.open(sealed, place(tenant, id)));
        List<String> patients = body.patientId().isEmpty()
                ? List.of()
                : Arrays.asList(body.patientId().split(","));
        return new Event(patients, body.json());
    }

    private static String place(TenantId tenant, String id) {
        return tenant + "|AuditEvent|" + id;
    }
}
