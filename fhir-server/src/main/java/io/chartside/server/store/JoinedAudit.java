package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Appends audit rows to the Spring transaction of the calling thread: what is done outside of a {@link UnitOfWork} and its
 * record are written together or not at all.
 */
public final class JoinedAudit {
    private final DataSource dataSource;
    private final AuditChain chain;

    JoinedAudit(DataSource dataSource, AuditChain chain) {
        this.dataSource = dataSource;
        this.chain = chain;
    }

    /**
     * Call last in the transaction: the audit lane is locked until its commit.
     *
     * @throws IllegalStateException outside of a transaction
     */
    public void append(TenantId tenant, List<AuditRow> rows) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("there is no transaction to join");
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            TenantSession session = new TenantSession(connection, tenant, TenantSession.Lasting.TRANSACTION);
            AuditLanes.Lane lane = chain.append(session, rows);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    chain.committed(tenant, lane);
                }
            });
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
