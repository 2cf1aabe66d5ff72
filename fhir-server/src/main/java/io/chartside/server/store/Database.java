package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections to the record's database, each for one tenant. */
public final class Database {
    private final DataSource pool;
    private final ConfinedConnections reads;

    /** @param pool for transactions */
    Database(DataSource pool, ConfinedConnections reads) {
        this.pool = pool;
        this.reads = reads;
    }

    /** What is done with a session. */
    @FunctionalInterface
    public interface Work<T> {
        T run(TenantSession session) throws SQLException;
    }

    /** Statements that each see what was committed when they began. */
    public <T> T reading(TenantId tenant, Work<T> work) {
        return reads.reading(tenant, work);
    }

    /** One transaction at READ COMMITTED; committed when the work returns, rolled back when it throws. */
    <T> T writing(TenantId tenant, Work<T> work) {
        return inTransaction(pool, tenant, work);
    }

    static <T> T inTransaction(DataSource pool, TenantId tenant, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                TenantSession session = new TenantSession(connection, tenant, TenantSession.Lasting.TRANSACTION);
                T result = work.run(session);
                session.flush();
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
