package io.chartside.server.authz;

import io.chartside.server.store.RightsChanges;
import io.chartside.server.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Cuts a person, a client or a whole tenant off: access and refresh tokens, codes and sign-ins are dead at once in this
 * process and within five seconds in every other, and nothing new is issued (ASVS 5.0, 7.4.2 and 8.3.2). Lifted again, they
 * may get new ones; what they had before stays dead. Who calls puts it on record, with what was before and after.
 */
@Component
public final class Cutoffs {
    /** True of an {@code oauth_authorization a} that a cut-off has ended; by the primary key of {@code cutoff}. */
    static final String ENDS_AUTHORIZATION = """
            exists (
              select 1 from cutoff c
              where c.tenant = a.tenant
                and (c.kind, c.name) in (('tenant', ''), ('client', a.client_id), ('user', a.fhir_user))
                and (c.lifted_at is null or c.lifted_at >= a.created_at))
            """;

    /** True of a {@code sign_in s} that a cut-off has ended. */
    static final String ENDS_SIGN_IN = """
            exists (
              select 1 from cutoff c
              where c.tenant = s.tenant
                and (c.kind, c.name) in (('tenant', ''), ('user', s.fhir_user))
                and (c.lifted_at is null or c.lifted_at >= s.auth_time))
            """;

    /** True when nothing may be issued: parameters tenant, client_id and the person's reference, which may be null. */
    static final String STANDS = """
            exists (
              select 1 from cutoff c
              where c.tenant = ? and c.lifted_at is null
                and (c.kind, c.name) in (('tenant', ''), ('client', ?), ('user', ?)))
            """;

    private final TenantSql sql;
    private final AccessTokens accessTokens;
    private final Clock clock;

    Cutoffs(TenantSql sql, AccessTokens accessTokens, Clock clock) {
        this.sql = sql;
        this.accessTokens = accessTokens;
        this.clock = clock;
    }

    /**
     * @param fhirUser relative reference of the person ({@code Practitioner/1})
     * @return false when the person was cut off before
     */
    public boolean user(TenantId tenant, String fhirUser) {
        return cut(tenant, Cutoff.Kind.USER, fhirUser);
    }

    /** @return false when the client was cut off before */
    public boolean client(TenantId tenant, String clientId) {
        return cut(tenant, Cutoff.Kind.CLIENT, clientId);
    }

    /** @return false when the tenant was cut off before */
    public boolean tenant(TenantId tenant) {
        return cut(tenant, Cutoff.Kind.TENANT, "");
    }

    /** @return false when the person was not cut off */
    public boolean liftUser(TenantId tenant, String fhirUser) {
        return lift(tenant, Cutoff.Kind.USER, fhirUser);
    }

    /** @return false when the client was not cut off */
    public boolean liftClient(TenantId tenant, String clientId) {
        return lift(tenant, Cutoff.Kind.CLIENT, clientId);
    }

    /** @return false when the tenant was not cut off */
    public boolean liftTenant(TenantId tenant) {
        return lift(tenant, Cutoff.Kind.TENANT, "");
    }

    /** Who is cut off at the tenant now, in the order of kind and name. */
    public List<Cutoff> standing(TenantId tenant) {
        return sql.in(
                tenant,
                client -> client.sql("""
                        select kind, name, cut_at from cutoff where tenant = ? and lifted_at is null order by kind, name
                        """)
                        .params(tenant.value())
                        .query((row, number) -> new Cutoff(
                                Cutoff.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                                row.getString("name"),
                                row.getTimestamp("cut_at").toInstant()))
                        .list());
    }

    private boolean cut(TenantId tenant, Cutoff.Kind kind, String name) {
        int rows = sql.in(tenant, client -> {
            RightsChanges.note(client, RightsChanges.Kind.TOKENS, tenant);
            return client.sql("""
                            insert into cutoff (tenant, kind, name, cut_at) values (?, ?, ?, ?)
                            on conflict (tenant, kind, name) do update set cut_at = excluded.cut_at, lifted_at = null
                              where cutoff.lifted_at is not null
                            """)
                    .params(tenant.value(), column(kind), name, Timestamp.from(clock.instant()))
                    .update();
        });
        accessTokens.forgetAll();
        return rows == 1;
    }

    private boolean lift(TenantId tenant, Cutoff.Kind kind, String name) {
        return sql.in(
                        tenant,
                        client -> client.sql("""
                                update cutoff set lifted_at = ?
                                where tenant = ? and kind = ? and name = ? and lifted_at is null
                                """)
                                .params(Timestamp.from(clock.instant()), tenant.value(), column(kind), name)
                                .update())
                == 1;
    }

    private static String column(Cutoff.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
