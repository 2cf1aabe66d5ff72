package io.chartside.server.staff;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** Passwords of the staff by argon2id (RFC 9106) and their one-time codes by TOTP (RFC 6238: SHA-1, 6 digits, 30 s). */
@Component
final class StaffSecrets {
    static final int TOTP_KEY_BYTES = 20;

    /** OWASP's parameters: 19 MiB, two passes, one lane. */
    private static final int SALT = 16;

    private static final int HASH = 32;
    private static final int LANES = 1;
    private static final int MEMORY = 19 * 1024;
    private static final int PASSES = 2;
    /** Each takes its memory from the heap. */
    private static final int AT_ONCE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int PASSWORD_BYTES = 18;

    private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(SALT, HASH, LANES, MEMORY, PASSES);
    /** Made at the first sign-in, whosever it is, and not at every start of the server. */
    private final Supplier<String> nobodys = SingletonSupplier.of(() -> argon2.encode("nobody's password"));

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final TimeBasedOneTimePasswordGenerator totp = new TimeBasedOneTimePasswordGenerator();
    private final SecureRandom random = new SecureRandom();
    private final KeyRing keys;
    private final Clock clock;

    StaffSecrets(KeyRing keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** 144 random bits, to be typed or pasted. */
    String newPassword() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PASSWORD_BYTES));
    }

    byte[] newTotpKey() {
        return bytes(TOTP_KEY_BYTES);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    String hash(String password) {
        return argon2.encode(password);
    }

    /**
     * @param hash null compares with nobody's, in the same time
     * @return false, too, when others take all turns for {@link #PATIENCE}
     */
    boolean matches(String password, String hash) {
        try {
            if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            String nobody = nobodys.get();
            return argon2.matches(password, hash == null ? nobody : hash) && hash != null;
        } finally {
            turns.release();
        }
    }

    /** The step that a code is of: this one, the one before or the one after; empty when it is of none of them. */
    OptionalLong step(byte[] key, String code) {
        long seconds = totp.getTimeStep().toSeconds();
        long now = clock.instant().getEpochSecond() / seconds;
        OptionalLong found = OptionalLong.empty();
        for (long step = now - 1; step <= now + 1; step++) {
            if (MessageDigest.isEqual(
                    code.getBytes(StandardCharsets.UTF_8),
                    code(key, Instant.ofEpochSecond(step * seconds)).getBytes(StandardCharsets.US_ASCII))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    String code(byte[] key, Instant at) {
        try {
            return totp.generateOneTimePasswordString(new SecretKeySpec(key, totp.getAlgorithm()), at);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("any bytes are a key of HMAC", e);
        }
    }

    /** @param login whose it is: sealed for one, it opens for no other */
    byte[] seal(String login, byte[] plain) {
        return key().seal(plain, place(login));
    }

    byte[] open(String login, byte[] sealed) {
        return key().open(sealed, place(login));
    }

    private DataKey key() {
        return keys.tenant(TenantId.STAFF).data();
    }

    static String place(String login) {
        return "staff-person|" + login;
    }
}
