package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Connections to the record as the keeper: the one role that may delete versions. For erasure, rotation and sweeps, never for
 * a request's answer. Row-level security holds it as it holds the server.
 */
public final class Keeper implements AutoCloseable {
    private static final int ATTEMPTS = 6;

    private final DataSource pool;

    Keeper(DataSource pool) {
        this.pool = pool;
    }

    /** One transaction at READ COMMITTED, run again when it meets a deadlock or a lost race. */
    public <T> T writing(TenantId tenant, Database.Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Database.inTransaction(pool, tenant, work);
            } catch (DatabaseFailure e) {
                if (attempt == ATTEMPTS || !e.isPassing()) {
                    throw e;
                }
            }
        }
    }

    /**
     * Tenants of rows that a policy of the keeper's own shows it, whichever they are.
     *
     * @param sql one statement whose only column is the tenant
     */
    public List<TenantId> tenants(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            List<TenantId> tenants = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    tenants.add(new TenantId(rows.getString(1)));
                }
            } finally {
                connection.rollback();
            }
            return tenants;
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    /** Rows of a {@code COPY … TO STDOUT}, a message at a time. */
    interface Copy {
        void out(String sql, Consumer<byte[]> row) throws SQLException;
    }

    /** Reading within one snapshot. */
    interface Reading {
        void run(TenantSession session, Copy copy) throws SQLException;
    }

    /** Reads one state of the tenant's rows, however long it takes and whatever is written meanwhile. */
    void snapshot(TenantId tenant, Reading reading) {
        try (Connection connection = pool.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                // Rows come as they are found: in the order of an index, not sorted first.
                statement.execute(
                        "set transaction isolation level repeatable read, read only; set local enable_sort = off;"
                                + " set local enable_seqscan = off; select set_config('app.tenant', '" + tenant
                                + "', true)");
                reading.run(
                        new TenantSession(connection, tenant, TenantSession.Lasting.TRANSACTION),
                        (sql, row) -> copy(connection, sql, row));
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    /** What the rows are looked at with may fail: the rest is read to its end all the same, or the connection could not go on. */
    private static void copy(Connection connection, String sql, Consumer<byte[]> row) throws SQLException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        RuntimeException failure = null;
        byte[] message = copy.readFromCopy();
        while (message != null) {
            if (failure == null) {
                try {
                    row.accept(message);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
            message = copy.readFromCopy();
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() throws Exception {
        if (pool instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
