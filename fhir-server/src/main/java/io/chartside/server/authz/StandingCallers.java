package io.chartside.server.authz;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.store.TenantSession;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.Person;
import io.chartside.server.tenancy.Tenants;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What is left of the rights of somebody who asked for what outlives his token, such as a Subscription: asked anew whenever it
 * acts, and of the database, so that a cut-off ends it at once.
 */
@Component
public final class StandingCallers {
    private static final String OFFLINE_ACCESS = "offline_access";

    private final Tenants tenants;
    private final ClientRegistry clients;
    private final People people;
    private final TenantSql sql;
    private final Clock clock;

    StandingCallers(Tenants tenants, ClientRegistry clients, People people, TenantSql sql, Clock clock) {
        this.tenants = tenants;
        this.clients = clients;
        this.people = people;
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * What a person allowed his app to do without him, which ends what he asked for when it ends: the authorization that his token was issued
     * from, if it has {@code offline_access}.
     */
    public Optional<String> offlineAuthorization(TenantSession session, Caller caller) throws SQLException {
        if (!caller.scopes().granted().contains(OFFLINE_ACCESS)) {
            return Optional.empty();
        }
        byte[] name = Base64.getUrlDecoder().decode(caller.tokenId());
        byte[] last = Arrays.copyOf(name, TokenHash.BYTES);
        Arrays.fill(last, name.length, last.length, (byte) 0xff);
        return session
                .query(
                        "select authorization_id::text from oauth_token"
                                + " where tenant = ? and hash between ? and ? and kind = 'access'",
                        List.of(caller.tenant().value(), Arrays.copyOf(name, TokenHash.BYTES), last),
                        row -> row.getString(1))
                .stream()
                .findFirst();
    }

    /**
     * The same caller with the scopes that its client is still registered for, the roles that the person has now and the
     * purpose that the tenant names; empty when the client is not registered any more, the person is nobody of the tenant or has
     * taken back what he allowed, or either was cut off since, though it was lifted again.
     *
     * @param since when it was asked for
     * @param authorization of {@link #offlineAuthorization}; of a person always given
     */
    public Optional<Caller> now(Caller then, Instant since, Optional<String> authorization) {
        Optional<TenantSettings> tenant = tenants.find(then.tenant());
        Optional<Client> client = tenant.flatMap(of -> clients.client(of, then.clientId()));
        if (client.isEmpty()
                || isCutOff(then, since)
                || then.fhirUser().isPresent()
                        && authorization.filter(id -> stands(then.tenant(), id)).isEmpty()) {
            return Optional.empty();
        }
        Set<TenantRole> roles = Set.of();
        if (then.fhirUser().isPresent()) {
            Optional<Person> person = people.find(then.tenant(), then.fhirUser().get());
            if (person.isEmpty()) {
                return Optional.empty();
            }
            roles = person.get().roles();
        }
        Set<String> scopes =
                then.scopes().granted().stream().filter(client.get()::mayAskFor).collect(Collectors.toSet());
        return Optional.of(new Caller(
                then.tenant(),
                then.subject(),
                then.clientId(),
                then.tokenId(),
                new Scopes(scopes),
                then.fhirUser(),
                then.patient(),
                then.encounter(),
                then.authTime(),
                new Mandate(
                        roles,
                        Optional.ofNullable(tenant.get().api().clientPurposes().get(then.clientId())),
                        Optional.empty(),
                        Optional.empty())));
    }

    /** Whether its app could still refresh a token. */
    private boolean stands(TenantId tenant, String authorization) {
        return sql.in(
                tenant,
                client -> client.sql("""
                        select exists (
                          select 1 from oauth_authorization a
                          join oauth_token t on t.tenant = a.tenant and t.authorization_id = a.id
                          where a.tenant = ? and a.id = ?::uuid and a.revoked_at is null
                            and t.kind = 'refresh' and t.spent_at is null and t.expires_at > ?)
                        """)
                        .params(tenant.value(), authorization, Timestamp.from(clock.instant()))
                        .query(Boolean.class)
                        .single());
    }

    private boolean isCutOff(Caller caller, Instant since) {
        return sql.in(
                caller.tenant(),
                client -> client.sql("""
                        select exists (
                          select 1 from cutoff c
                          where c.tenant = ? and (c.lifted_at is null or c.lifted_at >= ?)
                            and (c.kind, c.name) in (('tenant', ''), ('client', ?), ('user', ?)))
                        """)
                        .params(
                                caller.tenant().value(),
                                Timestamp.from(since),
                                caller.clientId(),
                                caller.fhirUser().orElse(null))
                        .query(Boolean.class)
                        .single());
    }
}
