package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that row-level security confines to one tenant. The setting travels with the first statement in one round
 * trip; it ends with the transaction, so that a pooled connection carries nothing over, but for the connections of
 * {@link ConfinedConnections}. Statements keep the plan of their first run (docs/store.md, "Plans").
 */
public final class TenantSession {
    static final String BETWEEN = ";\n";
    static final String CONFINE = "select set_config('app.tenant', ?, true)" + BETWEEN;
    private static final String CONFINE_CONNECTION = "select set_config('app.tenant', ?, false)" + BETWEEN;

    private final Connection connection;
    private final TenantId tenant;
    private final Lasting lasting;
    private boolean confined;
    private String deferred = "";
    private final List<Object> deferredParameters = new ArrayList<>();

    /** How long the confinement lasts. */
    enum Lasting {
        TRANSACTION,
        /** Until the connection is confined to another tenant. */
        CONNECTION
    }

    TenantSession(Connection connection, TenantId tenant, Lasting lasting) {
        this.connection = connection;
        this.tenant = tenant;
        this.lasting = lasting;
    }

    /** A session on a connection that is known to be confined to the tenant already. */
    static TenantSession onConfined(Connection connection, TenantId tenant) {
        TenantSession session = new TenantSession(connection, tenant, Lasting.CONNECTION);
        session.confined = true;
        return session;
    }

    boolean isConfined() {
        return confined;
    }

    public TenantId tenant() {
        return tenant;
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Runs a statement or several separated by semicolons in one round trip; the rows of the last are read.
     *
     * @param parameters of all statements in order: String, Long, Integer, Boolean, byte[], long[], int[], String[], byte[][]
     */
    public <T> List<T> query(String sql, List<?> parameters, Reader<T> reader) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            List<T> rows = new ArrayList<>();
            try (ResultSet result = lastResult(statement)) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }

    /**
     * Runs two statements that both give rows in one round trip.
     *
     * @param parameters of both in order
     * @param before takes each row of the first
     * @return the rows of the second
     */
    <T> List<T> queryBoth(String first, Reader<?> before, String second, List<?> parameters, Reader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = prepare(first + BETWEEN + second, parameters)) {
            List<ResultSet> results = results(statement);
            int last = results.size() - 1;
            if (last < 1) {
                throw new SQLException("two statements gave " + results.size() + " results");
            }
            try (ResultSet result = results.get(last - 1)) {
                while (result.next()) {
                    before.read(result);
                }
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = results.get(last)) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }

    /** @return how many rows the last of the statements wrote */
    public int update(String sql, List<?> parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return written(statement, statement.execute());
        }
    }

    /**
     * Runs a query and then a statement that writes, in one round trip and, outside of a transaction, as one of their own.
     *
     * @param parameters of both in order
     * @param reader of the query's rows
     * @return how many rows were written
     */
    int queryAndUpdate(String query, String update, List<?> parameters, Reader<?> reader) throws SQLException {
        boolean confines = !confined;
        try (PreparedStatement statement = prepare(query + BETWEEN + update, parameters)) {
            boolean isResult = statement.execute();
            if (confines) {
                isResult = statement.getMoreResults();
            }
            if (!isResult) {
                throw new SQLException("the statement gave no rows");
            }
            try (ResultSet result = statement.getResultSet()) {
                while (result.next()) {
                    reader.read(result);
                }
            }
            return written(statement, statement.getMoreResults());
        }
    }

    /** Of the results from the current one on the last count. */
    private static int written(PreparedStatement statement, boolean isResult) throws SQLException {
        boolean result = isResult;
        int written = 0;
        while (true) {
            int count = result ? 0 : statement.getUpdateCount();
            if (count < 0) {
                return written;
            }
            written = count;
            result = statement.getMoreResults();
        }
    }

    /**
     * Lets statements of a transaction go with the next one, or with the commit, to spare their round trip: what they
     * write or lock is written or locked before that next one begins, and it is there that they fail.
     */
    void defer(String sql, List<?> parameters) {
        if (lasting != Lasting.TRANSACTION) {
            throw new IllegalStateException("outside of a transaction every statement is run at once");
        }
        deferred += sql + BETWEEN;
        deferredParameters.addAll(parameters);
    }

    /** Commits the transaction; what is still deferred goes with it in one round trip. */
    void commit() throws SQLException {
        if (!deferred.isEmpty()) {
            defer("commit", List.of());
            flush();
        }
        connection.commit(); // The driver knows when there is nothing left to commit.
    }

    /** Runs what is still deferred. */
    void flush() throws SQLException {
        if (!deferred.isEmpty()) {
            String sql = deferred.substring(0, deferred.length() - BETWEEN.length());
            List<Object> parameters = new ArrayList<>(deferredParameters);
            deferred = "";
            deferredParameters.clear();
            update(sql, parameters);
        }
    }

    private PreparedStatement prepare(String sql, List<?> parameters) throws SQLException {
        boolean confine = !confined;
        String confinement = !confine ? "" : lasting == Lasting.CONNECTION ? CONFINE_CONNECTION : CONFINE;
        PreparedStatement statement = connection.prepareStatement(confinement + deferred + sql);
        try {
            int at = 1;
            if (confine) {
                statement.setString(at++, tenant.value());
                confined = true;
            }
            for (Object parameter : deferredParameters) {
                set(connection, statement, at++, parameter);
            }
            deferred = "";
            deferredParameters.clear();
            for (Object parameter : parameters) {
                set(connection, statement, at++, parameter);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    static void set(Connection connection, PreparedStatement statement, int at, Object parameter) throws SQLException {
        if (parameter instanceof String[] texts) {
            statement.setArray(at, connection.createArrayOf("text", texts));
        } else if (parameter instanceof Boolean[] booleans) {
            statement.setArray(at, connection.createArrayOf("boolean", booleans));
        } else {
            statement.setObject(at, parameter);
        }
    }

    static ResultSet lastResult(PreparedStatement statement) throws SQLException {
        List<ResultSet> results = results(statement);
        if (results.isEmpty()) {
            throw new SQLException("the statement gave no rows");
        }
        return results.get(results.size() - 1);
    }

    /** Of all statements that give rows. */
    private static List<ResultSet> results(PreparedStatement statement) throws SQLException {
        List<ResultSet> results = new ArrayList<>(3);
        if (statement.execute()) {
            results.add(statement.getResultSet());
        }
        while (true) {
            if (statement.getMoreResults(PreparedStatement.KEEP_CURRENT_RESULT)) {
                results.add(statement.getResultSet());
            } else if (statement.getUpdateCount() < 0) {
                return results;
            }
        }
    }
}
