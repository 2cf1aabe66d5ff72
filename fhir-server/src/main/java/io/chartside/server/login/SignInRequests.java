package io.chartside.server.login;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Sign-ins that another issuer was asked for: ten minutes, one answer, in the browser that began. {@code state} is random and
 * leads to the row; {@code nonce} and PKCE's verifier are keyed hashes of it and of the browser's cookie, so that neither the
 * tables nor what passes through addresses gives them away (OpenID Connect Core 1.0, section 15.5.2; RFC 9700, section 2.1.1).
 */
@Component
final class SignInRequests {
    /** @param challenge of PKCE, S256 */
    record Begun(String state, String nonce, String challenge) {}

    /** @param signedInAfter how long ago the person may have proved who he is */
    record Pending(
            String issuer, String nonce, String verifier, Instant begun, Instant signedInAfter, String continuation) {
        @Override
        public String toString() {
            return "Pending at " + issuer;
        }
    }

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final TenantSql sql;
    private final KeyRing keys;
    private final Cookies cookies;
    private final Clock clock;

    SignInRequests(TenantSql sql, KeyRing keys, Cookies cookies, Clock clock) {
        this.sql = sql;
        this.keys = keys;
        this.cookies = cookies;
        this.clock = clock;
    }

    /** Ends what this browser had begun before: its cookie is replaced. */
    Begun begin(
            TenantId tenant, String issuer, Instant signedInAfter, String continuation, HttpServletResponse response) {
        String state = TokenHash.newSecret();
        String browser = TokenHash.newSecret();
        Instant now = clock.instant();
        sql.in(
                tenant,
                client -> client.sql("""
                        insert into sign_in_request
                          (tenant, hash, browser, issuer, begun_at, signed_in_after, continuation, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                        .params(
                                tenant.value(),
                                TokenHash.of(state).bytes(),
                                TokenHash.of(browser).bytes(),
                                issuer,
                                Timestamp.from(now),
                                Timestamp.from(signedInAfter),
                                continuation,
                                Timestamp.from(now.plus(LIFETIME)))
                        .update());
        cookies.set(Cookies.Kind.OIDC, tenant, browser, LIFETIME, response);
        String verifier = derived(tenant, "verifier", browser, state);
        return new Begun(
                state,
                derived(tenant, "nonce", browser, state),
                BASE64.encodeToString(TokenHash.of(verifier).bytes()));
    }

    /** Uses the request up. An answer that comes to another browser finds nothing and takes nothing away. */
    Optional<Pending> take(TenantId tenant, String state, HttpServletRequest request, HttpServletResponse response) {
        Optional<String> browser = cookies.value(Cookies.Kind.OIDC, tenant, request);
        if (browser.isEmpty()) {
            return Optional.empty();
        }
        Optional<Pending> pending = sql.in(
                tenant,
                client -> client.sql("""
                        delete from sign_in_request where tenant = ? and hash = ? and browser = ? and expires_at > ?
                        returning issuer, begun_at, signed_in_after, continuation
                        """)
                        .params(
                                tenant.value(),
                                TokenHash.of(state).bytes(),
                                TokenHash.of(browser.get()).bytes(),
                                Timestamp.from(clock.instant()))
                        .query((row, number) -> new Pending(
                                row.getString("issuer"),
                                derived(tenant, "nonce", browser.get(), state),
                                derived(tenant, "verifier", browser.get(), state),
                                row.getTimestamp("begun_at").toInstant(),
                                row.getTimestamp("signed_in_after").toInstant(),
                                row.getString("continuation")))
                        .optional());
        if (pending.isPresent()) {
            cookies.clear(Cookies.Kind.OIDC, tenant, response);
        }
        return pending;
    }

    /** 43 characters of base64url, as PKCE wants at least (RFC 7636, section 4.1). */
    private String derived(TenantId tenant, String purpose, String browser, String state) {
        byte[] about = ("sign-in-request|" + purpose + "|" + browser + "|" + state).getBytes(StandardCharsets.UTF_8);
        return BASE64.encodeToString(keys.tenant(tenant).data().hash().hash(about));
    }
}
