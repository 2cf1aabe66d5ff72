package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /**
     * The same query of several tenants, each confined to its own, in one round trip.
     *
     * @param parameters texts and numbers
     * @param reader of one row
     */
    public <T> Map<TenantId, List<T>> readingTogether(
            List<TenantId> tenants,
            String sql,
            Function<TenantId, List<?>> parameters,
            TenantSession.Reader<T> reader) {
        String all = tenants.stream()
                .map(tenant -> TenantSession.CONFINE + sql)
                .collect(Collectors.joining(TenantSession.BETWEEN));
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(all)) {
                int at = 1;
                for (TenantId tenant : tenants) {
                    statement.setString(at++, tenant.value());
                    for (Object parameter : parameters.apply(tenant)) {
                        statement.setObject(at++, parameter);
                    }
                }
                return results(statement, tenants, reader);
            } finally {
                connection.rollback(); // With it the confinement ends; nothing was written.
            }
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    private static <T> Map<TenantId, List<T>> results(
            PreparedStatement statement, List<TenantId> tenants, TenantSession.Reader<T> reader) throws SQLException {
        Map<TenantId, List<T>> found = new LinkedHashMap<>();
        int results = 0;
        for (boolean isResult = statement.execute(); isResult; isResult = statement.getMoreResults()) {
            // Every other result is that of a confinement.
            if (results % 2 == 1) {
                ResultSet rows = statement.getResultSet();
                while (rows.next()) {
                    found.computeIfAbsent(tenants.get(results / 2), tenant -> new ArrayList<>())
                            .add(reader.read(rows));
                }
            }
            results++;
        }
        if (results != 2 * tenants.size()) {
            throw new IllegalStateException(results + " results of " + tenants.size() + " tenants");
        }
        return found;
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
                session.commit();
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
