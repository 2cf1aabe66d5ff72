package io.chartside.server.tenancy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The table {@code tenant}: tenants made by command, and what was changed of those that have a file. */
@Component
public final class TenantTable {
    private final JdbcClient sql;
    private final TransactionTemplate transactions;

    TenantTable(JdbcClient sql, TransactionTemplate transactions) {
        this.sql = sql;
        this.transactions = transactions;
    }

    /**
     * One tenant.
     *
     * @param policy JSON in the shape of {@code tenants/*.yml}; empty: as its file says
     */
    public record Row(TenantId id, TenantState state, Optional<String> policy, Instant createdAt) {}

    /** Grows with every change, in the order of their commits. */
    long changes() {
        return sql.sql("select number from tenant_change").query(Long.class).single();
    }

    List<Row> all() {
        return sql.sql("select tenant, state, policy, created_at from tenant order by tenant")
                .query((row, number) -> row(row))
                .list();
    }

    public Optional<Row> find(TenantId id) {
        return sql.sql("select tenant, state, policy, created_at from tenant where tenant = ?")
                .param(id.value())
                .query((row, number) -> row(row))
                .optional();
    }

    /** The row as it is, locked until the transaction of {@link #changing} ends. */
    public Optional<Row> lock(TenantId id) {
        return sql.sql("select tenant, state, policy, created_at from tenant where tenant = ? for update")
                .param(id.value())
                .query((row, number) -> row(row))
                .optional();
    }

    /** Runs a change of one tenant in one transaction; changes of all processes go one after the other. */
    public <T> T changing(TenantId id, Supplier<T> work) {
        return transactions.execute(status -> {
            sql.sql("select set_config('app.tenant', ?, true)")
                    .param(id.value())
                    .query(String.class)
                    .single();
            sql.sql("update tenant_change set number = number + 1").update();
            return work.get();
        });
    }

    /** Within {@link #changing}. */
    public void put(Row row) {
        sql.sql("""
                insert into tenant (tenant, state, policy, created_at) values (?, ?, ?::jsonb, ?)
                on conflict (tenant) do update set state = excluded.state, policy = excluded.policy
                """)
                .params(
                        row.id().value(),
                        row.state().word(),
                        row.policy().orElse(null),
                        Timestamp.from(row.createdAt()))
                .update();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new TenantId(row.getString("tenant")),
                TenantState.of(row.getString("state")),
                Optional.ofNullable(row.getString("policy")),
                row.getTimestamp("created_at").toInstant());
    }
}
