package io.chartside.server.store;

import java.sql.SQLException;
import java.util.List;

/**
 * Transactions of the server's role that may have read what has changed since. Each holds the lock of its virtual id from its
 * first statement to its end, also while it has written nothing (PostgreSQL, "pg_locks").
 */
final class OpenTransactions {
    private static final String OPEN = """
            select l.virtualtransaction from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'virtualxid' and l.granted and a.datname = current_database()
                and a.usename = '%s' and l.pid <> pg_backend_pid()""".formatted(DatabaseRoles.SERVER);
    private static final String STILL_OPEN = """
            select count(*) from pg_locks l where l.locktype = 'virtualxid' and l.granted
                and l.virtualtransaction = any(?)""";
    private static final int MOST_LOOKS = 3_000;

    private OpenTransactions() {}

    /**
     * Returns when all of those that are open now have ended; 30 seconds at most.
     *
     * @throws SQLException when one of them is still open then
     */
    static void awaitEnd(TenantSession session) throws SQLException {
        List<String> open = session.query(OPEN, List.of(), row -> row.getString(1));
        for (int look = 0; !open.isEmpty(); look++) {
            List<Object> of = List.of((Object) open.toArray(String[]::new));
            if (session.query(STILL_OPEN, of, row -> row.getLong(1)).get(0) == 0) {
                return;
            }
            if (look == MOST_LOOKS) {
                throw new SQLException("a transaction does not end", "55P03");
            }
            session.query("select pg_sleep(0.01)", List.of(), row -> 0);
        }
    }
}
