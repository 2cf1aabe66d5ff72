package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code oauth_client}. Reads go by its primary key; writes join the transaction of who changes. */
@Component
final class ClientRows {
    private final TenantSql sql;

    ClientRows(TenantSql sql) {
        this.sql = sql;
    }

    Optional<ClientRow> find(TenantId tenant, String clientId) {
        return sql.in(
                tenant,
                client -> client.sql(
                                "select " + ClientRow.COLUMNS + " from oauth_client where tenant = ? and client_id = ?")
                        .params(tenant.value(), clientId)
                        .query(ClientRow::of)
                        .optional());
    }

    List<ClientRow> all(TenantId tenant) {
        return sql.in(
                tenant,
                client -> client.sql("select " + ClientRow.COLUMNS
                                + " from oauth_client where tenant = ? order by client_id")
                        .params(tenant.value())
                        .query(ClientRow::of)
                        .list());
    }

    int byStatement(TenantId tenant) {
        return sql.in(
                tenant,
                client -> client.sql("select count(*) from oauth_client where tenant = ? and software is not null")
                        .params(tenant.value())
                        .query(Integer.class)
                        .single());
    }

    /** @return false when there is a client of this id */
    static boolean insert(JdbcClient client, TenantId tenant, ClientRow row) {
        return client.sql("""
                                insert into oauth_client
                                  (tenant, client_id, metadata, secret_sha256, software, enabled, created_at)
                                values (?, ?, ?::jsonb, ?, ?::jsonb, ?, ?) on conflict (tenant, client_id) do nothing
                                """)
                        .param(tenant.value())
                        .param(row.clientId())
                        .param(row.metadata())
                        .param(row.secretSha256())
                        .param(row.software())
                        .param(row.enabled())
                        .param(Timestamp.from(row.created()))
                        .update()
                == 1;
    }

    static void update(JdbcClient client, TenantId tenant, ClientRow row) {
        client.sql("""
                        update oauth_client set metadata = ?::jsonb, secret_sha256 = ?, enabled = ?
                        where tenant = ? and client_id = ?
                        """)
                .param(row.metadata())
                .param(row.secretSha256())
                .param(row.enabled())
                .param(tenant.value())
                .param(row.clientId())
                .update();
    }

    static void delete(JdbcClient client, TenantId tenant, String clientId) {
        client.sql("delete from oauth_client where tenant = ? and client_id = ?")
                .params(tenant.value(), clientId)
                .update();
    }
}
