package io.chartside.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;

/** The monthly partitions of audit_event. What falls outside of them goes to the default partition. */
final class AuditPartitions {
    private static final int MONTHS_AHEAD = 3;
    /** A partition is reached through audit_event alone: it has no policy of its own that would show a row. */
    private static final String CLOSED = """
            do $$ begin
                if not (select c.relforcerowsecurity from pg_class c where c.oid = '%s'::regclass) then
                    alter table %s enable row level security, force row level security;
                end if;
            end $$""";

    private AuditPartitions() {}

    /**
     * Makes the partitions from this month on. A month that the default partition holds rows of already stays there.
     *
     * @param owner a connection as the owner of the schema
     */
    static void ensure(Connection owner, YearMonth thisMonth) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            for (int ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
                YearMonth month = thisMonth.plusMonths(ahead);
                String name = "audit_event_" + month.toString().replace('-', '_');
                try {
                    statement.execute(
                            "create table if not exists " + name + " partition of audit_event for values from ('"
                                    + month + "-01 00:00:00+00') to ('" + month.plusMonths(1) + "-01 00:00:00+00')");
                    statement.execute(CLOSED.formatted(name, name));
                } catch (SQLException e) {
                    if (!"23514".equals(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
    }
}
