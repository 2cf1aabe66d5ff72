package io.chartside.server.authz;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.Person;
import io.chartside.server.tenancy.Tenants;
import java.sql.Timestamp;
import java.time.Instant;
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
    private final Tenants tenants;
    private final ClientRegistry clients;
    private final People people;
    private final TenantSql sql;

    StandingCallers(Tenants tenants, ClientRegistry clients, People people, TenantSql sql) {
        this.tenants = tenants;
        this.clients = clients;
        this.people = people;
        this.sql = sql;
    }

    /**
     * The same caller with the scopes that its client is still registered for, the roles that the person has now and the
     * purpose that the tenant names; empty when the client is not registered any more, the person is nobody of the tenant, or
     * either was cut off since, though it was lifted again.
     *
     * @param since when it was asked for
     */
    public Optional<Caller> now(Caller then, Instant since) {
        Optional<TenantSettings> tenant = tenants.find(then.tenant());
        Optional<Client> client = tenant.flatMap(of -> clients.client(of, then.clientId()));
        if (client.isEmpty() || isCutOff(then, since)) {
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
