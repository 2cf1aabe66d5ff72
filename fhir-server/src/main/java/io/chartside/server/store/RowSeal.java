package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.crypto.TenantKeys;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens stored rows and checks that they stand where they were put. */
public final class RowSeal {
    private static final int MAC_BYTES = 16;

    private final KeyRing keys;

    RowSeal(KeyRing keys) {
        this.keys = keys;
    }

    /** A resource with the values that searches compare. */
    public record Opened(StoredRow row, StoredResource resource, IndexedResource values) {
        @Override
        public String toString() {
            return resource.toString();
        }
    }

    /**
     * Opens rows in their order; those whose patient is being erased, or has been and the key destroyed, are left out.
     *
     * @throws SealBroken when a row was changed or moved
     */
    public List<Opened> open(TenantId tenant, List<StoredRow> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Set<Long> patients = new HashSet<>();
        for (StoredRow row : rows) {
            patients.add(row.bodyPatientRid());
        }
        Map<Long, DataKey> byPatient = keys.forReading(tenant, patients);
        KeyedHash hash = keys.tenant(tenant).index().hash();
        List<Opened> opened = new ArrayList<>(rows.size());
        for (StoredRow row : rows) {
            DataKey key = byPatient.get(row.bodyPatientRid());
            if (key != null && row.state() != StoredRow.ERASED) {
                opened.add(open(tenant, row, key, hash));
            }
        }
        return opened;
    }

    private static Opened open(TenantId tenant, StoredRow row, DataKey key, KeyedHash hash) {
        if (!MessageDigest.isEqual(row.mac(), mac(hash, row))) {
            throw new SealBroken("the head of " + row + " was changed");
        }
        String type = ResourceTypes.name(row.type());
        BodyCodec.Body body = BodyCodec.decode(key.open(row.body(), place(tenant, type, row.id(), row.bodyVersion())));
        StoredResource resource = new StoredResource(
                type,
                row.id(),
                row.rid(),
                row.bodyVersion(),
                Instant.ofEpochMilli(row.bodyUpdatedAt()),
                row.bodyDeleted(),
                body.json(),
                body.patientId().isEmpty() ? Optional.empty() : Optional.of(body.patientId()));
        return new Opened(row, resource, body.values());
    }

    static byte[] seal(TenantId tenant, DataKey key, String type, String id, int version, BodyCodec.Body body) {
        return key.seal(BodyCodec.encode(BodyCodec.Content.RESOURCE, body), place(tenant, type, id, version));
    }

    private static String place(TenantId tenant, String type, String id, int version) {
        return tenant + "|" + type + "|" + id + "|" + version;
    }

    static byte[] mac(TenantKeys tenantKeys, StoredRow head) {
        return mac(tenantKeys.index().hash(), head);
    }

    static byte[] mac(KeyedHash hash, StoredRow head) {
        byte[] id = head.id().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer message = ByteBuffer.allocate(64 + id.length);
        message.put((byte) 'h').putLong(head.rid()).putInt(head.type()).putInt(head.version());
        message.put((byte) head.state()).put((byte) (head.draft() ? 1 : 0)).putLong(head.patientRid());
        message.putLong(head.sortAt()).putLong(head.sortEnd()).putLong(head.updatedAt());
        message.put(id);
        return Arrays.copyOf(hash.hash(Arrays.copyOf(message.array(), message.position())), MAC_BYTES);
    }
}
