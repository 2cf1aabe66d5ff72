package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Connections for statements that serve requests of several tenants at once, as a role that may do no more than rounds do
 * (V360__rounds.sql). Row-level security confines each statement to the tenants whose requests it serves. A connection stays
 * confined to them until other tenants' turn comes or a statement on it has failed. Nobody else has these connections.
 */
final class RoundConnections {
    private static final String CONFINE = "select set_config('app.tenants', ?, false)" + TenantSession.BETWEEN;

    private final DataSource pool;
    private final Map<PGConnection, String> confined = Collections.synchronizedMap(new WeakHashMap<>());

    RoundConnections(DataSource pool) {
        this.pool = pool;
    }

    /**
     * One statement, committed when this returns.
     *
     * @param tenants from one; whoever else's rows the statement asks for, it finds and writes none
     * @param parameters as of {@link TenantSession#query}
     */
    <T> List<T> query(Collection<TenantId> tenants, String sql, List<?> parameters, TenantSession.Reader<T> reader) {
        String of = tenants.stream().map(TenantId::value).distinct().sorted().collect(Collectors.joining(","));
        try (Connection connection = pool.getConnection()) {
            PGConnection physical = connection.unwrap(PGConnection.class);
            boolean known = of.equals(confined.remove(physical));
            List<T> rows = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(known ? sql : CONFINE + sql)) {
                int at = 1;
                if (!known) {
                    statement.setString(at++, of);
                }
                for (Object parameter : parameters) {
                    TenantSession.set(connection, statement, at++, parameter);
                }
                try (ResultSet result = TenantSession.lastResult(statement)) {
                    while (result.next()) {
                        rows.add(reader.read(result));
                    }
                }
            }
            confined.put(physical, of);
            return rows;
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }
}
