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
}
