package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Connections for statements outside of transactions. A connection stays confined to the tenant it served last, and is
 * confined anew, in the same round trip, when another's turn comes or when the last statement on it failed. Nobody
 * else has these connections.
 */
final class ConfinedConnections {
    private final DataSource pool;
    private final Map<PGConnection, TenantId> confined = Collections.synchronizedMap(new WeakHashMap<>());

    ConfinedConnections(DataSource pool) {
        this.pool = pool;
    }

    /** Statements that each see what was committed when they began. */
    <T> T reading(TenantId tenant, Database.Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            PGConnection physical = connection.unwrap(PGConnection.class);
            boolean known = tenant.equals(confined.remove(physical));
            TenantSession session = known
                    ? TenantSession.onConfined(connection, tenant)
                    : new TenantSession(connection, tenant, TenantSession.Lasting.CONNECTION);
            T result = work.run(session);
            if (session.isConfined()) {
                confined.put(physical, tenant);
            }
            return result;
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface BatchWork<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * A {@link TenantBatch}, in a transaction that ends with it: to whom the connection is confined otherwise stays as it is.
     * The driver may split a round trip where it likes, so the transaction is said in words.
     */
    <T> T batch(BatchWork<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }
}
