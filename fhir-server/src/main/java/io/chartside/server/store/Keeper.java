package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import javax.sql.DataSource;

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

    @Override
    public void close() throws Exception {
        if (pool instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
