package io.chartside.server.operation;

import io.chartside.mappings.x12.Interchange;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** Interchange control numbers (ISA13): each is given out once by a tenant until all 999,999,999 were. */
@Component
final class InterchangeNumbers {
    private final TenantSql sql;

    InterchangeNumbers(TenantSql sql) {
        this.sql = sql;
    }

    int next(TenantId tenant) {
        return sql.in(
                tenant,
                client -> client.sql("""
                        insert into claim_interchange as held (tenant, number) values (?, 1)
                        on conflict (tenant) do update set number = held.number % ? + 1 returning number
                        """)
                        .params(tenant.value(), Interchange.HIGHEST_NUMBER)
                        .query(Integer.class)
                        .single());
    }
}
