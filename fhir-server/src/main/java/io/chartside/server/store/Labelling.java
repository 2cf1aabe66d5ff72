package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.crypto.TenantKeys;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.Sensitivity;
import io.chartside.server.json.JsonTree;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives heads and versions the bits of {@link Sensitivity} that their bodies ask for: of what was stored before there were
 * bits, or by older rules. Page by page along the rids, each in a transaction of its own that says how far it has come, so
 * that several processes share the work and none begins anew. What was changed outside of the server is left and named.
 */
public final class Labelling {
    private static final int PAGE = 200;
    private static final int MOST_NAMED = 100;
    /** A page reads bodies in parts of so many sealed bytes and one more. */
    private static final long BYTES_AT_ONCE = 4 << 20;

    private static final String BEGIN = """
            insert into labelling as l (tenant, rules, after, done) values (?, ?, ?, false) on conflict (tenant)
            do update set rules = excluded.rules, after = excluded.after, done = false where l.rules < excluded.rules or ?""";
    private static final String CLAIM =
            "select after from labelling where tenant = ? and rules = ? and not done for update skip locked";
    private static final String DONE = "select 1 from labelling where tenant = ? and rules >= ? and done";
    private static final String PROGRESS = "update labelling set after = ?, done = ? where tenant = ?";

    /** Plan: resource_pkey in its order. */
    static final String HEADS = "select " + StoredRow.HEAD_COLUMNS + " from resource r where r.tenant = ? and r.rid > ?"
            + " and r.state in (1, 2) order by r.rid limit " + PAGE + " for update of r";

    /** Plan: of each head resource_version_pkey in its order. */
    static final String VERSIONS = """
            select v.rid, v.version, v.deleted, v.patient_rid, v.updated_at, v.label, octet_length(v.body)
            from unnest(?::bigint[]) with ordinality as u(rid, n) cross join lateral (select w.* from resource_version w
            where w.tenant = ? and w.rid = u.rid order by w.version offset 0) v order by u.n, v.version""";

    /** Whole, however large. */
    private static final String BODIES = RowSeal.BODIES.replace(StoredRow.BODY_OF_PAGE, "v.body");

    private static final String VERSIONS_LABELLED = """
            update resource_version v set label = u.label from unnest(?::bigint[], ?::int[], ?::int[]) as u(rid, version, label)
            where v.tenant = ? and v.rid = u.rid and v.version = u.version""";
    private static final String HEADS_LABELLED = """
            update resource r set label = u.label, mac = u.mac from unnest(?::bigint[], ?::int[], ?::bytea[]) as u(rid, label, mac)
            where r.tenant = ? and r.rid = u.rid""";

    private final Keeper keeper;
    private final KeyRing keys;
    private final RowSeal seal;
    private final RestrictionTable restrictions;

    Labelling(Keeper keeper, KeyRing keys, RowSeal seal, RestrictionTable restrictions) {
        this.keeper = keeper;
        this.keys = keys;
        this.seal = seal;
        this.restrictions = restrictions;
    }

    /**
     * @param labelled how many heads and versions got other bits
     * @param whole whether all rows are labelled now; false while another process is at it
     * @param broken {@code Type/id} of those that were changed outside of the server, the first hundred
     */
    public record Result(long labelled, boolean whole, List<String> broken) {
        public Result {
            broken = List.copyOf(broken);
        }
    }

    /**
     * Goes on to the end, unless all is done already or another process is at it.
     *
     * @param anew whether what is done is done again
     */
    public Result run(TenantId tenant, boolean anew) {
        keeper.writing(tenant, session -> {
            session.update(BEGIN, List.of(tenant.value(), Sensitivity.RULES, Long.MIN_VALUE, anew));
            return null;
        });
        long labelled = 0;
        List<String> broken = new ArrayList<>();
        Page page;
        do {
            page = keeper.writing(tenant, this::page);
            labelled += page.labelled();
            broken.addAll(page.broken());
            if (page.labelled() > 0) {
                restrictions.changed(tenant);
            }
        } while (!page.end());
        boolean whole = keeper.writing(
                tenant,
                session -> !session.query(DONE, List.of(tenant.value(), Sensitivity.RULES), row -> true)
                        .isEmpty());
        return new Result(labelled, whole, broken.subList(0, Math.min(broken.size(), MOST_NAMED)));
    }

    private record Page(boolean end, int labelled, List<String> broken) {}

    /** @param size of the sealed body */
    private record Version(
            long rid, int number, boolean deleted, long patientRid, long updatedAt, int label, int size) {}

    private Page page(TenantSession session) throws SQLException {
        String tenant = session.tenant().value();
        List<Long> after = session.query(CLAIM, List.of(tenant, Sensitivity.RULES), row -> row.getLong(1));
        if (after.isEmpty()) {
            return new Page(true, 0, List.of());
        }
        List<StoredRow> heads = session.query(HEADS, List.of(tenant, after.get(0)), StoredRow::readHead);
        if (heads.isEmpty()) {
            session.update(PROGRESS, List.of(after.get(0), true, tenant));
            return new Page(true, 0, List.of());
        }
        Changes changes = new Changes(session, heads);
        changes.find();
        int labelled = changes.write();
        if (labelled > 0) {
            restrictions.change(session);
        }
        session.update(PROGRESS, List.of(heads.get(heads.size() - 1).rid(), false, tenant));
        return new Page(false, labelled, changes.broken);
    }

    /** What of a page has other bits than its bodies ask for. */
    private final class Changes {
        private final TenantSession session;
        private final Map<Long, StoredRow> heads = new HashMap<>();
        private final Map<Long, Integer> labels = new HashMap<>();
        private final List<Version> versions = new ArrayList<>();
        private final List<Integer> bits = new ArrayList<>();
        private final List<StoredRow> rows = new ArrayList<>();
        private final List<String> broken = new ArrayList<>();

        Changes(TenantSession session, List<StoredRow> page) {
            this.session = session;
            page.forEach(head -> heads.put(head.rid(), head));
        }

        void find() throws SQLException {
            String tenant = session.tenant().value();
            long[] rids =
                    heads.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
            List<Version> all = session.query(
                    VERSIONS,
                    List.of(rids, tenant),
                    row -> new Version(
                            row.getLong(1),
                            row.getInt(2),
                            row.getBoolean(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getInt(6),
                            row.getInt(7)));
            List<Version> part = new ArrayList<>();
            long bytes = 0;
            for (Version version : all) {
                part.add(version);
                bytes += version.size();
                if (bytes >= BYTES_AT_ONCE) {
                    compare(part);
                    part.clear();
                    bytes = 0;
                }
            }
            compare(part);
        }

        private void compare(List<Version> part) throws SQLException {
            if (part.isEmpty()) {
                return;
            }
            byte[][] bodies = new byte[part.size()][];
            session.query(
                    BODIES,
                    List.of(
                            part.stream().mapToLong(Version::rid).toArray(),
                            part.stream().mapToInt(Version::number).toArray(),
                            session.tenant().value()),
                    row -> bodies[row.getInt(1) - 1] = row.getBytes(2));
            for (int i = 0; i < bodies.length; i++) {
                if (bodies[i] != null) {
                    compare(part.get(i), bodies[i]);
                }
            }
        }

        private void compare(Version version, byte[] body) {
            StoredRow head = heads.get(version.rid());
            StoredRow row = head.withVersion(
                    version.number(), version.deleted(), version.patientRid(), version.updatedAt(), body);
            try {
                for (RowSeal.Opened opened : seal.open(session.tenant(), List.of(row))) {
                    // A deletion keeps the labels of what it deleted, and no Consent is in force any more.
                    int found = version.deleted()
                            ? labels.getOrDefault(version.rid(), 0) & Sensitivity.LABELS
                            : Sensitivity.of(JsonTree.ofStored(opened.resource().json()));
                    labels.put(version.rid(), found);
                    if (found != version.label()) {
                        versions.add(version);
                        bits.add(found);
                    }
                    if (version.number() == head.version() && found != head.label()) {
                        rows.add(head.withLabel(found));
                    }
                }
            } catch (SealBroken e) {
                String name = ResourceTypes.name(head.type()) + "/" + head.id();
                if (!broken.contains(name)) {
                    broken.add(name);
                }
            }
        }

        int write() throws SQLException {
            String tenant = session.tenant().value();
            if (!versions.isEmpty()) {
                session.update(
                        VERSIONS_LABELLED,
                        List.of(
                                versions.stream().mapToLong(Version::rid).toArray(),
                                versions.stream().mapToInt(Version::number).toArray(),
                                bits.stream().mapToInt(Integer::intValue).toArray(),
                                tenant));
            }
            if (!rows.isEmpty()) {
                TenantKeys tenantKeys = keys.tenant(session.tenant());
                session.update(
                        HEADS_LABELLED,
                        List.of(
                                rows.stream().mapToLong(StoredRow::rid).toArray(),
                                rows.stream().mapToInt(StoredRow::label).toArray(),
                                rows.stream()
                                        .map(row ->
                                                RowSeal.mac(tenantKeys.index().hash(), tenantKeys.indexVersion(), row))
                                        .toArray(byte[][]::new),
                                tenant));
            }
            return versions.size() + rows.size();
        }
    }
}
