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
import java.sql.SQLException;
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
        TenantKeys tenantKeys = keys.tenant(tenant);
        KeyedHash hash = tenantKeys.index().hash();
        List<Opened> opened = new ArrayList<>(rows.size());
        for (StoredRow row : rows) {
            DataKey key = byPatient.get(row.bodyPatientRid());
            if (key != null && row.state() != StoredRow.ERASED) {
                opened.add(open(tenant, row, key, tenantKeys, hash));
            }
        }
        return opened;
    }

    /**
     * Opens the rows of a page ({@link StoredRow#PAGE_COLUMNS}) as {@link #open}; where some have large bodies, one by one as
     * they are asked for, so that no more than one of them need be in memory.
     */
    public Iterable<Opened> openPage(TenantSession session, List<StoredRow> rows) {
        for (StoredRow row : rows) {
            if (row.isWithoutBody()) {
                return () -> rows.stream()
                        .flatMap(r -> open(session.tenant(), List.of(whole(session, r))).stream())
                        .iterator();
            }
        }
        return open(session.tenant(), rows);
    }

    /** Plan: resource_version_pkey. */
    private static StoredRow whole(TenantSession session, StoredRow row) {
        if (!row.isWithoutBody()) {
            return row;
        }
        try {
            List<byte[]> body = session.query(
                    "select v.body from resource_version v where v.tenant = ? and v.rid = ? and v.version = ?",
                    List.of(session.tenant().value(), row.rid(), row.bodyVersion()),
                    r -> r.getBytes(1));
            if (body.isEmpty()) {
                throw new SealBroken("the body of " + row + " is gone");
            }
            return row.withBody(body.get(0));
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    private static Opened open(TenantId tenant, StoredRow row, DataKey key, TenantKeys tenantKeys, KeyedHash hash) {
        if (!isWhole(row, tenantKeys, hash)) {
            throw changed(row);
        }
        String type = ResourceTypes.name(row.type());
        BodyCodec.Body body;
        try {
            body = BodyCodec.decode(key.open(row.body(), place(tenant, type, row.id(), row.bodyVersion())));
        } catch (SealBroken e) {
            throw changed(row);
        }
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

    /** Named, so that whoever asked and whoever administers know which it is. */
    private static SealBroken changed(StoredRow row) {
        return new SealBroken(ResourceTypes.name(row.type()) + "/" + row.id() + " version " + row.bodyVersion()
                + " was changed outside of the server");
    }

    static byte[] seal(TenantId tenant, DataKey key, String type, String id, int version, BodyCodec.Body body) {
        return key.seal(BodyCodec.encode(BodyCodec.Content.RESOURCE, body), place(tenant, type, id, version));
    }

    private static String place(TenantId tenant, String type, String id, int version) {
        return tenant + "|" + type + "|" + id + "|" + version;
    }

    private static boolean isWhole(StoredRow row, TenantKeys tenantKeys, KeyedHash inUse) {
        byte version = keyVersion(row.mac());
        KeyedHash hash = inUse;
        if (version != tenantKeys.indexVersion()) {
            DataKey other = tenantKeys.index(version);
            if (other == null) {
                return false;
            }
            hash = other.hash();
        }
        return MessageDigest.isEqual(Arrays.copyOf(row.mac(), MAC_BYTES), code(hash, row));
    }

    /** Of the index key that a head's code was made with: the byte behind it, 1 where there is none. */
    static byte keyVersion(byte[] mac) {
        return mac.length > MAC_BYTES ? mac[MAC_BYTES] : 1;
    }

    /** @param version of the index key that {@code hash} is of */
    static byte[] mac(KeyedHash hash, byte version, StoredRow head) {
        byte[] mac = Arrays.copyOf(code(hash, head), MAC_BYTES + 1);
        mac[MAC_BYTES] = version;
        return mac;
    }

    private static byte[] code(KeyedHash hash, StoredRow head) {
        byte[] id = head.id().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer message = ByteBuffer.allocate(64 + id.length);
        message.put((byte) 'h').putLong(head.rid()).putInt(head.type()).putInt(head.version());
        message.put((byte) head.state()).put((byte) (head.draft() ? 1 : 0)).putLong(head.patientRid());
        message.putLong(head.sortAt()).putLong(head.sortEnd()).putLong(head.updatedAt());
        message.put(id);
        return Arrays.copyOf(hash.hash(Arrays.copyOf(message.array(), message.position())), MAC_BYTES);
    }
}
