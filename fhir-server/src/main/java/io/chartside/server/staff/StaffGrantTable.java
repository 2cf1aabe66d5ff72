package io.chartside.server.staff;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.staff.StaffGrant.State;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The table {@code staff_grant}, tenant by tenant. */
@Component
final class StaffGrantTable {
    private static final String SELECT =
            "select id, login, target, purpose, minutes, state, decided_by, expires_at from staff_grant where tenant = ?";

    private final TenantSql sql;
    private final KeyRing keys;
    private final Clock clock;

    StaffGrantTable(TenantSql sql, KeyRing keys, Clock clock) {
        this.sql = sql;
        this.keys = keys;
        this.clock = clock;
    }

    /** The latest first, at most 100. */
    List<StaffGrant> all(TenantId tenant) {
        return sql.in(
                tenant,
                client -> client.sql(SELECT + " order by asked_at desc limit 100")
                        .param(tenant.value())
                        .query((row, number) -> grant(tenant, row))
                        .list());
    }

    Optional<StaffGrant> find(TenantId tenant, UUID id) {
        return sql.in(
                tenant,
                client -> client.sql(SELECT + " and id = ?")
                        .params(tenant.value(), id)
                        .query((row, number) -> grant(tenant, row))
                        .optional());
    }

    void add(TenantId tenant, StaffGrant grant) {
        byte[] purpose =
                keys.tenant(tenant).data().seal(grant.purpose().getBytes(StandardCharsets.UTF_8), place(grant.id()));
        sql.in(
                tenant,
                client -> client.sql("""
                        insert into staff_grant (tenant, id, login, target, purpose, minutes, state, asked_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                        .params(
                                tenant.value(),
                                grant.id(),
                                grant.login(),
                                grant.target(),
                                purpose,
                                grant.minutes(),
                                grant.state().word(),
                                Timestamp.from(clock.instant()))
                        .update());
    }

    /** @return false when its state is another by now */
    boolean decide(TenantId tenant, StaffGrant grant, State state, String by, Optional<Instant> expires) {
        return sql.in(
                        tenant,
                        client -> client.sql("""
                                update staff_grant set state = ?, decided_by = ?, expires_at = ?
                                where tenant = ? and id = ? and state = ?
                                """)
                                .params(
                                        state.word(),
                                        by,
                                        expires.map(Timestamp::from).orElse(null),
                                        tenant.value(),
                                        grant.id(),
                                        grant.state().word())
                                .update())
                == 1;
    }

    private StaffGrant grant(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new StaffGrant(
                id,
                row.getString("login"),
                row.getString("target"),
                new String(keys.tenant(tenant).data().open(row.getBytes("purpose"), place(id)), StandardCharsets.UTF_8),
                row.getInt("minutes"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getString("decided_by")),
                Optional.ofNullable(row.getTimestamp("expires_at")).map(Timestamp::toInstant));
    }

    static String place(UUID id) {
        return "staff-grant|" + id;
    }
}
