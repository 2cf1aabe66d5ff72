package io.chartside.server.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;

/** The monthly partitions of audit_event. What falls outside of them goes to the default partition. */
final class AuditPartitions {
    private static final int MONTHS_AHEAD = 3;
    /** check_violation: the default partition holds rows of the month. */
    private static final String HELD_BY_DEFAULT = "23514";
    /** A partition is reached through audit_event alone: it has no policy of its own that would show a row. */
    private static final String CLOSED = """
            do $$ begin
                if not (select c.relforcerowsecurity from pg_class c where c.oid = '%s'::regclass) then
                    alter table %s enable row level security, force row level security;
                end if;
            end $$""";

    /**
     * What a partition's columns are like, so that the plans that connections make while it is empty are those of a full one
     * (V140__first_statistics.sql): TRUNCATE keeps it, and the rows are gone before anybody can see the table. What no plan asks
     * for is not looked at, then and later (V350__what_no_plan_asks.sql).
     */
    private static final String DESCRIBED = """
            alter table %1$s alter column tenant set (n_distinct = 1), alter column tokens set statistics 0,
                alter column event set statistics 0, alter column prev_hash set statistics 0, alter column hash set statistics 0,
                set (autovacuum_analyze_scale_factor = 0.5);
            insert into %1$s (tenant, lane, seq, recorded, id, tokens, event, prev_hash, hash)
                select 'statistics', g %% 8, g / 8, timestamptz '%2$s-01 00:00:00+00' + g * interval '10 minutes', 'r' || g,
                    array[g %% 7, g %% 100, g], '', '', '' from generate_series(1, 3000) g;
            analyze %1$s;
            truncate %1$s;
            """;

    private AuditPartitions() {}

    /**
     * Makes the partitions from this month on. A month that the default partition holds rows of already stays there.
     *
     * @param owner a connection as the owner of the schema
     */
    static void ensure(Connection owner, YearMonth thisMonth) throws SQLException {
        for (int ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
            YearMonth month = thisMonth.plusMonths(ahead);
            String name = "audit_event_" + month.toString().replace('-', '_');
            try (Statement statement = owner.createStatement()) {
                if (exists(statement, name)) {
                    statement.execute(CLOSED.formatted(name, name));
                } else {
                    make(owner, statement, name, month);
                }
            }
        }
    }

    private static boolean exists(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("select to_regclass('public." + name + "') is not null")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** In one transaction: nobody sees it open, or with rows of no tenant. */
    private static void make(Connection owner, Statement statement, String name, YearMonth month) throws SQLException {
        owner.setAutoCommit(false);
        try {
            statement.execute("create table " + name + " partition of audit_event for values from ('" + month
                    + "-01 00:00:00+00') to ('" + month.plusMonths(1) + "-01 00:00:00+00')");
            statement.execute(DESCRIBED.formatted(name, month));
            statement.execute(CLOSED.formatted(name, name));
            owner.commit();
        } catch (SQLException e) {
            owner.rollback();
            if (!HELD_BY_DEFAULT.equals(e.getSQLState())) {
                throw e;
            }
        } finally {
            owner.setAutoCommit(true);
        }
    }
}
