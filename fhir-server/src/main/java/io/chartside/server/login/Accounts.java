package io.chartside.server.login;

import io.chartside.server.authz.People;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Table {@code person}. What changes a row runs within the caller's transaction, so that its record stands or falls with it. */
@Component
final class Accounts {
    /** The person or the address has an account already. */
    static final class Taken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final String COLUMNS = """
            select fhir_user, sealed, roles, enabled, password, totp_in_use,
              (select count(*) from passkey k where k.tenant = p.tenant and k.fhir_user = p.fhir_user) as passkeys
            from person p where tenant = ?\s""";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private final TenantSql sql;
    private final KeyRing keys;
    private final People people;
    private final Clock clock;

    Accounts(TenantSql sql, KeyRing keys, People people, Clock clock) {
        this.sql = sql;
        this.keys = keys;
        this.people = people;
        this.clock = clock;
    }

    Optional<Account> byEmail(TenantId tenant, String email) {
        byte[] hash = emailHash(tenant, email);
        return sql.in(
                tenant,
                client -> client.sql(COLUMNS + "and email_hash = ?")
                        .params(tenant.value(), hash)
                        .query((row, number) -> account(tenant, row))
                        .optional());
    }

    Optional<Account> byUser(TenantId tenant, String fhirUser) {
        return sql.in(
                tenant,
                client -> client.sql(COLUMNS + "and fhir_user = ?")
                        .params(tenant.value(), fhirUser)
                        .query((row, number) -> account(tenant, row))
                        .optional());
    }

    List<Account> all(TenantId tenant) {
        return sql.in(
                tenant,
                client -> client.sql(COLUMNS + "order by fhir_user")
                        .param(tenant.value())
                        .query((row, number) -> account(tenant, row))
                        .list());
    }

    /** @throws Taken when the person or the address has an account already */
    void add(JdbcClient client, TenantId tenant, Account account) {
        byte[] details = JSON.writeValueAsBytes(Map.of("name", account.name(), "email", account.email()));
        try {
            client.sql("""
                            insert into person (tenant, fhir_user, sealed, email_hash, roles, enabled, changed_at)
                            values (?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(
                            tenant.value(),
                            account.fhirUser(),
                            data(tenant).seal(details, People.place(account.fhirUser())),
                            emailHash(tenant, account.email()),
                            words(account.roles()),
                            account.enabled(),
                            now())
                    .update();
        } catch (DuplicateKeyException e) {
            throw new Taken();
        }
        people.changed(tenant, account.fhirUser());
    }

    /** Roles and whether the account is enabled, as the account says. */
    void update(JdbcClient client, TenantId tenant, Account account) {
        client.sql("update person set roles = ?, enabled = ?, changed_at = ? where tenant = ? and fhir_user = ?")
                .params(words(account.roles()), account.enabled(), now(), tenant.value(), account.fhirUser())
                .update();
        people.changed(tenant, account.fhirUser());
    }

    /** @param encoded argon2id */
    void setPassword(JdbcClient client, TenantId tenant, String fhirUser, String encoded) {
        client.sql("update person set password = ?, changed_at = ? where tenant = ? and fhir_user = ?")
                .params(encoded, now(), tenant.value(), fhirUser)
                .update();
    }

    /** Lets no other transaction change the account's ways to sign in before this one ends. */
    void lock(JdbcClient client, TenantId tenant, String fhirUser) {
        client.sql("select 1 from person where tenant = ? and fhir_user = ? for update")
                .params(tenant.value(), fhirUser)
                .query(Integer.class)
                .optional();
    }

    /** A name that is typed at the sign-in page, as failures are counted by; of strangers, too. */
    byte[] emailHash(TenantId tenant, String email) {
        return data(tenant).hash().hash(("person-email|" + Account.normal(email)).getBytes(StandardCharsets.UTF_8));
    }

    private DataKey data(TenantId tenant) {
        return keys.tenant(tenant).data();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static String[] words(Set<TenantRole> roles) {
        return roles.stream().map(TenantRole::word).sorted().toArray(String[]::new);
    }

    private Account account(TenantId tenant, ResultSet row) throws SQLException {
        String fhirUser = row.getString("fhir_user");
        Map<String, String> details =
                JSON.readValue(data(tenant).open(row.getBytes("sealed"), People.place(fhirUser)), DETAILS);
        return new Account(
                fhirUser,
                details.get("name"),
                details.get("email"),
                People.roles(row.getArray("roles")),
                row.getBoolean("enabled"),
                Optional.ofNullable(row.getString("password")),
                row.getBoolean("totp_in_use"),
                row.getInt("passkeys"));
    }
}
