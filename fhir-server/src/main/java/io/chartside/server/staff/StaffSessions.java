package io.chartside.server.staff;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
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
 * Sessions of the staff: a row and a cookie that no page outside of {@code /staff} is sent. They end 15 minutes after the last
 * request, and after eight hours in any case.
 */
@Component
final class StaffSessions {
    static final String COOKIE = "chartside-staff";

    private static final Duration IDLE = Duration.ofMinutes(15);
    private static final Duration ABSOLUTE = Duration.ofHours(8);

    private final TenantSql sql;
    private final StaffPeople people;
    private final ServerSettings settings;
    private final Clock clock;

    StaffSessions(TenantSql sql, StaffPeople people, ServerSettings settings, Clock clock) {
        this.sql = sql;
        this.people = people;
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins a session and sweeps those that have run out. */
    void begin(StaffPerson person, HttpServletResponse response) {
        Instant now = clock.instant();
        String secret = TokenHash.newSecret();
        sql.in(TenantId.STAFF, client -> {
            client.sql("delete from staff_session where tenant = ? and expires_at < ?")
                    .params(TenantId.STAFF.value(), Timestamp.from(now))
                    .update();
            return client.sql("""
                    insert into staff_session (tenant, hash, login, auth_time, last_seen, expires_at)
                    values (?, ?, ?, ?, ?, ?)
                    """)
                    .params(
                            TenantId.STAFF.value(),
                            TokenHash.of(secret).bytes(),
                            person.login(),
                            Timestamp.from(now),
                            Timestamp.from(now),
                            Timestamp.from(now.plus(ABSOLUTE)))
                    .update();
        });
        response.addHeader("Set-Cookie", cookie(secret, ABSOLUTE));
    }

    /** Whose session this browser has; the account is looked at anew, so that who is suspended is out at once. */
    Optional<StaffPerson> find(HttpServletRequest request) {
        Instant now = clock.instant();
        return secret(request)
                .flatMap(secret -> sql.in(
                        TenantId.STAFF,
                        client -> client.sql("""
                                update staff_session set last_seen = ?
                                where tenant = ? and hash = ? and expires_at > ? and last_seen > ?
                                returning login
                                """)
                                .params(
                                        Timestamp.from(now),
                                        TenantId.STAFF.value(),
                                        TokenHash.of(secret).bytes(),
                                        Timestamp.from(now),
                                        Timestamp.from(now.minus(IDLE)))
                                .query(String.class)
                                .optional()))
                .flatMap(people::find)
                .filter(account -> !account.suspended())
                .map(StaffPeople.Account::person);
    }

    void end(HttpServletRequest request, HttpServletResponse response) {
        secret(request)
                .ifPresent(secret -> sql.in(
                        TenantId.STAFF,
                        client -> client.sql("delete from staff_session where tenant = ? and hash = ?")
                                .params(
                                        TenantId.STAFF.value(),
                                        TokenHash.of(secret).bytes())
                                .update()));
        response.addHeader("Set-Cookie", cookie("", Duration.ZERO));
    }

    private String cookie(String value, Duration age) {
        return ResponseCookie.from(COOKIE, value)
                .path("/staff")
                .httpOnly(true)
                .secure("https".equals(settings.serverUrl().getScheme()))
                .sameSite("Strict")
                .maxAge(age)
                .build()
                .toString();
    }

    private static Optional<String> secret(HttpServletRequest request) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(COOKIE) && !cookie.getValue().isEmpty()) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }
}
