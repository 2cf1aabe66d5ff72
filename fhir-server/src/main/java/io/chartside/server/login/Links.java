package io.chartside.server.login;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.tenancy.TenantId;
import java.security.MessageDigest;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Links that sign in (MM11): 256 random bits, of which the database knows the hash; once, and only by the POST of their page,
 * since mail scanners open every link. One that came by mail works in the browser that asked for it; in another, with the code
 * that the first one shows. An invitation is handed over by an administrator and needs neither.
 */
@Component
final class Links {
    static final Duration LIFETIME = Duration.ofMinutes(15);
    static final Duration INVITATION_LIFETIME = Duration.ofDays(3);
    private static final int ATTEMPTS = 5;

    /** @param continuation query of the authorization request that the sign-in was for; empty when for none */
    record Used(String fhirUser, String continuation) {}

    /** @param needsCode whether this browser is not the one that asked */
    record Opened(boolean needsCode, String continuation) {}

    private final TenantSql sql;
    private final Clock clock;

    Links(TenantSql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * A link for mail.
     *
     * @param fhirUser empty for an address that nobody has: the same row, which lets nobody in
     * @param browser secret of the browser's cookie
     * @param code to be typed in another browser
     */
    String issue(TenantId tenant, String fhirUser, String browser, String code, String continuation) {
        return sql.in(
                tenant,
                client -> insert(
                        client,
                        tenant,
                        fhirUser,
                        false,
                        TokenHash.of(browser).bytes(),
                        TokenHash.of(code).bytes(),
                        continuation,
                        LIFETIME));
    }

    /** Ends the person's earlier ones. */
    String invite(JdbcClient client, TenantId tenant, String fhirUser) {
        endInvitations(client, tenant, fhirUser);
        return insert(client, tenant, fhirUser, true, null, null, "", INVITATION_LIFETIME);
    }

    void endInvitations(JdbcClient client, TenantId tenant, String fhirUser) {
        client.sql("delete from sign_in_link where tenant = ? and fhir_user = ? and invitation")
                .params(tenant.value(), fhirUser)
                .update();
    }

    private String insert(
            JdbcClient client,
            TenantId tenant,
            String fhirUser,
            boolean invitation,
            byte[] browser,
            byte[] code,
            String continuation,
            Duration lifetime) {
        String secret = TokenHash.newSecret();
        client.sql("""
                        insert into sign_in_link
                          (tenant, hash, fhir_user, invitation, browser, code, continuation, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(tenant.value())
                .param(TokenHash.of(secret).bytes())
                .param(fhirUser)
                .param(invitation)
                .param(browser)
                .param(code)
                .param(continuation)
                .param(Timestamp.from(clock.instant().plus(lifetime)))
                .update();
        return secret;
    }

    /** What its page must know; of a link that is none the same as of one from another browser. */
    Opened opened(TenantId tenant, String secret, Optional<TokenHash> browser) {
        return sql.in(
                        tenant,
                        client -> client.sql(
                                        "select browser, continuation from sign_in_link where tenant = ? and hash = ?")
                                .params(tenant.value(), TokenHash.of(secret).bytes())
                                .query((row, number) -> {
                                    byte[] asked = row.getBytes("browser");
                                    return new Opened(
                                            asked != null && !same(asked, browser), row.getString("continuation"));
                                })
                                .optional())
                .orElse(new Opened(true, ""));
    }

    /** Uses the link up; an attempt with a wrong code is one of five. */
    Optional<Used> use(TenantId tenant, String secret, Optional<TokenHash> browser, String code) {
        byte[] hash = TokenHash.of(secret).bytes();
        Timestamp now = Timestamp.from(clock.instant());
        return sql.in(
                tenant,
                client -> client
                        .sql("""
                                update sign_in_link set failures = failures + 1
                                where tenant = ? and hash = ? and used_at is null and expires_at > ? and failures < ?
                                  and fhir_user <> ''
                                returning fhir_user, browser, code, continuation
                                """)
                        .params(tenant.value(), hash, now, ATTEMPTS)
                        .query((row, number) -> {
                            byte[] asked = row.getBytes("browser");
                            boolean right = asked == null
                                    || same(asked, browser)
                                    || same(row.getBytes("code"), Optional.of(TokenHash.of(code)));
                            return right ? new Used(row.getString("fhir_user"), row.getString("continuation")) : null;
                        })
                        .list()
                        .stream()
                        .filter(Objects::nonNull)
                        .peek(used -> client.sql("update sign_in_link set used_at = ? where tenant = ? and hash = ?")
                                .params(now, tenant.value(), hash)
                                .update())
                        .findFirst());
    }

    private static boolean same(byte[] stored, Optional<TokenHash> brought) {
        return brought.isPresent()
                && MessageDigest.isEqual(stored, brought.get().bytes());
    }
}
