package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** One transaction within one tenant: its first statement sets what row-level security compares with. */
@Component
public final class TenantSql {
    private final JdbcClient client;
    private final TransactionTemplate transactions;

    TenantSql(JdbcClient client, TransactionTemplate transactions) {
        this.client = client;
        this.transactions = transactions;
    }

    public <T> T in(TenantId tenant, Function<JdbcClient, T> work) {
        return transactions.execute(status -> {
            client.sql("select set_config('app.tenant', ?, true)")
                    .param(tenant.value())
                    .query(String.class)
                    .single();
            return work.apply(client);
        });
    }
}
