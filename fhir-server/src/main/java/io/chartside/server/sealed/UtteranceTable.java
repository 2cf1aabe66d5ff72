package io.chartside.server.sealed;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.tenancy.TenantId;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which nonces and sequences are used up, and in which order utterances came. A row stands before its Communication is written,
 * so that whatever happens in between no nonce is taken twice; the same message sent again then finds its row and goes on.
 */
@Component
final class UtteranceTable {
    /** A row without its Communication: its writer is at work, or is gone if it is older. */
    static final Duration WRITTEN_WITHIN = Duration.ofSeconds(30);

    private final TenantSql sql;
    private final SealedTable sessions;
    private final Clock clock;

    UtteranceTable(TenantSql sql, SealedTable sessions, Clock clock) {
        this.sql = sql;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * @param communication logical id of the Communication, which may not be written yet
     * @param mine whether its Communication is for this request to write: the row is new, or its writer is gone
     */
    record Claim(int position, String communication, boolean mine) {}

    /**
     * @throws FhirRefusal 409 before every device has the key, for a nonce or a sequence that was used, and for one that is not
     *     the device's next; 410 when the session is over; 422 for another key
     */
    Claim claim(TenantId tenant, SealedMessage message) {
        try {
            return sql.in(tenant, client -> claim(client, tenant, message));
        } catch (DuplicateKeyException e) {
            throw new FhirRefusal(409, "duplicate", "This nonce was used in this session already: encrypt anew");
        }
    }

    private Claim claim(JdbcClient client, TenantId tenant, SealedMessage message) {
        SealedSession session = sessions.find(client, tenant, message.session(), "for update")
                .filter(found -> !found.over())
                .orElseThrow(() -> FhirRefusal.gone("This sealed visit is over"));
        if (!MessageDigest.isEqual(session.fingerprint(), message.fingerprint())) {
            throw FhirRefusal.invalid("The message names another key than this session's", "Parameters.parameter");
        }
        requireKeyEverywhere(client, tenant, message);
        Optional<Claim> earlier = earlier(client, tenant, message);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        int next = 1 + lastSequence(client, tenant, message);
        if (message.sequence() != next) {
            throw new FhirRefusal(409, "conflict", "The next sequence of this device is " + next);
        }
        Claim claim = new Claim(1 + lastPosition(client, tenant, message), LogicalIds.next(), true);
        SpokenLimits.count(client, tenant, session, message, claim.position(), clock.millis());
        client.sql("insert into sealed_utterance (tenant, session, nonce, device, sequence, position, digest,"
                        + " communication, claimed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        tenant.value(),
                        message.session(),
                        message.nonce(),
                        message.device(),
                        message.sequence(),
                        claim.position(),
                        digest(message),
                        claim.communication(),
                        clock.millis())
                .update();
        return claim;
    }

    private void requireKeyEverywhere(JdbcClient client, TenantId tenant, SealedMessage message) {
        List<SealedTable.Device> devices = sessions.devices(client, tenant, message.session());
        if (devices.stream().noneMatch(device -> device.id().equals(message.device()))) {
            throw FhirRefusal.forbidden("This device is not part of the sealed visit any more");
        }
        if (!devices.stream().allMatch(SealedTable.Device::acknowledged)) {
            throw FhirRefusal.conflict("A device that has joined has not acknowledged the fingerprint of the key yet");
        }
    }

    /** The row of the very same message, while its Communication may be missing. */
    private Optional<Claim> earlier(JdbcClient client, TenantId tenant, SealedMessage message) {
        return client.sql(
                        "select position, communication, claimed_at <= ? from sealed_utterance"
                                + " where tenant = ? and session = ? and nonce = ? and device = ? and sequence = ? and digest = ?")
                .params(
                        clock.millis() - WRITTEN_WITHIN.toMillis(),
                        tenant.value(),
                        message.session(),
                        message.nonce(),
                        message.device(),
                        message.sequence(),
                        digest(message))
                .query((row, n) -> new Claim(row.getInt(1), row.getString(2), row.getBoolean(3)))
                .optional();
    }

    /** Plan: sealed_utterance_sequence. */
    private static int lastSequence(JdbcClient client, TenantId tenant, SealedMessage message) {
        return client.sql("select coalesce(max(sequence), 0) from sealed_utterance"
                        + " where tenant = ? and session = ? and device = ?")
                .params(tenant.value(), message.session(), message.device())
                .query(Integer.class)
                .single();
    }

    /** Plan: sealed_utterance_position. */
    private static int lastPosition(JdbcClient client, TenantId tenant, SealedMessage message) {
        return client.sql("select coalesce(max(position), 0) from sealed_utterance where tenant = ? and session = ?")
                .params(tenant.value(), message.session())
                .query(Integer.class)
                .single();
    }

    /** An utterance that was taken. */
    record Taken(int position, UUID device, int sequence, String communication, boolean fresh) {}

    /** Those after a position, in order; {@code fresh} where the Communication may still be on its way. */
    List<Taken> after(TenantId tenant, String session, int position, int most) {
        long old = clock.millis() - WRITTEN_WITHIN.toMillis();
        return sql.in(
                tenant,
                client -> client.sql("select position, device, sequence, communication, claimed_at > ? as fresh"
                                + " from sealed_utterance where tenant = ? and session = ? and position > ?"
                                + " order by position limit ?")
                        .params(old, tenant.value(), session, position, most)
                        .query((row, n) -> new Taken(
                                row.getInt("position"),
                                row.getObject("device", UUID.class),
                                row.getInt("sequence"),
                                row.getString("communication"),
                                row.getBoolean("fresh")))
                        .list());
    }

    private static byte[] digest(SealedMessage message) {
        return Tokens.sha256(message.compact());
    }
}
