package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.crypto.TenantKeys;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchWords;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives heads and population tokens the index key in use, page by page along the rids. A head that does not hold under its old
 * key is left as it is, so that rotation hides nothing: without that key it never opens again.
 */
public final class HeadRekeying {
    private static final int PAGE = 200;
    private static final int MOST_NAMED = 100;
    /** Plan: resource_pkey in its order, of each row resource_version_pkey. */
    private static final String HEADS = "select " + StoredRow.COLUMNS + " from resource r" + StoredRow.CURRENT_VERSION
            + " where r.tenant = ? and r.rid > ? order by r.rid limit " + PAGE + " for update of r";

    private static final String TOKENS_GONE = """
            delete from search_token t
            using (select g.rid, g.sort_at, unnest(g.gtok) as hash from unnest(?) as n(rid) cross join lateral (
                select r.* from resource r where r.tenant = ? and r.rid = n.rid offset 0) g) r
            where t.tenant = ? and t.hash = r.hash and t.sort_at = r.sort_at and t.rid = r.rid""";
    private static final String REKEYED = """
            update resource r set mac = u.mac, gtok = u.gtok::bigint[] from unnest(?, ?, ?) as u(rid, mac, gtok)
            where r.tenant = ? and r.rid = u.rid""";
    private static final String TOKENS = """
            insert into search_token (tenant, hash, sort_at, rid)
            select r.tenant, h, r.sort_at, r.rid from unnest(?) as n(rid) cross join lateral (
                select g.* from resource g where g.tenant = ? and g.rid = n.rid offset 0) r cross join unnest(r.gtok) h
            on conflict do nothing""";

    private final Database database;
    private final Keeper keeper;
    private final KeyRing keys;
    private final RowSeal seal;
    private final SearchWords words;

    HeadRekeying(Database database, Keeper keeper, KeyRing keys, RowSeal seal, SearchWords words) {
        this.database = database;
        this.keeper = keeper;
        this.keys = keys;
        this.seal = seal;
        this.words = words;
    }

    /**
     * @param rekeyed how many heads have the new key
     * @param broken {@code Type/id} of those that were changed outside of the server, the first hundred
     */
    public record Result(long rekeyed, List<String> broken) {
        public Result {
            broken = List.copyOf(broken);
        }
    }

    /** Once every process writes with the new key: waits for what began before, then goes through all heads. */
    public Result run(TenantId tenant) {
        database.reading(tenant, session -> {
            OpenTransactions.awaitEnd(session);
            return null;
        });
        List<String> broken = new ArrayList<>();
        long rekeyed = 0;
        long after = Long.MIN_VALUE;
        while (true) {
            long from = after;
            Page page = keeper.writing(tenant, session -> page(session, from));
            if (page.end()) {
                return new Result(rekeyed, broken.subList(0, Math.min(broken.size(), MOST_NAMED)));
            }
            rekeyed += page.rekeyed();
            broken.addAll(page.broken());
            after = page.last();
        }
    }

    private record Page(boolean end, long last, int rekeyed, List<String> broken) {}

    private Page page(TenantSession session, long after) throws SQLException {
        TenantId tenant = session.tenant();
        TenantKeys tenantKeys = keys.tenant(tenant);
        List<StoredRow> rows = session.query(HEADS, List.of(tenant.value(), after), StoredRow::read);
        KeyedHash hash = tenantKeys.index().hash();
        List<StoredRow> rekeyed = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (StoredRow row : rows) {
            if (RowSeal.keyVersion(row.mac()) == tenantKeys.indexVersion()) {
                continue;
            }
            try {
                for (RowSeal.Opened opened : seal.open(tenant, List.of(row))) {
                    String type = ResourceTypes.name(row.type());
                    long[] ofRow = row.state() == StoredRow.LIVE
                            ? WritePlanner.tokens(words, hash, row.rid(), type, opened.values())
                            : new long[0];
                    rekeyed.add(row.withMac(RowSeal.mac(hash, tenantKeys.indexVersion(), row)));
                    tokens.add(Arrays.toString(ofRow).replace('[', '{').replace(']', '}'));
                }
            } catch (SealBroken e) {
                broken.add(ResourceTypes.name(row.type()) + "/" + row.id());
            }
        }
        write(session, rekeyed, tokens);
        return rows.isEmpty()
                ? new Page(true, after, 0, List.of())
                : new Page(false, rows.get(rows.size() - 1).rid(), rekeyed.size(), broken);
    }

    private static void write(TenantSession session, List<StoredRow> rows, List<String> tokens) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String tenant = session.tenant().value();
        long[] rids = rows.stream().mapToLong(StoredRow::rid).toArray();
        session.update(TOKENS_GONE, List.of(rids, tenant, tenant));
        session.update(
                REKEYED,
                List.of(
                        rids,
                        rows.stream().map(StoredRow::mac).toArray(byte[][]::new),
                        tokens.toArray(String[]::new),
                        tenant));
        session.update(TOKENS, List.of(rids, tenant));
    }
}
