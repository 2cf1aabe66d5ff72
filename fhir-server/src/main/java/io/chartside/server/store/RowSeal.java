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
import java.util.stream.IntStream;

/** Opens stored rows and checks that they stand where they were put. */
public final class RowSeal {
    private static final int MAC_BYTES = 16;

    /** Plan: of each head resource_version_pkey. */
    static final String BODIES = "select u.n, " + StoredRow.BODY_OF_PAGE
            + " from unnest(?::bigint[], ?::int[]) with ordinality as u(rid, version, n) cross join lateral (select b.body"
            + " from resource_version b where b.tenant = ? and b.rid = u.rid and b.version = u.version offset 0) v";

    private final KeyRing keys;
    private final OpenedVersions known;

    RowSeal(KeyRing keys, OpenedVersions known) {
        ZstdBodies.load();
        this.keys = keys;
        this.known = known;
    }

    /** A resource with the values that searches compare. */
    public record Opened(StoredRow row, StoredResource resource, IndexedResource values) {
        Opened withoutSealed() {
            return new Opened(row.withBody(null), resource, values);
        }

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
        return rows.isEmpty() ? List.of() : open(tenant, rows, known(tenant, rows));
    }

    /**
     * Heads whose bodies nobody asked for.
     *
     * @throws SealBroken when one was changed
     */
    void check(TenantId tenant, List<StoredRow> heads) {
        TenantKeys tenantKeys = keys.tenant(tenant);
        KeyedHash hash = tenantKeys.index().hash();
        for (StoredRow head : heads) {
            if (!isWhole(head, tenantKeys, hash)) {
                throw changed(head);
            }
        }
    }

    /** What is known of each row; null where it has to be opened. */
    private Opened[] known(TenantId tenant, List<StoredRow> rows) {
        Opened[] all = new Opened[rows.size()];
        for (int i = 0; i < all.length; i++) {
            StoredRow row = rows.get(i);
            all[i] = row.bodyVersion() == row.version() ? known.of(tenant, row) : null;
        }
        return all;
    }

    private List<Opened> open(TenantId tenant, List<StoredRow> rows, Opened[] before) {
        Set<Long> patients = new HashSet<>();
        for (StoredRow row : rows) {
            patients.add(row.bodyPatientRid());
        }
        Map<Long, DataKey> byPatient = keys.forReading(tenant, patients);
        TenantKeys tenantKeys = keys.tenant(tenant);
        KeyedHash hash = null;
        List<Opened> opened = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            StoredRow row = rows.get(i);
            DataKey key = byPatient.get(row.bodyPatientRid());
            if (key == null || row.state() == StoredRow.ERASED) {
                continue;
            }
            Opened now = before[i];
            if (now == null) {
                hash = hash == null ? tenantKeys.index().hash() : hash;
                now = open(tenant, row, key, tenantKeys, hash);
                known.keep(tenant, now);
            }
            opened.add(now);
        }
        return opened;
    }

    /** What a read by id need not fetch again when the head still names this version; null when nothing is known of it. */
    Opened known(TenantId tenant, int type, String id) {
        return known.of(tenant, type, id);
    }

    /** A read's row without its body, if it is the one that was known when it was asked for. */
    Optional<Opened> openKnown(TenantId tenant, StoredRow row, Opened before) {
        return before != null && before.row().isSameHead(row)
                ? open(tenant, List.of(row), new Opened[] {before}).stream().findFirst()
                : Optional.empty();
    }

    /**
     * Opens the current versions of heads ({@link StoredRow#readHead}); the bodies of those that are not known are read with
     * one statement. Where some have large bodies, all are opened one by one as they are asked for, so that no more than one
     * of them need be in memory.
     */
    public Iterable<Opened> openHeads(TenantSession session, List<StoredRow> heads) throws SQLException {
        if (heads.isEmpty()) {
            return List.of();
        }
        Opened[] before = known(session.tenant(), heads);
        int[] unknown =
                IntStream.range(0, before.length).filter(i -> before[i] == null).toArray();
        if (unknown.length == 0) {
            return open(session.tenant(), heads, before);
        }
        List<StoredRow> rows = new ArrayList<>(heads);
        long[] rids = Arrays.stream(unknown).mapToLong(i -> heads.get(i).rid()).toArray();
        int[] versions =
                Arrays.stream(unknown).map(i -> heads.get(i).bodyVersion()).toArray();
        session.query(BODIES, List.of(rids, versions, session.tenant().value()), row -> {
            int at = unknown[row.getInt(1) - 1];
            return rows.set(at, heads.get(at).withBody(row.getBytes(2)));
        });
        return openPage(session, rows, before);
    }

    /** Opens the rows of a page ({@link StoredRow#PAGE_COLUMNS}), large bodies as {@link #openHeads} does. */
    Iterable<Opened> openPage(TenantSession session, List<StoredRow> rows) {
        return rows.isEmpty() ? List.of() : openPage(session, rows, known(session.tenant(), rows));
    }

    private Iterable<Opened> openPage(TenantSession session, List<StoredRow> rows, Opened[] before) {
        for (int i = 0; i < before.length; i++) {
            if (before[i] == null && rows.get(i).isWithoutBody()) {
                return () -> IntStream.range(0, before.length)
                        .boxed()
                        .flatMap(at -> openOne(session, rows.get(at), before[at]).stream())
                        .iterator();
            }
        }
        return open(session.tenant(), rows, before);
    }

    private List<Opened> openOne(TenantSession session, StoredRow row, Opened before) {
        StoredRow whole = before == null && row.isWithoutBody() ? whole(session, row) : row;
        return whole == null ? List.of() : open(session.tenant(), List.of(whole), new Opened[] {before});
    }

    /** Null when the resource was erased meanwhile. Plan: resource_version_pkey; resource_pkey. */
    private static StoredRow whole(TenantSession session, StoredRow row) {
        String tenant = session.tenant().value();
        try {
            List<byte[]> body = session.query(
                    "select v.body from resource_version v where v.tenant = ? and v.rid = ? and v.version = ?",
                    List.of(tenant, row.rid(), row.bodyVersion()),
                    r -> r.getBytes(1));
            if (!body.isEmpty()) {
                return row.withBody(body.get(0));
            }
            String still = "select 1 from resource r where r.tenant = ? and r.rid = ? and r.state in (1, 2)";
            if (session.query(still, List.of(tenant, row.rid()), r -> true).isEmpty()) {
                return null;
            }
            throw new SealBroken("the body of " + row + " is gone");
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

    static String place(TenantId tenant, String type, String id, int version) {
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
        // Without a label the code is the one of before there were labels.
        message.put((byte) head.state()).put((byte) (head.label() << 1 | (head.draft() ? 1 : 0)));
        message.putLong(head.patientRid());
        message.putLong(head.sortAt()).putLong(head.sortEnd()).putLong(head.updatedAt());
        message.put(id);
        return Arrays.copyOf(hash.hash(Arrays.copyOf(message.array(), message.position())), MAC_BYTES);
    }
}
