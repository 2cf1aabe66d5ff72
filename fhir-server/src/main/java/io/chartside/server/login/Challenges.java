package io.chartside.server.login;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * Challenges of passkeys: time of expiry, 128 random bits, and a keyed hash of both with what the challenge is for. Showing a
 * page writes nothing; answering it leaves a row, so that each counts once.
 */
@Component
final class Challenges {
    enum Purpose {
        SIGN_IN,
        ADD
    }

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int RANDOM_BYTES = 16;
    private static final int CLAIM_BYTES = Long.BYTES + RANDOM_BYTES;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantSql sql;
    private final KeyRing keys;
    private final Clock clock;

    Challenges(TenantSql sql, KeyRing keys, Clock clock) {
        this.sql = sql;
        this.keys = keys;
        this.clock = clock;
    }

    /** @param fhirUser empty where the person is not known yet */
    String issue(TenantId tenant, Purpose purpose, String fhirUser) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        byte[] claim = ByteBuffer.allocate(CLAIM_BYTES)
                .putLong(clock.instant().plus(LIFETIME).getEpochSecond())
                .put(random)
                .array();
        byte[] whole = ByteBuffer.allocate(CLAIM_BYTES + HASH_BYTES)
                .put(claim)
                .put(hash(tenant, purpose, fhirUser, claim))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** Whether it is ours, for this purpose, in time, and was not answered before. */
    boolean spend(TenantId tenant, Purpose purpose, String fhirUser, byte[] challenge) {
        if (challenge.length != CLAIM_BYTES + HASH_BYTES) {
            return false;
        }
        byte[] claim = new byte[CLAIM_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        ByteBuffer.wrap(challenge).get(claim).get(hash);
        Instant expires = Instant.ofEpochSecond(ByteBuffer.wrap(claim).getLong());
        if (!MessageDigest.isEqual(hash, hash(tenant, purpose, fhirUser, claim))
                || !clock.instant().isBefore(expires)) {
            return false;
        }
        return sql.in(
                        tenant,
                        client -> client.sql("""
                                        insert into passkey_challenge (tenant, hash, expires_at) values (?, ?, ?)
                                        on conflict (tenant, hash) do nothing
                                        """)
                                .params(tenant.value(), hash, Timestamp.from(expires))
                                .update())
                == 1;
    }

    private byte[] hash(TenantId tenant, Purpose purpose, String fhirUser, byte[] claim) {
        KeyedHash keyed = keys.tenant(tenant).data().hash();
        byte[] about = ("passkey-challenge|" + purpose + "|" + fhirUser + "|").getBytes(StandardCharsets.UTF_8);
        return keyed.hash(ByteBuffer.allocate(about.length + claim.length)
                .put(about)
                .put(claim)
                .array());
    }
}
