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
import java.util.List;

/**
 * Gives heads and population tokens the index key in use, page by page along the rids. A head that does not hold under its old
 * key is left as it is, so that rotation hides nothing: without that key it never opens again.
 */
public final class HeadRekeying {
    private static final int PAGE = 200;
    private static final int MOST_NAMED = 100;
    /** Plan: resource_pkey in its order, of each row resource_version_pkey. */
    private static final String HEADS =
            "select r.gtok, " + StoredRow.COLUMNS + " from resource r" + StoredRow.CURRENT_VERSION
                    + " where r.tenant = ? and r.rid > ? order by r.rid limit " + PAGE + " for update of r";

    /** Plan: resource_pkey. */
    private static final String REKEYED = """
            update resource r set mac = u.mac, gtok = u.gtok from unnest(?, ?, ?) as u(rid, mac, gtok)
            where r.tenant = ? and r.rid = u.rid""";

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

    private record Keyed(StoredRow row, long[] tokens) {}

    private record Page(boolean end, long last, int rekeyed, List<String> broken) {}

    private Page page(TenantSession session, long after) throws SQLException {
        TenantId tenant = session.tenant();
        TenantKeys tenantKeys = keys.tenant(tenant);
        List<Keyed> heads = session.query(
                HEADS,
                List.of(tenant.value(), after),
                row -> new Keyed(StoredRow.read(row, 1), Packed.longs(row.getBytes(1))));
        KeyedHash hash = tenantKeys.index().hash();
        List<Keyed> rekeyed = new ArrayList<>();
        IndexRows gone = new IndexRows();
        List<String> broken = new ArrayList<>();
        for (Keyed head : heads) {
            StoredRow row = head.row();
            if (RowSeal.keyVersion(row.mac()) == tenantKeys.indexVersion()) {
                continue;
            }
            try {
                for (RowSeal.Opened opened : seal.open(tenant, List.of(row))) {
                    String type = ResourceTypes.name(row.type());
                    long[] ofRow = row.state() == StoredRow.LIVE
                            ? WritePlanner.tokens(words, hash, row.rid(), type, opened.values())
                            : new long[0];
                    rekeyed.add(new Keyed(row.withMac(RowSeal.mac(hash, tenantKeys.indexVersion(), row)), ofRow));
                    gone.tokens(head.tokens(), row.sortAt(), row.rid());
                }
            } catch (SealBroken e) {
                broken.add(ResourceTypes.name(row.type()) + "/" + row.id());
            }
        }
        write(session, rekeyed, gone);
        return heads.isEmpty()
                ? new Page(true, after, 0, List.of())
                : new Page(false, heads.get(heads.size() - 1).row().rid(), rekeyed.size(), broken);
    }

    private static void write(TenantSession session, List<Keyed> heads, IndexRows gone) throws SQLException {
        if (heads.isEmpty()) {
            return;
        }
        String tenant = session.tenant().value();
        IndexRows fresh = new IndexRows();
        heads.forEach(head ->
                fresh.tokens(head.tokens(), head.row().sortAt(), head.row().rid()));
        List<Object> parameters = new ArrayList<>();
        gone.addTokens(parameters);
        parameters.add(tenant);
        session.update(ChangeWriter.TOKENS_GONE, parameters);
        session.update(
                REKEYED,
                List.of(
                        heads.stream().mapToLong(head -> head.row().rid()).toArray(),
                        heads.stream().map(head -> head.row().mac()).toArray(byte[][]::new),
                        heads.stream()
                                .map(head -> Packed.ofLongs(head.tokens()))
                                .toArray(byte[][]::new),
                        tenant));
        parameters = new ArrayList<>(List.of(tenant));
        fresh.addTokens(parameters);
        session.update(ChangeWriter.TOKENS + " on conflict do nothing", parameters);
    }
}
