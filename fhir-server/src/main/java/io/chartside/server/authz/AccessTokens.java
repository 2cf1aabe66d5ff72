package io.chartside.server.authz;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.store.RightsChanges;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings.Person;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Access token to {@link Caller}. A token revoked in another process is dead here within five seconds, and one revoked here at once:
 * a person's, whose roles may change anywhere, is kept four seconds, a back end's until rights change in its tenant.
 */
@Component
class AccessTokens {
    private static final Duration PERSON_KEPT = Duration.ofSeconds(4);
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MAXIMUM = 50_000;

    private final TenantSql sql;
    private final People people;
    private final RightsChanges changes;
    private final Clock clock;
    private final LoadingCache<Key, Known> cache;

    @Autowired
    AccessTokens(TenantSql sql, People people, RightsChanges changes, Clock clock) {
        this(sql, people, changes, clock, Ticker.systemTicker());
    }

    AccessTokens(TenantSql sql, People people, RightsChanges changes, Clock clock, Ticker ticker) {
        this.sql = sql;
        this.people = people;
        this.changes = changes;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(MAXIMUM)
                .expireAfter(Expiry.<Key, Known>writing((key, known) -> known.isBackEnd() ? KEPT : PERSON_KEPT))
                .build(this::load);
    }

    /** @param provenKey thumbprint of the key that the request proves to hold: a bound token counts with its key alone */
    Optional<Caller> caller(TenantId tenant, String token, Optional<String> provenKey) {
        Key key = new Key(tenant, TokenHash.of(token));
        Known known = cache.get(key);
        if (known.changes() != changes.of(RightsChanges.Kind.TOKENS, tenant)) {
            cache.asMap().remove(key, known);
            known = cache.get(key);
        }
        return known.live()
                .filter(found -> found.jkt().equals(provenKey))
                .filter(found -> clock.instant().isBefore(found.expires()))
                .map(Live::caller);
    }

    void forget(TenantId tenant, TokenHash hash) {
        cache.invalidate(new Key(tenant, hash));
    }

    void forgetAll() {
        cache.invalidateAll();
    }

    private Known load(Key key) {
        long before = changes.of(RightsChanges.Kind.TOKENS, key.tenant());
        return new Known(
                before,
                sql.in(
                        key.tenant(),
                        client -> client.sql("""
                        select a.client_id, a.grant_type, a.subject, a.fhir_user, a.auth_time, a.patient, a.encounter,
                          t.scope, t.expires_at, t.jkt, a.actor, a.staff_grant
                        from oauth_token t
                        join oauth_authorization a on a.tenant = t.tenant and a.id = t.authorization_id
                        where t.tenant = ? and t.hash = ? and t.kind = 'access'
                          and t.spent_at is null and a.revoked_at is null and not\s""" + Cutoffs.ENDS_AUTHORIZATION)
                                .params(key.tenant().value(), key.hash().bytes())
                                .query((row, number) -> live(key, row))
                                .optional()
                                .filter(live -> people.holdTokens(
                                        key.tenant(), live.caller().fhirUser(), live.grantType()))));
    }

    private Live live(Key key, ResultSet row) throws SQLException {
        Timestamp authTime = row.getTimestamp("auth_time");
        Optional<String> fhirUser = Optional.ofNullable(row.getString("fhir_user"));
        return new Live(
                new Caller(
                        key.tenant(),
                        row.getString("subject"),
                        row.getString("client_id"),
                        key.hash().shortName(),
                        Scopes.parse(row.getString("scope")),
                        fhirUser,
                        Optional.ofNullable(row.getString("patient")),
                        Optional.ofNullable(row.getString("encounter")),
                        Optional.ofNullable(authTime).map(Timestamp::toInstant),
                        new Mandate(
                                roles(key.tenant(), fhirUser),
                                Optional.empty(),
                                Optional.ofNullable(row.getString("actor")),
                                Optional.ofNullable(row.getString("staff_grant")))),
                row.getTimestamp("expires_at").toInstant(),
                Optional.ofNullable(row.getString("jkt")),
                row.getString("grant_type"));
    }

    /** As the tenant names them now: a role that was taken away is gone within the cache's time. */
    private Set<TenantRole> roles(TenantId tenant, Optional<String> fhirUser) {
        return fhirUser.flatMap(user -> people.find(tenant, user))
                .map(Person::roles)
                .orElse(Set.of());
    }

    private record Key(TenantId tenant, TokenHash hash) {}

    /** @param changes the tenant's number before it was looked up */
    private record Known(long changes, Optional<Live> live) {
        boolean isBackEnd() {
            return live.map(Live::caller)
                    .filter(caller ->
                            caller.fhirUser().isEmpty() && caller.authTime().isEmpty())
                    .filter(caller -> caller.mandate().equals(Mandate.NONE))
                    .isPresent();
        }
    }

    private record Live(Caller caller, Instant expires, Optional<String> jkt, String grantType) {}
}
