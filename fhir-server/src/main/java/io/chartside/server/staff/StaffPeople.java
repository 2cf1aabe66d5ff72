package io.chartside.server.staff;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.authz.TimedCodes;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** The table {@code staff_person}. */
@Component
final class StaffPeople {
    /** Wrong passwords or codes in a row, after which an account stays shut for a while. */
    private static final int MOST_FAILURES = 5;

    private static final Duration SHUT = Duration.ofMinutes(15);
    private static final String COLUMNS =
            "login, role, suspended, password, secret, totp_step, locked_until from staff_person where tenant = ?";

    private final TenantSql sql;
    private final StaffSecrets secrets;
    private final Clock clock;

    StaffPeople(TenantSql sql, StaffSecrets secrets, Clock clock) {
        this.sql = sql;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A row, its secrets open. */
    record Account(
            StaffPerson person,
            boolean suspended,
            String passwordHash,
            byte[] totpKey,
            long totpStep,
            Instant lockedUntil) {
        boolean mayTry(Instant now) {
            return !suspended && (lockedUntil == null || !lockedUntil.isAfter(now));
        }

        @Override
        public String toString() {
            return person.login();
        }
    }

    Optional<Account> find(String login) {
        return sql.in(
                TenantId.STAFF,
                client -> client.sql("select " + COLUMNS + " and login = ?")
                        .params(TenantId.STAFF.value(), login)
                        .query((row, number) -> account(row))
                        .optional());
    }

    List<Account> all() {
        return sql.in(
                TenantId.STAFF,
                client -> client.sql("select " + COLUMNS + " order by login")
                        .params(TenantId.STAFF.value())
                        .query((row, number) -> account(row))
                        .list());
    }

    /** @return false when there is somebody of this login */
    boolean add(StaffPerson person, String passwordHash, byte[] totpKey) {
        try {
            return sql.in(
                    TenantId.STAFF,
                    client -> client.sql("""
                            insert into staff_person (tenant, login, role, password, secret, created_at)
                            values (?, ?, ?, ?, ?, ?)
                            """)
                                    .params(
                                            TenantId.STAFF.value(),
                                            person.login(),
                                            person.role().word(),
                                            passwordHash,
                                            sealed(person, totpKey),
                                            Timestamp.from(clock.instant()))
                                    .update()
                            == 1);
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Another password and another TOTP key, for who lost one; sessions end. */
    void replaceSecrets(StaffPerson person, String passwordHash, byte[] totpKey) {
        sql.in(TenantId.STAFF, client -> {
            client.sql("""
                    update staff_person set password = ?, secret = ?, totp_step = 0, failures = 0, locked_until = null
                    where tenant = ? and login = ?
                    """)
                    .params(passwordHash, sealed(person, totpKey), TenantId.STAFF.value(), person.login())
                    .update();
            return client.sql("delete from staff_session where tenant = ? and login = ?")
                    .params(TenantId.STAFF.value(), person.login())
                    .update();
        });
    }

    /** A suspended person's sessions are dead at once: each request asks for the account. */
    void change(String login, StaffRole role, boolean suspended) {
        sql.in(
                TenantId.STAFF,
                client -> client.sql("update staff_person set role = ?, suspended = ? where tenant = ? and login = ?")
                        .params(role.word(), suspended, TenantId.STAFF.value(), login)
                        .update());
    }

    /** @return false when this step, or a later one, was used before */
    boolean useStep(String login, long step) {
        return sql.in(
                        TenantId.STAFF,
                        client -> client.sql("""
                        update staff_person set totp_step = ?, failures = 0, locked_until = null
                        where tenant = ? and login = ? and totp_step < ?
                        """)
                                .params(step, TenantId.STAFF.value(), login, step)
                                .update())
                == 1;
    }

    void failed(String login) {
        sql.in(
                TenantId.STAFF,
                client -> client.sql("""
                        update staff_person set
                          failures = case when failures + 1 >= ? then 0 else failures + 1 end,
                          locked_until = case when failures + 1 >= ? then ?::timestamptz else locked_until end
                        where tenant = ? and login = ?
                        """)
                        .params(
                                MOST_FAILURES,
                                MOST_FAILURES,
                                Timestamp.from(clock.instant().plus(SHUT)),
                                TenantId.STAFF.value(),
                                login)
                        .update());
    }

    /** The TOTP key, then the name. */
    private byte[] sealed(StaffPerson person, byte[] totpKey) {
        byte[] name = person.name().getBytes(StandardCharsets.UTF_8);
        byte[] plain = Arrays.copyOf(totpKey, totpKey.length + name.length);
        System.arraycopy(name, 0, plain, totpKey.length, name.length);
        return secrets.seal(person.login(), plain);
    }

    private Account account(ResultSet row) throws SQLException {
        String login = row.getString("login");
        byte[] plain = secrets.open(login, row.getBytes("secret"));
        int key = TimedCodes.SECRET_BYTES;
        Timestamp locked = row.getTimestamp("locked_until");
        return new Account(
                new StaffPerson(
                        login,
                        new String(plain, key, plain.length - key, StandardCharsets.UTF_8),
                        StaffRole.of(row.getString("role")).orElseThrow()),
                row.getBoolean("suspended"),
                row.getString("password"),
                Arrays.copyOf(plain, key),
                row.getLong("totp_step"),
                locked == null ? null : locked.toInstant());
    }
}
