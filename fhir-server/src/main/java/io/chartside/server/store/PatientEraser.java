package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record's part of an erasure. Each step can be taken again after a crash: {@link #begin} marks the patient's rows,
 * so that nothing reads or writes them any more, and commits who asked; {@link #settle} waits for transactions that began
 * before; {@link #remove} deletes in batches; {@link #end} keeps the certificate.
 */
public final class PatientEraser {
    /** Who asked, and for whom. */
    static final SealedColumn SEALED = SealedColumn.of(
            "erasure",
            "request",
            List.of(new SealedColumn.Key("patient_rid", "bigint")),
            (tenant, of) -> place(tenant, Long.parseLong(of.get(0))));

    private static final int BATCH = 500;

    private final Database database;
    private final Keeper keeper;
    private final KeyRing keys;
    private final AuditChain audit;
    private final ErasedIds erased;

    PatientEraser(Database database, Keeper keeper, KeyRing keys, AuditChain audit) {
        this.database = database;
        this.keeper = keeper;
        this.keys = keys;
        this.audit = audit;
        this.erased = new ErasedIds(keys);
    }

    /**
     * @param patientRid the patient's pseudonym in rows and in the key store
     * @param patientId empty once done
     * @param base FHIR base of the server that was asked; empty once done
     * @param certificate empty until done
     */
    public record Erasure(
            long patientRid,
            long begunAt,
            String patientId,
            String base,
            Removed removed,
            Optional<String> certificate) {
        @Override
        public String toString() {
            return "erasure of " + patientRid;
        }
    }

    /** How many rows were deleted. */
    public record Removed(long resources, long versions, long tokens, long links, long texts) {
        static final Removed NONE = new Removed(0, 0, 0, 0, 0);

        Removed plus(Removed more) {
            return new Removed(
                    resources + more.resources,
                    versions + more.versions,
                    tokens + more.tokens,
                    links + more.links,
                    texts + more.texts);
        }
    }

    /** Of a patient that was erased, or whose erasure has begun. Plan: erasure_id. */
    public Optional<Erasure> find(TenantId tenant, String patientId) {
        long hash = erased.hash(tenant, patient(patientId));
        return select(tenant, " and id_hash = ?", hash).stream().findFirst();
    }

    /** Tenants with an erasure that is not finished, in one statement for all. Plan: erasure_begun. */
    public List<TenantId> tenantsWithUnfinished() {
        return keeper.tenants("select distinct tenant from erasure where state = 'begun'");
    }

    /** Those that a crash has left unfinished. */
    public List<Erasure> unfinished(TenantId tenant) {
        return select(tenant, " and state = ?", "begun");
    }

    private static UnitOfWork.Key patient(String id) {
        return new UnitOfWork.Key("Patient", id);
    }

    private List<Erasure> select(TenantId tenant, String where, Object parameter) {
        return database.reading(
                tenant,
                session -> session.query(
                        "select patient_rid, begun_at, request, removed, certificate from erasure where tenant = ?"
                                + where,
                        List.of(tenant.value(), parameter),
                        row -> read(tenant, row)));
    }

    private Erasure read(TenantId tenant, ResultSet row) throws SQLException {
        long rid = row.getLong(1);
        byte[] request = row.getBytes(3);
        String[] asked = request == null
                ? new String[] {"", ""}
                : new String(key(tenant).open(request, place(tenant, rid)), StandardCharsets.UTF_8).split(" ", 2);
        Long[] n = (Long[]) row.getArray(4).getArray();
        return new Erasure(
                rid,
                row.getLong(2),
                asked[0],
                asked[1],
                new Removed(n[0], n[1], n[2], n[3], n[4]),
                Optional.ofNullable(row.getString(5)));
    }

    private DataKey key(TenantId tenant) {
        return keys.tenant(tenant).data();
    }

    private static String place(TenantId tenant, long patientRid) {
        return tenant + "|erasure|" + patientRid;
    }

    /**
     * Marks what is stored of the patient, together with the audit rows of who asked for it.
     *
     * @return empty when there is no such patient
     */
    public Optional<Erasure> begin(TenantId tenant, String patientId, String base, long now, List<AuditRow> rows) {
        AuditLanes.Lane[] lane = new AuditLanes.Lane[1];
        boolean found = database.writing(tenant, session -> {
            Optional<HeadTable.Head> head = HeadTable.lock(session, List.of(patient(patientId))).values().stream()
                    .findFirst();
            if (head.isEmpty()) {
                return false;
            }
            long rid = head.get().row().rid();
            byte[] request =
                    key(tenant).seal((patientId + " " + base).getBytes(StandardCharsets.UTF_8), place(tenant, rid));
            session.update(
                    "insert into erasure (tenant, patient_rid, id_hash, state, begun_at, request, removed)"
                            + " values (?, ?, ?, 'begun', ?, ?, '{0,0,0,0,0}') on conflict do nothing",
                    List.of(tenant.value(), rid, erased.hash(tenant, patient(patientId)), now, request));
            session.update(
                    "update resource set state = ? where tenant = ? and rid = any(array(" + RIDS + "))",
                    List.of(StoredRow.ERASED, tenant.value(), tenant.value(), rid, tenant.value(), rid, rid));
            lane[0] = audit.append(session, rows);
            return true;
        });
        if (!found) {
            return Optional.empty();
        }
        audit.committed(tenant, lane[0]);
        return find(tenant, patientId);
    }

    /** What belongs to a patient and the patient itself. Plan: resource_patient and resource_gone. */
    private static final String RIDS = """
            select p.rid from resource p where p.tenant = ? and p.patient_rid = ? and p.state = 1
            union select g.rid from resource g where g.tenant = ? and g.patient_rid = ? and g.state > 1
            union select ?::bigint""";

    /** Returns when every transaction has ended that may have read the patient's rows before they were marked. */
    public void settle(TenantId tenant) {
        database.reading(tenant, session -> {
            OpenTransactions.awaitEnd(session);
            return null;
        });
    }

    /** Deletes all rows of the patient, a batch in a transaction. */
    public void remove(TenantId tenant, long patientRid) {
        boolean more = true;
        while (more) {
            more = keeper.writing(tenant, session -> removeBatch(session, patientRid));
        }
    }

    private record Row(
            long rid, UnitOfWork.Key key, long sortAt, long[] tokens, int[] linkParameters, long[] targets) {}

    private boolean removeBatch(TenantSession session, long patientRid) throws SQLException {
        String tenant = session.tenant().value();
        // One at a time: whoever resumes an erasure waits here for whoever is at it.
        session.query(
                "select 1 from erasure where tenant = ? and patient_rid = ? for update",
                List.of(tenant, patientRid),
                row -> 1);
        List<Row> rows = session.query(
                "select rid, type, id, sort_at, gtok, link_param, link_target from resource where tenant = ? and rid = any(array("
                        + RIDS + ")) order by rid limit " + BATCH + " for update",
                List.of(tenant, tenant, patientRid, tenant, patientRid, patientRid),
                row -> new Row(
                        row.getLong(1),
                        new UnitOfWork.Key(ResourceTypes.name(row.getInt(2)), row.getString(3)),
                        row.getLong(4),
                        Packed.longs(row.getBytes(5)),
                        Packed.ints(row.getBytes(6)),
                        Packed.longs(row.getBytes(7))));
        if (rows.isEmpty()) {
            return false;
        }
        long[] rids = rows.stream().mapToLong(Row::rid).toArray();
        session.update(CHUNKS, List.of(tenant, patientRid, rids));
        session.update(
                "delete from content where tenant = ? and patient_rid = ? and rid = any(?)",
                List.of(tenant, patientRid, rids));
        session.update("delete from withheld_version where tenant = ? and rid = any(?)", List.of(tenant, rids));
        long[] ids = erased.hashes(session.tenant(), rows.stream().map(Row::key).toList());
        session.update(
                "insert into erased_id (tenant, hash) select ?, h from unnest(?) h on conflict do nothing",
                List.of(tenant, ids));
        Removed removed = new Removed(
                0,
                session.update("delete from resource_version where tenant = ? and rid = any(?)", List.of(tenant, rids)),
                tokens(session, rows),
                linksFrom(session, rows)
                        + session.update(
                                "delete from reference_link where tenant = ? and target_rid = any(?)",
                                List.of(tenant, rids)),
                session.update("delete from resource_words where tenant = ? and rid = any(?)", List.of(tenant, rids)));
        int resources = session.update("delete from resource where tenant = ? and rid = any(?)", List.of(tenant, rids));
        count(session, patientRid, new Removed(resources, 0, 0, 0, 0).plus(removed));
        return true;
    }

    /** Plan: content_patient, then content_chunk_pkey. Their keys went with the patient's; the sweep deletes those rows. */
    private static final String CHUNKS = """
            delete from content_chunk c using content n
            where n.tenant = ? and n.patient_rid = ? and n.rid = any(?) and c.tenant = n.tenant and c.content = n.content""";

    private static int tokens(TenantSession session, List<Row> rows) throws SQLException {
        IndexRows gone = new IndexRows();
        rows.forEach(row -> gone.tokens(row.tokens(), row.sortAt(), row.rid()));
        List<Object> parameters = new ArrayList<>();
        gone.addTokens(parameters);
        parameters.add(session.tenant().value());
        return session.update(ChangeWriter.TOKENS_GONE, parameters);
    }

    private static int linksFrom(TenantSession session, List<Row> rows) throws SQLException {
        IndexRows gone = new IndexRows();
        rows.forEach(row -> gone.links(row.targets(), row.linkParameters(), row.sortAt(), row.rid()));
        List<Object> parameters = new ArrayList<>();
        gone.addLinks(parameters);
        parameters.add(session.tenant().value());
        return session.update(ChangeWriter.LINKS_GONE, parameters);
    }

    private static void count(TenantSession session, long patientRid, Removed more) throws SQLException {
        session.update(
                "update erasure set removed = (select array_agg(a + b order by n) from unnest(removed, ?::bigint[])"
                        + " with ordinality as u(a, b, n)) where tenant = ? and patient_rid = ?",
                List.of(
                        new long[] {more.resources(), more.versions(), more.tokens(), more.links(), more.texts()},
                        session.tenant().value(),
                        patientRid));
    }

    /** Keeps the certificate and forgets whose it is; the first of two that end the same erasure wins. */
    public String end(TenantId tenant, long patientRid, String certificate) {
        return keeper.writing(tenant, session -> {
            List<Object> parameters = List.of(certificate, tenant.value(), patientRid);
            return session.query(
                            "update erasure set state = 'done', certificate = coalesce(certificate, ?), request = null"
                                    + " where tenant = ? and patient_rid = ? returning certificate",
                            parameters,
                            row -> row.getString(1))
                    .get(0);
        });
    }

    /**
     * Resources that stand in the record although their patient's key is destroyed, as after an old backup was put back. Plan:
     * resource_patient, resource_gone.
     */
    public List<UnitOfWork.Key> remains(TenantId tenant, long[] destroyed, int most) {
        String sql = """
                select type, id from resource where tenant = ? and patient_rid = any(?) and state = 1
                union all select type, id from resource where tenant = ? and patient_rid = any(?) and state > 1 limit ?""";
        return database.reading(
                tenant,
                session -> session.query(
                        sql,
                        List.of(tenant.value(), destroyed, tenant.value(), destroyed, most),
                        row -> new UnitOfWork.Key(ResourceTypes.name(row.getInt(1)), row.getString(2))));
    }
}
