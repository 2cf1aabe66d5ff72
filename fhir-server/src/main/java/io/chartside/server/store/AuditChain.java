package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Appends audit rows. Each tenant has a few lanes, each a chain of hashes of its own, so that writers do not wait for
 * one another: a transaction takes a lane that is free.
 */
final class AuditChain {
    private static final int LANES = 8;
    static final byte[] BEGINNING = new byte[32];

    private final KeyRing keys;

    AuditChain(KeyRing keys) {
        this.keys = keys;
    }

    private record Lane(int lane, long seq, byte[] hash) {}

    /** Two round trips, the lane locked between them and until the commit: call last in a transaction. */
    void append(TenantSession session, List<AuditRow> rows) throws SQLException {
        TenantId tenant = session.tenant();
        int n = rows.size();
        String[] ids = new String[n];
        String[] tokens = new String[n];
        long[] recorded = new long[n];
        byte[][] events = new byte[n][];
        DataKey key = keys.tenant(tenant).audit();
        KeyedHash hash = key.hash();
        for (int i = 0; i < n; i++) {
            AuditRow row = rows.get(i);
            ids[i] = row.id();
            recorded[i] = row.recorded().toEpochMilli();
            events[i] = AuditSeal.seal(tenant, key, row);
            tokens[i] = tokens(hash, row);
        }
        Lane lane = lane(session);
        long[] seq = new long[n];
        byte[][] before = new byte[n][];
        byte[][] after = new byte[n][];
        byte[] last = lane.hash();
        for (int i = 0; i < n; i++) {
            seq[i] = lane.seq() + 1 + i;
            before[i] = last;
            last = link(last, lane.lane(), seq[i], recorded[i], ids[i], tokens[i], events[i]);
            after[i] = last;
        }
        String sql = """
                insert into audit_event (tenant, lane, seq, recorded, id, tokens, event, prev_hash, hash)
                select ?, ?, u.seq, to_timestamp(u.recorded / 1000.0), u.id, u.tokens::bigint[], u.event, u.prev_hash, u.hash
                from unnest(?, ?, ?, ?, ?, ?, ?) as u(seq, recorded, id, tokens, event, prev_hash, hash);
                update audit_lane set seq = ?, hash = ? where tenant = ? and lane = ?""";
        session.execute(
                sql,
                List.of(
                        tenant.value(),
                        lane.lane(),
                        seq,
                        recorded,
                        ids,
                        tokens,
                        events,
                        before,
                        after,
                        seq[n - 1],
                        last,
                        tenant.value(),
                        lane.lane()));
    }

    private static Lane lane(TenantSession session) throws SQLException {
        String tenant = session.tenant().value();
        String free = """
                select lane, seq, hash from audit_lane where tenant = ?
                order by (lane + ?) %% %d limit 1 for update skip locked""".formatted(LANES);
        int first = ThreadLocalRandom.current().nextInt(LANES);
        List<Lane> lanes = session.query(free, List.of(tenant, first), AuditChain::read);
        if (lanes.isEmpty()) {
            session.execute(
                    "insert into audit_lane (tenant, lane, seq, hash) select ?, g, 0, ? from generate_series(0, ?) g"
                            + " on conflict do nothing",
                    List.of(tenant, BEGINNING, LANES - 1));
            String wait = "select lane, seq, hash from audit_lane where tenant = ? and lane = ? for update";
            lanes = session.query(wait, List.of(tenant, first), AuditChain::read);
        }
        return lanes.get(0);
    }

    private static Lane read(ResultSet row) throws SQLException {
        return new Lane(row.getInt(1), row.getLong(2), row.getBytes(3));
    }

    private static String tokens(KeyedHash hash, AuditRow row) {
        Set<String> words = new LinkedHashSet<>(row.tokens());
        row.patientIds().forEach(id -> words.add("patient=" + id));
        List<String> tokens = new ArrayList<>();
        words.forEach(word -> tokens.add(Long.toString(hash.hash64(word))));
        return "{" + String.join(",", tokens) + "}";
    }

    /** What the next row's hash is made of: the row as it is stored. */
    static byte[] link(byte[] before, int lane, long seq, long recorded, String id, String tokens, byte[] event) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            digest.update(ByteBuffer.allocate(20)
                    .putInt(lane)
                    .putLong(seq)
                    .putLong(recorded)
                    .array());
            digest.update((id + "|" + tokens + "|").getBytes(StandardCharsets.UTF_8));
            return digest.digest(event);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
