package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Access tokens of a tenant that rest on a grant to the operator's staff. They name the grant and who acts, in every request's
 * audit event; there is no refresh token, and no client can introspect them.
 */
@Component
public final class StaffTokens {
    private static final String CLIENT = "chartside-staff";

    private final TenantSql sql;
    private final Tenants tenants;
    private final AccessTokens accessTokens;
    private final Clock clock;

    StaffTokens(TenantSql sql, Tenants tenants, AccessTokens accessTokens, Clock clock) {
        this.sql = sql;
        this.tenants = tenants;
        this.accessTokens = accessTokens;
        this.clock = clock;
    }

    /**
     * What a token stands for.
     *
     * @param actor URI of who acts: {@code urn:chartside:staff:ada}
     * @param fhirUser of the person stood in for; empty to look at content as nobody of the tenant
     */
    public record Standing(UUID grant, String actor, Optional<String> fhirUser, String scope, Instant expires) {}

    /** @return empty when the tenant, or the person stood in for, is cut off */
    public Optional<String> issue(TenantId tenant, Standing standing) {
        String secret = TokenHash.newSecret();
        UUID id = UUID.randomUUID();
        Timestamp now = Timestamp.from(clock.instant());
        String person = standing.fhirUser().orElse(null);
        boolean issued = sql.in(tenant, client -> {
            int rows = client.sql("""
                            insert into oauth_authorization
                              (tenant, id, client_id, grant_type, subject, scope, fhir_user, created_at, actor, staff_grant)
                            select ?, ?, ?, 'staff-grant', ?, ?, ?, ?::timestamptz, ?, ? where not
                            """ + Cutoffs.STANDS)
                    .param(tenant.value())
                    .param(id)
                    .param(CLIENT)
                    .param(standing.fhirUser().orElse(standing.actor()))
                    .param(standing.scope())
                    .param(person)
                    .param(now)
                    .param(standing.actor())
                    .param(standing.grant())
                    .param(tenant.value())
                    .param(CLIENT)
                    .param(person)
                    .update();
            if (rows == 1) {
                client.sql("""
                        insert into oauth_token (tenant, hash, kind, authorization_id, scope, issued_at, expires_at)
                        values (?, ?, 'access', ?, ?, ?, ?)
                        """)
                        .params(
                                tenant.value(),
                                TokenHash.of(secret).bytes(),
                                id,
                                standing.scope(),
                                now,
                                Timestamp.from(standing.expires()))
                        .update();
            }
            return rows == 1;
        });
        return issued ? Optional.of(secret) : Optional.empty();
    }

    /** All tokens of a grant are dead: here at once, in other processes within five seconds. */
    public void end(TenantId tenant, UUID grant) {
        sql.in(
                tenant,
                client -> client.sql("""
                        update oauth_authorization set revoked_at = ?
                        where tenant = ? and staff_grant = ? and revoked_at is null
                        """)
                        .params(Timestamp.from(clock.instant()), tenant.value(), grant)
                        .update());
        accessTokens.forgetAll();
    }

    /** All tokens with which somebody acts are dead, at every tenant. */
    public void endAll(String actor) {
        for (TenantSettings tenant : tenants.all()) {
            sql.in(
                    tenant.id(),
                    client -> client.sql("""
                            update oauth_authorization set revoked_at = ?
                            where tenant = ? and staff_grant is not null and actor = ? and revoked_at is null
                            """)
                            .params(Timestamp.from(clock.instant()), tenant.id().value(), actor)
                            .update());
        }
        accessTokens.forgetAll();
    }
}
