package io.chartside.app.launch;

import io.chartside.app.plugin.Sealing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Browser sessions, pending launches and launches in PostgreSQL: the only place that knows their tables. */
@Component
final class LaunchStore {

    /** A launch as stored. */
    record Row(
            LaunchKey key,
            byte[] browserHash,
            Optional<byte[]> ticketHash,
            LaunchSession session,
            Instant usedAt,
            Instant expiresAt,
            boolean ended) {}

    private final JdbcClient database;
    private final Sealing sealing;

    LaunchStore(JdbcClient database, Sealing sealing) {
        this.database = database;
        this.sealing = sealing;
    }

    boolean knowsBrowser(byte[] hash, Instant now) {
        return database.sql("select 1 from browser_session where id_hash = ? and expires_at > ?")
                .param(hash)
                .param(at(now))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    void addBrowser(byte[] hash, Instant now, Instant expiresAt) {
        database.sql("insert into browser_session (id_hash, created_at, expires_at) values (?, ?, ?)")
                .param(hash)
                .param(at(now))
                .param(at(expiresAt))
                .update();
    }

    void addPending(String state, byte[] ticketHash, PendingLaunch pending, Instant now, Instant expiresAt) {
        byte[] hash = Unguessable.hash(state);
        database.sql("""
                        insert into pending_launch (state_hash, ticket_hash, sealed, created_at, expires_at)
                        values (?, ?, ?, ?, ?)""")
                .param(hash)
                .param(ticketHash)
                .param(sealing.seal(place("pending_launch", hash), Json.MAPPER.writeValueAsString(pending)))
                .param(at(now))
                .param(at(expiresAt))
                .update();
    }

    /**
     * Takes a pending launch: exactly one caller with the right state, in the right browser, in time, gets it.
     *
     * @throws ShowError saying which of these does not hold
     */
    PendingLaunch take(String state, Optional<byte[]> ticketHash, Instant now) {
        byte[] hash = Unguessable.hash(state);
        Optional<byte[]> sealed = ticketHash.flatMap(ticket -> database.sql("""
                        update pending_launch set used_at = ?
                        where state_hash = ? and ticket_hash = ? and used_at is null and expires_at > ?
                        returning sealed""")
                .param(at(now))
                .param(hash)
                .param(ticket)
                .param(at(now))
                .query(byte[].class)
                .optional());
        if (sealed.isEmpty()) {
            throw whyNot(hash, now).because();
        }
        return Json.MAPPER.readValue(sealing.open(place("pending_launch", hash), sealed.get()), PendingLaunch.class);
    }

    private Problem whyNot(byte[] stateHash, Instant now) {
        return database.sql("select used_at is not null, expires_at <= ? from pending_launch where state_hash = ?")
                .param(at(now))
                .param(stateHash)
                .query((rows, number) -> {
                    if (rows.getBoolean(1)) {
                        return Problem.STATE_USED;
                    }
                    return rows.getBoolean(2) ? Problem.STATE_UNKNOWN : Problem.OTHER_BROWSER;
                })
                .optional()
                .orElse(Problem.STATE_UNKNOWN);
    }

    void add(
            LaunchSession session,
            String tenant,
            byte[] browserHash,
            byte[] ticketHash,
            Tokens tokens,
            Instant now,
            Instant expiresAt) {
        byte[] hash = LaunchKey.of(session).hash();
        database.sql("""
                        insert into launch (id_hash, browser_hash, ticket_hash, site, tenant, sealed_session, sealed_tokens,
                                            created_at, used_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(hash)
                .param(browserHash)
                .param(ticketHash)
                .param(session.site())
                .param(tenant)
                .param(sealed(session))
                .param(sealed(hash, tokens))
                .param(at(now))
                .param(at(now))
                .param(at(expiresAt))
                .update();
    }

    Optional<Row> find(LaunchKey key) {
        return database.sql("""
                        select id_hash, browser_hash, ticket_hash, sealed_session, used_at, expires_at, ended_at
                        from launch where id_hash = ?""")
                .param(key.hash())
                .query((rows, number) -> row(rows))
                .optional();
    }

    private Row row(ResultSet rows) throws SQLException {
        byte[] hash = rows.getBytes("id_hash");
        String session = sealing.open(place("launch.session", hash), rows.getBytes("sealed_session"));
        return new Row(
                new LaunchKey(hash),
                rows.getBytes("browser_hash"),
                Optional.ofNullable(rows.getBytes("ticket_hash")),
                Json.MAPPER.readValue(session, LaunchSession.class),
                rows.getObject("used_at", OffsetDateTime.class).toInstant(),
                rows.getObject("expires_at", OffsetDateTime.class).toInstant(),
                rows.getObject("ended_at") != null);
    }

    void touch(LaunchKey key, Instant now) {
        database.sql("update launch set used_at = greatest(used_at, ?) where id_hash = ?")
                .param(at(now))
                .param(key.hash())
                .update();
    }

    /** The launch's browser has another cookie now. */
    void rebind(LaunchKey key, byte[] browserHash) {
        database.sql("update launch set browser_hash = ? where id_hash = ?")
                .param(browserHash)
                .param(key.hash())
                .update();
    }

    void replace(LaunchSession session) {
        database.sql("update launch set sealed_session = ? where id_hash = ?")
                .param(sealed(session))
                .param(LaunchKey.of(session).hash())
                .update();
    }

    void end(LaunchKey key, Instant now) {
        database.sql("update launch set ended_at = coalesce(ended_at, ?), sealed_tokens = ''::bytea where id_hash = ?")
                .param(at(now))
                .param(key.hash())
                .update();
    }

    /** The tokens of a launch that has not ended. */
    Optional<Tokens> tokens(LaunchKey key, Instant now) {
        return database.sql(
                        "select sealed_tokens from launch where id_hash = ? and ended_at is null and expires_at > ?")
                .param(key.hash())
                .param(at(now))
                .query(byte[].class)
                .optional()
                .map(bytes -> opened(key, bytes));
    }

    /**
     * Leases the tokens of a launch that has not ended, unless somebody has them: a refresh token that rotates must be used by one
     * alone. Nothing is locked while the token endpoint is waited for.
     *
     * @param lease of the caller's own
     * @param until when a lease that was neither used nor given back ends, as its process died
     */
    Optional<Tokens> lease(LaunchKey key, UUID lease, Instant now, Instant until) {
        return database.sql("""
                        update launch set renewing = ?, renewing_until = ?
                        where id_hash = ? and ended_at is null and expires_at > ?
                          and (renewing is null or renewing_until <= ?)
                        returning sealed_tokens""")
                .param(lease)
                .param(at(until))
                .param(key.hash())
                .param(at(now))
                .param(at(now))
                .query(byte[].class)
                .optional()
                .map(bytes -> opened(key, bytes));
    }

    /** Puts the tokens in the place of those that were leased, unless the launch has ended meanwhile or the lease is another's. */
    void keep(LaunchKey key, UUID lease, Tokens tokens) {
        database.sql("""
                        update launch set sealed_tokens = ?
                        where id_hash = ? and renewing = ? and ended_at is null""")
                .param(sealed(key.hash(), tokens))
                .param(key.hash())
                .param(lease)
                .update();
    }

    void giveBack(LaunchKey key, UUID lease) {
        database.sql("update launch set renewing = null, renewing_until = null where id_hash = ? and renewing = ?")
                .param(key.hash())
                .param(lease)
                .update();
    }

    /** Deletes what nobody can use any more; the ledger keeps its own rows. */
    int purge(Instant now, Duration kept) {
        int pending = database.sql("delete from pending_launch where expires_at < ?")
                .param(at(now.minus(kept)))
                .update();
        int launches = database.sql("delete from launch where expires_at < ?")
                .param(at(now.minus(kept)))
                .update();
        int browsers = database.sql("delete from browser_session where expires_at < ?")
                .param(at(now))
                .update();
        return pending + launches + browsers;
    }

    private byte[] sealed(LaunchSession session) {
        byte[] hash = LaunchKey.of(session).hash();
        return sealing.seal(place("launch.session", hash), Json.MAPPER.writeValueAsString(session));
    }

    private byte[] sealed(byte[] hash, Tokens tokens) {
        return sealing.seal(place("launch.tokens", hash), Json.MAPPER.writeValueAsString(tokens));
    }

    private Tokens opened(LaunchKey key, byte[] sealed) {
        return Json.MAPPER.readValue(sealing.open(place("launch.tokens", key.hash()), sealed), Tokens.class);
    }

    private static String place(String column, byte[] hash) {
        return column + ":" + HexFormat.of().formatHex(hash);
    }

    static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
