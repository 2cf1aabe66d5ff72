package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Versions whose words were put off the record after they were stored. A patient's versions share one key, so one of them
 * cannot be made unreadable by destroying a key: its row is deleted instead, by the keeper. The transaction that writes the
 * resource without the words marks the versions before it, so that a crash in between is no more than a pause.
 */
public final class WithheldVersions {
    private static final String MARK = """
            insert into withheld_version (tenant, rid, before_version, asked_at)
            select ?, u.rid, u.version, ? from unnest(?::bigint[], ?::integer[]) as u(rid, version)
            on conflict do nothing""";

    /** One statement, so that nothing is called erased that was marked meanwhile. Plan: resource_version_pkey. */
    private static final String ERASE = """
            with waiting as (
                update withheld_version set erased_at = ? where tenant = ? and erased_at is null
                returning tenant, rid, before_version)
            delete from resource_version v using waiting w
            where v.tenant = w.tenant and v.rid = w.rid and v.version < w.before_version""";

    /** Plan: resource_gone, then resource_version_pkey backwards. */
    private static final String DELETED = "select " + StoredRow.COLUMNS + """
             from resource r cross join lateral (select n.* from resource_version n where n.tenant = r.tenant
                and n.rid = r.rid and not n.deleted order by n.version desc limit 1 offset 0) v
            where r.tenant = ? and r.patient_rid = ? and r.state = 2 and r.state > 1 and r.type = any(?::smallint[])
                and r.rid > ? order by r.rid limit ?""";

    private static final int PAGE = 50;

    private final Database database;
    private final Keeper keeper;
    private final RowSeal seal;
    private final Clock clock;

    WithheldVersions(Database database, Keeper keeper, RowSeal seal, Clock clock) {
        this.database = database;
        this.keeper = keeper;
        this.seal = seal;
        this.clock = clock;
    }

    /** @param heads as they are now: their current versions stay */
    static void mark(TenantSession session, Collection<StoredRow> heads, long now) throws SQLException {
        session.update(
                MARK,
                List.of(
                        session.tenant().value(),
                        now,
                        heads.stream().mapToLong(StoredRow::rid).toArray(),
                        heads.stream().mapToInt(StoredRow::version).toArray()));
    }

    /** Plan: resource_id, then withheld_version_pkey. */
    static boolean contains(TenantSession session, UnitOfWork.Key key, long version) throws SQLException {
        return !session.query(
                        "select 1 from resource r join withheld_version w on w.tenant = r.tenant and w.rid = r.rid"
                                + " where r.tenant = ? and r.type = ? and r.id = ? and w.before_version > ? limit 1",
                        List.of(session.tenant().value(), ResourceTypes.number(key.type()), key.id(), version),
                        row -> 1)
                .isEmpty();
    }

    /**
     * Deletes what is marked; may be called at any time.
     *
     * @return how many versions were deleted
     */
    public int erase(TenantId tenant) {
        return keeper.writing(tenant, session -> session.update(ERASE, List.of(clock.millis(), tenant.value())));
    }

    /**
     * What was deleted of a patient, as it was before, as far as it is still there.
     *
     * @param patientRid the Patient's own number
     * @param look is shown one after the other
     */
    public void deleted(TenantId tenant, long patientRid, Collection<String> types, Consumer<StoredResource> look) {
        int[] numbers = types.stream().mapToInt(ResourceTypes::number).toArray();
        long after = Long.MIN_VALUE;
        while (true) {
            long from = after;
            List<StoredRow> rows = database.reading(
                    tenant,
                    session -> session.query(
                            DELETED, List.of(tenant.value(), patientRid, numbers, from, PAGE), StoredRow::read));
            seal.open(tenant, rows).forEach(opened -> look.accept(opened.resource()));
            if (rows.size() < PAGE) {
                return;
            }
            after = rows.get(rows.size() - 1).rid();
        }
    }
}
