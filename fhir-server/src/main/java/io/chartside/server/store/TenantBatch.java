package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements of several tenants that travel together, in one transaction ({@link ConfinedConnections#batch}). Each is confined to its own tenant, as in a {@link
 * TenantSession}: row-level security sees no other while it runs. With the transaction the confinement ends.
 */
final class TenantBatch {
    private final List<Part> parts = new ArrayList<>();

    private record Part(TenantId tenant, String sql, List<?> parameters) {}

    /** @param sql one statement; all of a batch write, or all of it read */
    void add(TenantId tenant, String sql, List<?> parameters) {
        parts.add(new Part(tenant, sql, parameters));
    }

    /** @return how many rows each of the statements wrote, in their order */
    List<Integer> update(Connection connection) throws SQLException {
        List<Integer> written = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection)) {
            boolean isResult = statement.execute();
            while (true) {
                int count = isResult ? 0 : statement.getUpdateCount();
                if (count < 0) {
                    break;
                }
                if (!isResult) {
                    written.add(count);
                }
                isResult = statement.getMoreResults();
            }
        }
        assertWhole(written.size());
        return written;
    }

    /** Reads one row of the result of the statement with that number, from 0. */
    @FunctionalInterface
    interface Reader {
        void read(int part, ResultSet row) throws SQLException;
    }

    void query(Connection connection, Reader reader) throws SQLException {
        int results = 0;
        try (PreparedStatement statement = prepare(connection)) {
            boolean isResult = statement.execute();
            while (isResult || statement.getUpdateCount() >= 0) {
                if (isResult) {
                    // Every other result is that of a confinement.
                    if (results % 2 == 1) {
                        read(statement.getResultSet(), results / 2, reader);
                    }
                    results++;
                }
                isResult = statement.getMoreResults();
            }
        }
        assertWhole(results / 2);
    }

    private static void read(ResultSet rows, int part, Reader reader) throws SQLException {
        while (rows.next()) {
            reader.read(part, rows);
        }
    }

    private void assertWhole(int answered) {
        if (answered != parts.size()) {
            throw new IllegalStateException(answered + " of " + parts.size() + " statements were answered");
        }
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (Part part : parts) {
            sql.append(sql.isEmpty() ? "" : TenantSession.BETWEEN)
                    .append(TenantSession.CONFINE)
                    .append(part.sql());
        }
        PreparedStatement statement = connection.prepareStatement(sql.toString());
        try {
            int at = 1;
            for (Part part : parts) {
                statement.setString(at++, part.tenant().value());
                for (Object parameter : part.parameters()) {
                    TenantSession.set(connection, statement, at++, parameter);
                }
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }
}
