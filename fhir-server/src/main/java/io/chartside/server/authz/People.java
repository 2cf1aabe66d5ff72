package io.chartside.server.authz;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.Person;
import io.chartside.server.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.stereotype.Component;

/**
 * Who may sign in at a tenant: the people of table {@code person}, and beneath them those of the tenant's file, of whom a row
 * of the table takes the place. Kept four seconds: who is disabled in another process is nobody here within five.
 */
@Component
public final class People {
    private static final Duration KEPT = Duration.ofSeconds(4);
    private static final int MAXIMUM = 50_000;

    private final Tenants tenants;
    private final TenantSql sql;
    private final KeyRing keys;
    private final LoadingCache<Key, Optional<Row>> rows;

    private record Key(TenantId tenant, String fhirUser) {}

    private record Row(boolean enabled, Person person) {}

    People(Tenants tenants, TenantSql sql, KeyRing keys) {
        this.tenants = tenants;
        this.sql = sql;
        this.keys = keys;
        this.rows = Caffeine.newBuilder()
                .maximumSize(MAXIMUM)
                .expireAfterWrite(KEPT)
                .build(this::load);
    }

    /** Empty for a stranger, and for who is disabled. */
    public Optional<Person> find(TenantId tenant, String fhirUser) {
        Optional<Row> row = rows.get(new Key(tenant, fhirUser));
        if (row.isPresent()) {
            return row.filter(Row::enabled).map(Row::person);
        }
        return tenants.find(tenant).flatMap(of -> of.person(fhirUser));
    }

    /**
     * Whether what was issued for a person still counts: not when he is nobody at the tenant any more, as after a start with a file that
     * names him no longer. A Practitioner without a role that the tenant names would be a clinician.
     *
     * @param fhirUser empty for a back end
     */
    boolean holdTokens(TenantId tenant, Optional<String> fhirUser, String grantType) {
        return fhirUser.isEmpty()
                || find(tenant, fhirUser.get()).isPresent()
                || AuthorizationGrantType.TOKEN_EXCHANGE.getValue().equals(grantType)
                        && areExchanged(tenant, fhirUser.get());
    }

    /**
     * Whether a person who is not found may come by token exchange all the same: linked with a user of an issuer that the tenant
     * trusts, or by a PractitionerRole of its own.
     */
    private boolean areExchanged(TenantId tenant, String fhirUser) {
        return tenants.find(tenant).stream()
                .anyMatch(of -> of.trustedIssuers().stream()
                        .anyMatch(issuer -> issuer.links().containsValue(fhirUser)
                                || issuer.subjects().containsValue(fhirUser)
                                || issuer.jwksUri() == null && haveRoles(of)));
    }

    /** Whether one of the tenant's people is known as a PractitionerRole. */
    private boolean haveRoles(TenantSettings of) {
        return of.people().stream().anyMatch(person -> person.fhirUser().startsWith("PractitionerRole/"))
                || sql.in(
                        of.id(),
                        client -> client.sql("select exists (select 1 from person where tenant = ?"
                                        + " and fhir_user like 'PractitionerRole/%' and enabled)")
                                .param(of.id().value())
                                .query(Boolean.class)
                                .single());
    }

    /** The row has changed: here at once, elsewhere within the time it is kept. */
    public void changed(TenantId tenant, String fhirUser) {
        rows.invalidate(new Key(tenant, fhirUser));
    }

    /** What the row's sealed part is bound to. */
    public static String place(String fhirUser) {
        return "person|" + fhirUser;
    }

    public static Set<TenantRole> roles(Array column) throws SQLException {
        return Arrays.stream((String[]) column.getArray())
                .map(word -> TenantRole.of(word).orElseThrow(() -> new IllegalStateException("unknown role " + word)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Optional<Row> load(Key key) {
        return sql.in(
                key.tenant(),
                client -> client.sql("select sealed, roles, enabled from person where tenant = ? and fhir_user = ?")
                        .params(key.tenant().value(), key.fhirUser())
                        .query((row, number) -> row(key, row))
                        .optional());
    }

    private Row row(Key key, ResultSet row) throws SQLException {
        byte[] open = keys.tenant(key.tenant()).data().open(row.getBytes("sealed"), place(key.fhirUser()));
        Map<String, Object> details = Json.readObject(new String(open, StandardCharsets.UTF_8));
        return new Row(
                row.getBoolean("enabled"),
                new Person(key.fhirUser(), (String) details.get("name"), roles(row.getArray("roles"))));
    }
}
