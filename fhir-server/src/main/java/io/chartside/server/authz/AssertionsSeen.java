package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Which client assertions were used: each jti counts once, also when two requests bring it at the same moment. */
@Component
final class AssertionsSeen {
    private final TenantSql sql;

    AssertionsSeen(TenantSql sql) {
        this.sql = sql;
    }

    boolean firstTime(TenantId tenant, String clientId, String jti, Instant expires) {
        return sql.in(
                tenant,
                client -> client.sql("""
                                insert into client_assertion (tenant, client_id, jti_hash, expires_at)
                                values (?, ?, ?, ?) on conflict do nothing
                                """)
                                .params(
                                        tenant.value(),
                                        clientId,
                                        TokenHash.of(jti).bytes(),
                                        Timestamp.from(expires))
                                .update()
                        == 1);
    }
}
