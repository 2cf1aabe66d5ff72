package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes versions, heads, tokens and links of a whole transaction in one round trip of multi-row statements. */
final class ChangeWriter {
    /** Keys: resource (tenant, rid) decides between insert and update; resource_id refuses a second resource of an id. */
    private static final String HEADS = """
            insert into resource (tenant, rid, type, id, version, state, draft, patient_rid, sort_at, sort_end, updated_at,
                tx, ptok, gtok, link_param, link_target, mac)
            select ?, u.rid, u.type, u.id, u.version, u.state, u.draft, u.patient_rid, u.sort_at, u.sort_end, u.updated_at,
                pg_current_xact_id(), u.ptok::integer[], u.gtok::bigint[], u.link_param::integer[], u.link_target::bigint[],
                u.mac
            from unnest(?, ?::smallint[], ?, ?, ?::smallint[], ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as u(rid, type, id, version, state, draft, patient_rid, sort_at, sort_end, updated_at, ptok, gtok, link_param,
                    link_target, mac)
            on conflict (tenant, rid) do update set version = excluded.version, state = excluded.state,
                draft = excluded.draft, patient_rid = excluded.patient_rid, sort_at = excluded.sort_at,
                sort_end = excluded.sort_end, updated_at = excluded.updated_at, tx = excluded.tx, ptok = excluded.ptok,
                gtok = excluded.gtok, link_param = excluded.link_param, link_target = excluded.link_target,
                mac = excluded.mac""";

    private static final String VERSIONS = """
            insert into resource_version (tenant, rid, version, type, draft, deleted, patient_rid, updated_at, tx,
                key_version, body)
            select ?, u.rid, u.version, u.type, u.draft, u.deleted, u.patient_rid, u.updated_at, pg_current_xact_id(), 1,
                u.body
            from unnest(?, ?, ?::smallint[], ?, ?, ?, ?, ?)
                as u(rid, version, type, draft, deleted, patient_rid, updated_at, body)""";

    private static final String TOKENS_GONE = """
            delete from search_token t using unnest(?, ?, ?) as u(hash, sort_at, rid)
            where t.tenant = ? and t.hash = u.hash and t.sort_at = u.sort_at and t.rid = u.rid""";

    private static final String TOKENS = """
            insert into search_token (tenant, hash, sort_at, rid)
            select ?, u.hash, u.sort_at, u.rid from unnest(?, ?, ?) as u(hash, sort_at, rid)""";

    private static final String LINKS_GONE = """
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
            select ?, u.rid, u.words::integer[] from unnest(?, ?) as u(rid, words)
            on conflict (tenant, rid) do update set words = excluded.words""";

    private ChangeWriter() {}

    static void write(TenantSession session, List<NewVersion> versions) throws SQLException {
        TenantId tenant = session.tenant();
        StringBuilder sql = new StringBuilder(HEADS).append(";\n").append(VERSIONS);
        List<Object> parameters = new ArrayList<>();
        heads(tenant, versions, parameters);
        versions(tenant, versions, parameters);
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
            parameters.add(texts.stream().map(v -> literal(v.words())).toArray(String[]::new));
        }
        session.update(sql.toString(), parameters);
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

    private static void heads(TenantId tenant, List<NewVersion> versions, List<Object> into) {
        int n = versions.size();
        long[] rids = new long[n];
        int[] types = new int[n];
        String[] ids = new String[n];
        int[] numbers = new int[n];
        int[] states = new int[n];
        boolean[] drafts = new boolean[n];
        long[] patients = new long[n];
        long[] sortAt = new long[n];
        long[] sortEnd = new long[n];
        long[] updatedAt = new long[n];
        String[] ptok = new String[n];
        String[] gtok = new String[n];
        String[] linkParam = new String[n];
        String[] linkTarget = new String[n];
        byte[][] macs = new byte[n][];
        for (int i = 0; i < n; i++) {
            NewVersion v = versions.get(i);
            StoredRow head = v.head();
            rids[i] = head.rid();
            types[i] = head.type();
            ids[i] = head.id();
            numbers[i] = head.version();
            states[i] = head.state();
            drafts[i] = head.draft();
            patients[i] = head.patientRid();
            sortAt[i] = head.sortAt();
            sortEnd[i] = head.sortEnd();
            updatedAt[i] = head.updatedAt();
            ptok[i] = literal(v.patientTokens());
            gtok[i] = literal(v.tokens());
            linkParam[i] = literal(v.linkParameters());
            linkTarget[i] = literal(v.linkTargets());
            macs[i] = head.mac();
        }
        into.addAll(List.of(tenant.value(), rids, types, ids, numbers, states, drafts, patients));
        into.addAll(List.of(sortAt, sortEnd, updatedAt, ptok, gtok, linkParam, linkTarget, macs));
    }

    private static void versions(TenantId tenant, List<NewVersion> versions, List<Object> into) {
        int n = versions.size();
        long[] rids = new long[n];
        int[] numbers = new int[n];
        int[] types = new int[n];
        boolean[] drafts = new boolean[n];
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
            deleted[i] = head.state() == StoredRow.DELETED;
            patients[i] = head.patientRid();
            updatedAt[i] = head.updatedAt();
            bodies[i] = head.body();
        }
        into.addAll(List.of(tenant.value(), rids, numbers, types, drafts, deleted, patients, updatedAt, bodies));
    }

    private static String literal(int[] values) {
        return literal(Arrays.stream(values).asLongStream().toArray());
    }

    /** An array within an array: PostgreSQL would flatten a nested one. */
    private static String literal(long[] values) {
        StringBuilder text = new StringBuilder(2 + values.length * 12).append('{');
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ",").append(values[i]);
        }
        return text.append('}').toString();
    }
}
