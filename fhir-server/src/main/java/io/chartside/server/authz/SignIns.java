package io.chartside.server.authz;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.audit.SignInAct;
import io.chartside.server.audit.SignInAct.Kind;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Who has signed in at a tenant's pages. The session is a row and a cookie of its own per tenant, so any process can
 * answer. The cookie is SameSite=Lax: the demo EHR frames these pages under its own site, and nobody else's frame gets it.
 */
@Component
public final class SignIns {
    private static final String COOKIE = "chartside-sign-in-";
    private static final String HOST_PREFIX = "__Host-";
    /** How exact {@code last_seen} is: not every request writes. */
    private static final Duration SEEN_STEP = Duration.ofMinutes(1);

    private final TenantSql sql;
    private final Tenants tenants;
    private final People people;
    private final ServerSettings settings;
    private final AuditTrail audit;
    private final Origins origins;
    private final Clock clock;

    SignIns(
            TenantSql sql,
            Tenants tenants,
            People people,
            ServerSettings settings,
            AuditTrail audit,
            Origins origins,
            Clock clock) {
        this.sql = sql;
        this.tenants = tenants;
        this.people = people;
        this.settings = settings;
        this.audit = audit;
        this.origins = origins;
        this.clock = clock;
    }

    /** Begins a session for somebody who has just proved who he is, and ends the one this browser had. */
    public void begin(TenantId tenant, String fhirUser, HttpServletRequest request, HttpServletResponse response) {
        begin(tenant, new SignedIn(fhirUser, clock.instant()), request, response);
    }

    /** The same, with the time and the proof of a sign-in that may have been earlier than now. */
    public void begin(TenantId tenant, SignedIn user, HttpServletRequest request, HttpServletResponse response) {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        end(tenant, request);
        audit.record(
                tenant, origins.of(request, tenant), SignInAct.ofPerson(Kind.LOGIN, 200, Optional.of(user.fhirUser())));
        Instant now = clock.instant();
        String secret = TokenHash.newSecret();
        Duration lifetime = of.tokenLifetimes().session();
        sql.in(
                tenant,
                client -> client.sql("""
                        insert into sign_in (tenant, hash, fhir_user, auth_time, amr, last_seen, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                        .params(
                                tenant.value(),
                                TokenHash.of(secret).bytes(),
                                user.fhirUser(),
                                Timestamp.from(user.authTime()),
                                user.amr().column(),
                                Timestamp.from(now),
                                Timestamp.from(now.plus(lifetime)))
                        .update());
        own(tenant, request)
                .ifPresent(before -> sql.in(tenant, client -> {
                    OnlineAccess.carryOn(client, tenant, user.fhirUser(), before, TokenHash.of(secret));
                    return null;
                }));
        ResponseCookie cookie = ResponseCookie.from(cookieName(tenant), secret)
                .path("/")
                .httpOnly(true)
                .secure("https".equals(settings.serverUrl().getScheme()))
                .sameSite("Lax")
                .maxAge(lifetime)
                .build();
        response.addHeader("Set-Cookie", cookie.toString());
    }

    /** Relative reference of the person signed in with this browser. */
    public Optional<String> fhirUser(TenantId tenant, HttpServletRequest request) {
        return find(tenant, request).map(SignedIn::fhirUser);
    }

    /** ASVS 5.0, 7.4.2: a person whom the tenant no longer names is not signed in either. */
    public Optional<SignedIn> find(TenantId tenant, HttpServletRequest request) {
        Optional<TokenHash> hash = own(tenant, request);
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        Duration idle = tenants.find(tenant).orElseThrow().signIn().idle();
        Instant now = clock.instant();
        return sql.in(tenant, client -> {
                    client.sql(
                                    "update sign_in set last_seen = ? where tenant = ? and hash = ? and last_seen between ? and ?")
                            .params(
                                    Timestamp.from(now),
                                    tenant.value(),
                                    hash.get().bytes(),
                                    Timestamp.from(now.minus(idle)),
                                    Timestamp.from(now.minus(SEEN_STEP)))
                            .update();
                    return client.sql("""
                                    select s.fhir_user, s.auth_time, s.amr from sign_in s
                                    where s.tenant = ? and s.hash = ? and s.expires_at > ? and s.last_seen > ? and not
                                    """ + Cutoffs.ENDS_SIGN_IN)
                            .params(
                                    tenant.value(),
                                    hash.get().bytes(),
                                    Timestamp.from(now),
                                    Timestamp.from(now.minus(idle)))
                            .query((row, number) -> new SignedIn(
                                    row.getString("fhir_user"),
                                    row.getTimestamp("auth_time").toInstant(),
                                    Amr.parse(row.getString("amr"))))
                            .optional();
                })
                .filter(user -> people.find(tenant, user.fhirUser()).isPresent());
    }

    /**
     * Somebody tried to sign in and was not let in.
     *
     * @param method what was tried: {@code password}, {@code magic-link}
     */
    public void refused(TenantId tenant, String method, HttpServletRequest request) {
        audit.record(tenant, origins.of(request, tenant), SignInAct.refusedPerson(403, method, Optional.empty()));
    }

    /** Ends the session that this browser has at the tenant, if there is one; a sign-out is put on record. */
    public void end(TenantId tenant, HttpServletRequest request) {
        own(tenant, request)
                .flatMap(hash -> sql.in(
                        tenant,
                        client -> client.sql("delete from sign_in where tenant = ? and hash = ? returning fhir_user")
                                .params(tenant.value(), hash.bytes())
                                .query(String.class)
                                .optional()))
                .ifPresent(user -> audit.record(
                        tenant, origins.of(request, tenant), SignInAct.ofPerson(Kind.LOGOUT, 200, Optional.of(user))));
    }

    /** By https the browser itself holds it to this origin, this path and TLS (RFC 6265bis, section 4.1.3.2). */
    String cookieName(TenantId tenant) {
        boolean https = "https".equals(settings.serverUrl().getScheme());
        return (https ? HOST_PREFIX : "") + COOKIE + tenant;
    }

    private Optional<TokenHash> own(TenantId tenant, HttpServletRequest request) {
        return named(cookieName(tenant), request);
    }

    /** Ends the person's sessions in every browser; who calls puts on record why. */
    public void endAll(TenantId tenant, String fhirUser) {
        sql.in(
                tenant,
                client -> client.sql("delete from sign_in where tenant = ? and fhir_user = ?")
                        .params(tenant.value(), fhirUser)
                        .update());
    }

    /** Of a request that {@link #find} has let in: whichever of the two names this server gives it. */
    static Optional<TokenHash> cookie(TenantId tenant, HttpServletRequest request) {
        return named(HOST_PREFIX + COOKIE + tenant, request).or(() -> named(COOKIE + tenant, request));
    }

    private static Optional<TokenHash> named(String name, HttpServletRequest request) {
        if (request.getCookies() == null) {
            return Optional.empty();
        }
        for (Cookie cookie : request.getCookies()) {
            if (cookie.getName().equals(name)) {
                return Optional.of(TokenHash.of(cookie.getValue()));
            }
        }
        return Optional.empty();
    }
}
