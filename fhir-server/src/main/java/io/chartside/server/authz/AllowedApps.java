package io.chartside.server.authz;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.SignInAct;
import io.chartside.server.store.JoinedAudit;
import io.chartside.server.store.RightsChanges;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The apps that a person has let in and that still hold a token: who let one in may end it himself, without the app's doing
 * (SMART App Launch 2.2, "Token Revocation").
 */
@Component
public final class AllowedApps {
    /** Plan: oauth_authorization_person, then oauth_token_authorization. */
    private static final String LET_IN = """
            a.tenant = ? and a.fhir_user = ? and a.revoked_at is null and a.staff_grant is null
              and exists (
                select 1 from oauth_token t
                where t.tenant = a.tenant and t.authorization_id = a.id and t.kind in ('access', 'refresh')
                  and t.spent_at is null and t.expires_at > ?)
            """;

    private final TenantSql sql;
    private final ClientRegistry clients;
    private final AccessTokens accessTokens;
    private final AuditTrail audit;
    private final JoinedAudit joined;
    private final Clock clock;

    AllowedApps(
            TenantSql sql,
            ClientRegistry clients,
            AccessTokens accessTokens,
            AuditTrail audit,
            JoinedAudit joined,
            Clock clock) {
        this.sql = sql;
        this.clients = clients;
        this.accessTokens = accessTokens;
        this.audit = audit;
        this.joined = joined;
        this.clock = clock;
    }

    /**
     * @param name as it is registered; its id where it is not any more
     * @param since when the person let it in first, of what still stands
     * @param may in words, each once
     */
    public record App(String clientId, String name, Instant since, List<String> may) {
        public App {
            may = List.copyOf(may);
        }

        /** Of {@link #since}, in UTC. */
        public String day() {
            return since.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        }
    }

    /** In the order in which they were let in. */
    public List<App> of(TenantSettings tenant, String fhirUser) {
        return sql.in(
                tenant.id(),
                client -> client.sql(
                                "select a.client_id, min(a.created_at), string_agg(a.scope, ' ') from oauth_authorization a where "
                                        + LET_IN + " group by a.client_id order by 2")
                        .params(tenant.id().value(), fhirUser, Timestamp.from(clock.instant()))
                        .query((row, number) -> new App(
                                row.getString(1),
                                clients.client(tenant, row.getString(1))
                                        .map(Client::name)
                                        .orElse(row.getString(1)),
                                row.getTimestamp(2).toInstant(),
                                words(row.getString(3))))
                        .list());
    }

    private static List<String> words(String scopes) {
        return Arrays.stream(scopes.split(" "))
                .filter(scope -> !scope.isEmpty() && !scope.equals("openid"))
                .distinct()
                .sorted()
                .map(scope -> ScopeWords.of(scope).words())
                .distinct()
                .toList();
    }

    /**
     * Ends all that the person let this app do, on record in the same transaction: here at once, in other processes within five
     * seconds.
     *
     * @return whether there was any
     */
    public boolean end(TenantId tenant, String fhirUser, String clientId, Origin origin) {
        Timestamp now = Timestamp.from(clock.instant());
        boolean ended = sql.in(tenant, client -> {
            int rows = client.sql("update oauth_authorization a set revoked_at = ? where a.client_id = ? and " + LET_IN)
                    .params(now, clientId, tenant.value(), fhirUser, now)
                    .update();
            if (rows > 0) {
                RightsChanges.note(client, RightsChanges.Kind.TOKENS, tenant);
                // Last, since it locks the audit lane until the commit.
                joined.append(
                        tenant,
                        audit.rows(
                                origin,
                                new SignInAct(
                                        SignInAct.Kind.TOKEN_REVOKED,
                                        200,
                                        Optional.of(clientId),
                                        Optional.of(fhirUser),
                                        Optional.empty(),
                                        Optional.empty())));
            }
            return rows > 0;
        });
        accessTokens.forgetAll();
        return ended;
    }
}
