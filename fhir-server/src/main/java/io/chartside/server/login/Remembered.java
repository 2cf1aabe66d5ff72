package io.chartside.server.login;

import io.chartside.server.authz.Amr;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Browsers that a person is remembered in (MM13). Each use spends the cookie's secret and sets the family's next; a secret
 * that comes twice is in two hands, so its family ends. The time of the real sign-in goes along: being remembered proves
 * nothing anew.
 */
@Component
final class Remembered {
    sealed interface Use {
        record SignIn(SignedIn user) implements Use {}

        /** Spent before: somebody has a copy. */
        record Stolen(String fhirUser) implements Use {}

        record Nothing() implements Use {}
    }

    private record Row(UUID family, SignedIn user, Instant expires, boolean spent) {}

    private final TenantSql sql;
    private final Cookies cookies;
    private final Clock clock;

    Remembered(TenantSql sql, Cookies cookies, Clock clock) {
        this.sql = sql;
        this.cookies = cookies;
        this.clock = clock;
    }

    /** @param lifetime of the family: its end is not moved by use */
    void begin(TenantId tenant, SignedIn user, Duration lifetime, HttpServletResponse response) {
        Instant expires = clock.instant().plus(lifetime);
        String secret = sql.in(tenant, client -> insert(client, tenant, UUID.randomUUID(), user, expires));
        set(tenant, secret, lifetime, response);
    }

    /** Spends the browser's secret; whatever it was worth, the browser gets a new one or none. */
    Use use(TenantId tenant, HttpServletRequest request, HttpServletResponse response) {
        Optional<TokenHash> hash = cookies.hash(Cookies.Kind.REMEMBERED, tenant, request);
        if (hash.isEmpty()) {
            return forget(tenant, new Use.Nothing(), response);
        }
        Instant now = clock.instant();
        return sql.in(tenant, client -> {
            Optional<Row> row = client.sql("""
                            select family, fhir_user, auth_time, amr, expires_at, spent_at is not null as spent
                            from remembered where tenant = ? and hash = ? and expires_at > ? for update
                            """)
                    .params(tenant.value(), hash.get().bytes(), Timestamp.from(now))
                    .query((found, number) -> new Row(
                            found.getObject("family", UUID.class),
                            new SignedIn(
                                    found.getString("fhir_user"),
                                    found.getTimestamp("auth_time").toInstant(),
                                    Amr.parse(found.getString("amr"))),
                            found.getTimestamp("expires_at").toInstant(),
                            found.getBoolean("spent")))
                    .optional();
            if (row.isEmpty()) {
                return forget(tenant, new Use.Nothing(), response);
            }
            Row found = row.get();
            if (found.spent()) {
                client.sql("delete from remembered where tenant = ? and family = ?")
                        .params(tenant.value(), found.family())
                        .update();
                return forget(tenant, new Use.Stolen(found.user().fhirUser()), response);
            }
            client.sql("update remembered set spent_at = ? where tenant = ? and hash = ?")
                    .params(Timestamp.from(now), tenant.value(), hash.get().bytes())
                    .update();
            String next = insert(client, tenant, found.family(), found.user(), found.expires());
            set(tenant, next, Duration.between(now, found.expires()), response);
            return new Use.SignIn(found.user());
        });
    }

    /** Whether the page should offer it: the cookie itself is not sent when another site's page led here. */
    boolean isLikely(TenantId tenant, HttpServletRequest request) {
        return cookies.value(Cookies.Kind.HINT, tenant, request).isPresent();
    }

    /** All of the person's browsers. */
    void end(JdbcClient client, TenantId tenant, String fhirUser) {
        client.sql("delete from remembered where tenant = ? and fhir_user = ?")
                .params(tenant.value(), fhirUser)
                .update();
    }

    /** This browser's family, when its person signs out. */
    void end(TenantId tenant, HttpServletRequest request, HttpServletResponse response) {
        cookies.hash(Cookies.Kind.REMEMBERED, tenant, request)
                .ifPresent(hash -> sql.in(
                        tenant,
                        client -> client.sql("""
                                        delete from remembered r using remembered mine
                                        where mine.tenant = ? and mine.hash = ?
                                          and r.tenant = mine.tenant and r.family = mine.family
                                        """)
                                .params(tenant.value(), hash.bytes())
                                .update()));
        forget(tenant, new Use.Nothing(), response);
    }

    private Use forget(TenantId tenant, Use use, HttpServletResponse response) {
        cookies.clear(Cookies.Kind.REMEMBERED, tenant, response);
        cookies.clear(Cookies.Kind.HINT, tenant, response);
        return use;
    }

    private void set(TenantId tenant, String secret, Duration lifetime, HttpServletResponse response) {
        cookies.set(Cookies.Kind.REMEMBERED, tenant, secret, lifetime, response);
        cookies.set(Cookies.Kind.HINT, tenant, "1", lifetime, response);
    }

    private static String insert(JdbcClient client, TenantId tenant, UUID family, SignedIn user, Instant expires) {
        String secret = TokenHash.newSecret();
        client.sql("""
                        insert into remembered (tenant, hash, family, fhir_user, auth_time, amr, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        tenant.value(),
                        TokenHash.of(secret).bytes(),
                        family,
                        user.fhirUser(),
                        Timestamp.from(user.authTime()),
                        user.amr().column(),
                        Timestamp.from(expires))
                .update();
        return secret;
    }
}
