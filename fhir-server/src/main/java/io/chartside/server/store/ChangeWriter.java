package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes versions, heads, tokens and links of a whole transaction as multi-row statements that share a round trip. */
final class ChangeWriter {
    private static final String HEAD_ROWS = """
            from unnest(?, ?::smallint[], ?, ?, ?::smallint[], ?, ?::smallint[], ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as u(rid, type, id, version, state, draft, label, patient_rid, sort_at, sort_end, updated_at, mac,
                    ptok, gtok, link_param, link_target)
            """;

    /** Key: resource_id refuses a second resource of an id. */
    private static final String NEW_HEADS = """
            insert into resource (tenant, rid, type, id, version, state, draft, label, patient_rid, sort_at, sort_end,
                updated_at, tx, mac, ptok, gtok, link_param, link_target)
            select ?, u.rid, u.type, u.id, u.version, u.state, u.draft, u.label, u.patient_rid, u.sort_at, u.sort_end,
                u.updated_at, pg_current_xact_id(), u.mac, u.ptok, u.gtok, u.link_param, u.link_target
            """ + HEAD_ROWS;

    /** Plan: resource_pkey. The list of numbers keeps the plan on it from either side of the join. */
    static final String CHANGED_HEADS = """
            update resource r set ptok = u.ptok, gtok = u.gtok, link_param = u.link_param, link_target = u.link_target,
                version = u.version, state = u.state, draft = u.draft, label = u.label, patient_rid = u.patient_rid, sort_at = u.sort_at,
                sort_end = u.sort_end, updated_at = u.updated_at, tx = pg_current_xact_id(), mac = u.mac
            """ + HEAD_ROWS + "where r.tenant = ? and r.rid = u.rid and r.rid = any(?)";

    private static final String VERSIONS = """
            insert into resource_version (tenant, rid, version, type, draft, label, deleted, patient_rid, updated_at, tx,
                key_version, body)
            select ?, u.rid, u.version, u.type, u.draft, u.label, u.deleted, u.patient_rid, u.updated_at, pg_current_xact_id(), 1,
                u.body
            from unnest(?, ?, ?::smallint[], ?, ?::smallint[], ?, ?, ?, ?)
                as u(rid, version, type, draft, label, deleted, patient_rid, updated_at, body)""";

    static final String TOKENS_GONE = """
            delete from search_token t using unnest(?, ?, ?) as u(hash, sort_at, rid)
            where t.tenant = ? and t.hash = u.hash and t.sort_at = u.sort_at and t.rid = u.rid""";

    static final String TOKENS = """
            insert into search_token (tenant, hash, sort_at, rid)
            select ?, u.hash, u.sort_at, u.rid from unnest(?, ?, ?) as u(hash, sort_at, rid)""";

    static final String LINKS_GONE = """
            delete from reference_link t using unnest(?, ?, ?, ?) as u(target_rid, param, sort_at, source_rid)
            where t.tenant = ? and t.target_rid = u.target_rid and t.param = u.param and t.sort_at = u.sort_at
                and t.source_rid = u.source_rid""";

    private static final String LINKS = """
            insert into reference_link (tenant, target_rid, param, sort_at, source_rid)
            select ?, u.target_rid, u.param, u.sort_at, u.source_rid
            from unnest(?, ?, ?, ?) as u(target_rid, param, sort_at, source_rid)
            on conflict do nothing""";

    private static final String WORDS = """
            insert into resource_words (tenant, rid, words)
            select ?, u.rid, u.words from unnest(?, ?) as u(rid, words)
            on conflict (tenant, rid) do update set words = excluded.words""";

    private static final int BYTES_AT_ONCE = 4 << 20;

    private final TenantSession session;
    private List<NewVersion> part = new ArrayList<>();
    private long bytes;
    private boolean begun;

    ChangeWriter(TenantSession session) {
        this.session = session;
    }

    /** Keeps it until {@link #end}, unless the bodies have become so large that all at once would be felt: then they go as a part. */
    void write(NewVersion version) throws SQLException {
        part.add(version);
        bytes += version.head().body().length;
        if (bytes > BYTES_AT_ONCE) {
            end();
        }
    }

    /** What is left goes with the transaction's next statement. */
    void end() throws SQLException {
        if (part.isEmpty()) {
            return;
        }
        if (begun) {
            session.flush();
        }
        begun = true;
        writeTogether(part);
        part = new ArrayList<>();
        bytes = 0;
    }

    private void writeTogether(List<NewVersion> versions) {
        TenantId tenant = session.tenant();
        StringBuilder sql = new StringBuilder(VERSIONS);
        List<Object> parameters = new ArrayList<>();
        versions(tenant, versions, parameters);
        List<NewVersion> added =
                versions.stream().filter(v -> v.before() == null).toList();
        if (!added.isEmpty()) {
            sql.append(";\n").append(NEW_HEADS);
            parameters.add(tenant.value());
            new HeadRows(added).addTo(parameters);
        }
        List<NewVersion> changed =
                versions.stream().filter(v -> v.before() != null).toList();
        if (!changed.isEmpty()) {
            sql.append(";\n").append(CHANGED_HEADS);
            HeadRows rows = new HeadRows(changed);
            rows.addTo(parameters);
            parameters.add(tenant.value());
            parameters.add(rows.rids());
        }
        IndexRows gone = new IndexRows();
        IndexRows fresh = new IndexRows();
        for (NewVersion v : versions) {
            tokens(v, gone, fresh);
            links(v, gone, fresh);
        }
        if (gone.tokens() > 0) {
            sql.append(";\n").append(TOKENS_GONE);
            gone.addTokens(parameters);
            parameters.add(tenant.value());
        }
        if (fresh.tokens() > 0) {
            sql.append(";\n").append(TOKENS);
            parameters.add(tenant.value());
            fresh.addTokens(parameters);
        }
        if (gone.links() > 0) {
            sql.append(";\n").append(LINKS_GONE);
            gone.addLinks(parameters);
            parameters.add(tenant.value());
        }
        if (fresh.links() > 0) {
            sql.append(";\n").append(LINKS);
            parameters.add(tenant.value());
            fresh.addLinks(parameters);
        }
        List<NewVersion> texts =
                versions.stream().filter(v -> v.words() != null).toList();
        if (!texts.isEmpty()) {
            sql.append(";\n").append(WORDS);
            parameters.add(tenant.value());
            parameters.add(texts.stream().mapToLong(v -> v.head().rid()).toArray());
            parameters.add(texts.stream().map(v -> Packed.ofShorts(v.words())).toArray(byte[][]::new));
        }
        session.defer(sql.toString(), parameters);
    }

    private static void tokens(NewVersion v, IndexRows gone, IndexRows fresh) {
        HeadTable.Head before = v.before();
        boolean same = before != null
                && before.row().sortAt() == v.head().sortAt()
                && Arrays.equals(before.tokens(), v.tokens());
        if (!same) {
            if (before != null) {
                gone.tokens(before.tokens(), before.row().sortAt(), v.head().rid());
            }
            fresh.tokens(v.tokens(), v.head().sortAt(), v.head().rid());
        }
    }

    private static void links(NewVersion v, IndexRows gone, IndexRows fresh) {
        HeadTable.Head before = v.before();
        boolean same = before != null
                && before.row().sortAt() == v.head().sortAt()
                && Arrays.equals(before.linkParameters(), v.linkParameters())
                && Arrays.equals(before.linkTargets(), v.linkTargets());
        if (!same) {
            if (before != null) {
                gone.links(
                        before.linkTargets(),
                        before.linkParameters(),
                        before.row().sortAt(),
                        v.head().rid());
            }
            fresh.links(
                    v.linkTargets(),
                    v.linkParameters(),
                    v.head().sortAt(),
                    v.head().rid());
        }
    }

    private static void versions(TenantId tenant, List<NewVersion> versions, List<Object> into) {
        int n = versions.size();
        long[] rids = new long[n];
        int[] numbers = new int[n];
        int[] types = new int[n];
        boolean[] drafts = new boolean[n];
        int[] labels = new int[n];
        boolean[] deleted = new boolean[n];
        long[] patients = new long[n];
        long[] updatedAt = new long[n];
        byte[][] bodies = new byte[n][];
        for (int i = 0; i < n; i++) {
            StoredRow head = versions.get(i).head();
            rids[i] = head.rid();
            numbers[i] = head.version();
            types[i] = head.type();
            drafts[i] = head.draft();
            labels[i] = head.label();
            deleted[i] = head.state() == StoredRow.DELETED;
            patients[i] = head.patientRid();
            updatedAt[i] = head.updatedAt();
            bodies[i] = head.body();
        }
        into.addAll(
                List.of(tenant.value(), rids, numbers, types, drafts, labels, deleted, patients, updatedAt, bodies));
    }
}
