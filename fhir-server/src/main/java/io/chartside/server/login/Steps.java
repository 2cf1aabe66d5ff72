package io.chartside.server.login;

import io.chartside.server.authz.Amr;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Sign-ins that have their first factor and wait for the second: ten minutes, five attempts. */
@Component
final class Steps {
    /** @param remember whether the person asked to be remembered in this browser */
    record Step(String fhirUser, Amr amr, boolean remember) {}

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int ATTEMPTS = 5;

    private final TenantSql sql;
    private final Cookies cookies;
    private final Clock clock;

    Steps(TenantSql sql, Cookies cookies, Clock clock) {
        this.sql = sql;
        this.cookies = cookies;
        this.clock = clock;
    }

    void begin(TenantId tenant, Step step, HttpServletResponse response) {
        String secret = TokenHash.newSecret();
        sql.in(
                tenant,
                client -> client.sql("""
                        insert into sign_in_step (tenant, hash, fhir_user, amr, remember, expires_at)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                        .params(
                                tenant.value(),
                                TokenHash.of(secret).bytes(),
                                step.fhirUser(),
                                step.amr().column(),
                                step.remember(),
                                Timestamp.from(clock.instant().plus(LIFETIME)))
                        .update());
        cookies.set(Cookies.Kind.STEP, tenant, secret, LIFETIME, response);
    }

    Optional<Step> find(TenantId tenant, HttpServletRequest request) {
        return one(
                tenant,
                request,
                "select fhir_user, amr, remember from sign_in_step"
                        + " where tenant = ? and hash = ? and expires_at > ? and failures < ?");
    }

    /** The same, for an attempt at the second factor, which is counted before it is judged. */
    Optional<Step> attempt(TenantId tenant, HttpServletRequest request) {
        return one(
                tenant,
                request,
                "update sign_in_step set failures = failures + 1"
                        + " where tenant = ? and hash = ? and expires_at > ? and failures < ?"
                        + " returning fhir_user, amr, remember");
    }

    /** Of two requests that end the same step, one goes on. */
    boolean end(TenantId tenant, HttpServletRequest request, HttpServletResponse response) {
        cookies.clear(Cookies.Kind.STEP, tenant, response);
        return cookies.hash(Cookies.Kind.STEP, tenant, request)
                .filter(hash -> sql.in(
                                tenant,
                                client -> client.sql("delete from sign_in_step where tenant = ? and hash = ?")
                                        .params(tenant.value(), hash.bytes())
                                        .update())
                        == 1)
                .isPresent();
    }

    private Optional<Step> one(TenantId tenant, HttpServletRequest request, String statement) {
        return cookies.hash(Cookies.Kind.STEP, tenant, request)
                .flatMap(hash -> sql.in(
                        tenant,
                        client -> client.sql(statement)
                                .params(tenant.value(), hash.bytes(), Timestamp.from(clock.instant()), ATTEMPTS)
                                .query((row, number) -> new Step(
                                        row.getString("fhir_user"),
                                        Amr.parse(row.getString("amr")),
                                        row.getBoolean("remember")))
                                .optional()));
    }
}
