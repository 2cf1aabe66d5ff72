package io.chartside.server.sealed;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.store.PatientTraces;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sessions, their devices and invites. A token is stored as SHA-256 of 256 random bits. */
@Component
final class SealedTable implements PatientTraces {
    static final Duration LONGEST_SESSION = Duration.ofHours(12);
    static final Duration INVITE_LIFE = Duration.ofMinutes(10);
    /** A device that has joined and does not say within this time that it has the key, has gone. */
    static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(60);

    private static final int MOST_DEVICES = 8;

    private final TenantSql sql;
    private final KeyRing keys;
    private final Clock clock;

    SealedTable(TenantSql sql, KeyRing keys, Clock clock) {
        this.sql = sql;
        this.keys = keys;
        this.clock = clock;
    }

    byte[] hash(TenantId tenant, String word) {
        byte[] bytes = ("sealed|" + word).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(keys.tenant(tenant).data().hash().hash(bytes), 16);
    }

    /** The session and its first device, which has the key. */
    void open(TenantId tenant, SealedSession session, String patientId, long patientRid) {
        long now = clock.millis();
        sql.in(tenant, client -> {
            client.sql("insert into sealed_session (tenant, id, patient, patient_rid, opener, device, single,"
                            + " fingerprint, opened_at, ends_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            tenant.value(),
                            session.id(),
                            hash(tenant, "Patient/" + patientId),
                            patientRid,
                            session.opener(),
                            session.device(),
                            session.single(),
                            session.fingerprint(),
                            now,
                            now + LONGEST_SESSION.toMillis())
                    .update();
            return client.sql("insert into sealed_device (tenant, session, id, joined_at, acknowledged_at)"
                            + " values (?, ?, ?, ?, ?)")
                    .params(tenant.value(), session.id(), session.device(), now, now)
                    .update();
        });
    }

    Optional<SealedSession> find(TenantId tenant, String id) {
        return sql.in(tenant, client -> find(client, tenant, id, ""));
    }

    /** @param lock {@code for update}, or empty */
    Optional<SealedSession> find(JdbcClient client, TenantId tenant, String id, String lock) {
        return client.sql("select opener, device, single, fingerprint, ended_at is not null or ends_at <= ? as over"
                        + " from sealed_session where tenant = ? and id = ? " + lock)
                .params(clock.millis(), tenant.value(), id)
                .query((row, n) -> new SealedSession(
                        id,
                        row.getBytes("opener"),
                        row.getObject("device", UUID.class),
                        row.getBoolean("single"),
                        row.getBytes("fingerprint"),
                        row.getBoolean("over")))
                .optional();
    }

    /** An earlier invite that nobody has used is worth nothing from now on. */
    void invite(TenantId tenant, String session, byte[] token) {
        sql.in(tenant, client -> {
            client.sql("delete from sealed_invite where tenant = ? and session = ? and used_at is null")
                    .params(tenant.value(), session)
                    .update();
            return client.sql("insert into sealed_invite (tenant, token, session, expires_at) values (?, ?, ?, ?)")
                    .params(tenant.value(), token, session, clock.millis() + INVITE_LIFE.toMillis())
                    .update();
        });
    }

    /** What became of an invite. */
    sealed interface Redeemed {
        record Joined(SealedSession session, UUID device) implements Redeemed {}

        /** It is still good, for whoever has its secret. */
        record OtherKey() implements Redeemed {}

        record Worthless() implements Redeemed {}

        record Full() implements Redeemed {}
    }

    /**
     * One row, changed once: of any number of requests at once one gets the session. Another fingerprint uses nothing up.
     *
     * @param guest SHA-256 of the token that the new device will have
     */
    Redeemed redeem(TenantId tenant, byte[] token, byte[] fingerprint, byte[] guest) {
        long now = clock.millis();
        return sql.in(tenant, client -> {
            Optional<String> session = client.sql("""
                            update sealed_invite i set used_at = ? from sealed_session s
                            where i.tenant = ? and i.token = ? and i.used_at is null and i.expires_at > ?
                              and s.tenant = i.tenant and s.id = i.session and s.fingerprint = ? and not s.single
                              and s.ended_at is null and s.ends_at > ?
                              and (select count(*) from sealed_device d
                                   where d.tenant = i.tenant and d.session = i.session) < ?
                            returning i.session""")
                    .params(now, tenant.value(), token, now, fingerprint, now, MOST_DEVICES)
                    .query(String.class)
                    .optional();
            if (session.isEmpty()) {
                return refused(client, tenant, token, fingerprint, now);
            }
            UUID device = UUID.randomUUID();
            client.sql("insert into sealed_device (tenant, session, id, token, joined_at) values (?, ?, ?, ?, ?)")
                    .params(tenant.value(), session.get(), device, guest, now)
                    .update();
            return new Redeemed.Joined(find(client, tenant, session.get(), "").orElseThrow(), device);
        });
    }

    private static Redeemed refused(JdbcClient client, TenantId tenant, byte[] token, byte[] fingerprint, long now) {
        Optional<Boolean> fits = client.sql("""
                        select s.fingerprint = ? from sealed_invite i
                        join sealed_session s on s.tenant = i.tenant and s.id = i.session
                        where i.tenant = ? and i.token = ? and i.used_at is null and i.expires_at > ?
                          and s.ended_at is null and s.ends_at > ?""")
                .params(fingerprint, tenant.value(), token, now, now)
                .query(Boolean.class)
                .optional();
        return fits.<Redeemed>map(same -> same ? new Redeemed.Full() : new Redeemed.OtherKey())
                .orElseGet(Redeemed.Worthless::new);
    }

    /** The device that has this token, while its session goes on and it is not gone. Plan: sealed_device_token. */
    Optional<UUID> guest(TenantId tenant, String session, byte[] token) {
        long now = clock.millis();
        return sql.in(
                tenant,
                client -> client.sql("""
                                select d.id from sealed_device d
                                join sealed_session s on s.tenant = d.tenant and s.id = d.session
                                where d.tenant = ? and d.token = ? and d.session = ?
                                  and s.ended_at is null and s.ends_at > ?
                                  and (d.acknowledged_at is not null or d.joined_at >= ?)""")
                        .params(tenant.value(), token, session, now, now - ACKNOWLEDGED_WITHIN.toMillis())
                        .query(UUID.class)
                        .optional());
    }

    /** Whether the device is there still. */
    boolean acknowledge(TenantId tenant, String session, UUID device) {
        return 1
                == sql.in(
                        tenant,
                        client -> client.sql("update sealed_device set acknowledged_at = coalesce(acknowledged_at, ?)"
                                        + " where tenant = ? and session = ? and id = ?")
                                .params(clock.millis(), tenant.value(), session, device)
                                .update());
    }

    /** A device of a session; whether it has said that it has the key. */
    record Device(UUID id, boolean acknowledged) {}

    /** In the order in which they joined. Those that did not acknowledge in time are gone. */
    List<Device> devices(TenantId tenant, String session) {
        return sql.in(tenant, client -> devices(client, tenant, session));
    }

    List<Device> devices(JdbcClient client, TenantId tenant, String session) {
        client.sql("delete from sealed_device where tenant = ? and session = ? and acknowledged_at is null"
                        + " and joined_at < ?")
                .params(tenant.value(), session, clock.millis() - ACKNOWLEDGED_WITHIN.toMillis())
                .update();
        return client.sql("select id, acknowledged_at is not null as acknowledged from sealed_device"
                        + " where tenant = ? and session = ? order by joined_at, id")
                .params(tenant.value(), session)
                .query((row, n) -> new Device(row.getObject("id", UUID.class), row.getBoolean("acknowledged")))
                .list();
    }

    /** Nothing is taken from now on; tokens and invites are worth nothing. */
    void end(TenantId tenant, String session) {
        sql.in(tenant, client -> {
            client.sql("update sealed_device set token = null where tenant = ? and session = ?")
                    .params(tenant.value(), session)
                    .update();
            client.sql("delete from sealed_invite where tenant = ? and session = ?")
                    .params(tenant.value(), session)
                    .update();
            return client.sql("update sealed_session set ended_at = coalesce(ended_at, ?) where tenant = ? and id = ?")
                    .params(clock.millis(), tenant.value(), session)
                    .update();
        });
    }

    @Override
    public String name() {
        return "sealed";
    }

    @Override
    public int remove(TenantId tenant, String patientId) {
        byte[] patient = hash(tenant, "Patient/" + patientId);
        return sql.in(
                tenant,
                client -> client.sql("delete from sealed_session where tenant = ? and patient = ?")
                        .params(tenant.value(), patient)
                        .update());
    }
}
