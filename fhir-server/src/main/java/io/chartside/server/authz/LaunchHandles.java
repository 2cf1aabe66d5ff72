package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The {@code launch} values of EHR launches (SMART App Launch 2.2, "Launch App: EHR Launch"): bound to tenant, user and
 * context, good for one authorization within five minutes.
 */
@Component
public final class LaunchHandles {
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final TenantSql sql;
    private final Clock clock;

    LaunchHandles(TenantSql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * @param fhirUser relative reference of the signed-in person who launches
     * @return the handle to put into the launch URL
     */
    public String issue(TenantId tenant, String fhirUser, LaunchContext context) {
        String handle = TokenHash.newSecret();
        sql.in(
                tenant,
                client -> client.sql("""
                        insert into launch_handle (tenant, hash, fhir_user, launch_context, expires_at)
                        values (?, ?, ?, ?::jsonb, ?)
                        """)
                        .params(
                                tenant.value(),
                                TokenHash.of(handle).bytes(),
                                fhirUser,
                                Json.write(context),
                                Timestamp.from(clock.instant().plus(LIFETIME)))
                        .update());
        return handle;
    }

    /** Whether the handle can still be used by this person; does not use it. */
    boolean usable(TenantId tenant, String handle, String fhirUser) {
        return sql.in(
                        tenant,
                        client -> client.sql("""
                                select 1 from launch_handle
                                where tenant = ? and hash = ? and fhir_user = ? and used_at is null and expires_at > ?
                                """)
                                .params(
                                        tenant.value(),
                                        TokenHash.of(handle).bytes(),
                                        fhirUser,
                                        Timestamp.from(clock.instant()))
                                .query(Integer.class)
                                .optional())
                .isPresent();
    }

    /** Uses the handle up within the transaction that issues its code; of two that try, one gets the context. */
    Optional<LaunchContext> use(JdbcClient client, TenantId tenant, TokenHash handle, String fhirUser) {
        Timestamp now = Timestamp.from(clock.instant());
        return client.sql("""
                        update launch_handle set used_at = ?
                        where tenant = ? and hash = ? and fhir_user = ? and used_at is null and expires_at > ?
                        returning launch_context
                        """)
                .params(now, tenant.value(), handle.bytes(), fhirUser, now)
                .query(String.class)
                .optional()
                .map(json -> Json.read(json, LaunchContext.class));
    }
}
