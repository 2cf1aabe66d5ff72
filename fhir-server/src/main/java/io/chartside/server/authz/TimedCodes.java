package io.chartside.server.authz;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * One-time codes by time (RFC 6238: SHA-1, six digits, 30 seconds, one step of tolerance each way), for the tenants' people and
 * the staff alike. That a step lets in once is for the caller to see to, who keeps the last one.
 */
@Component
public final class TimedCodes {
    public static final int SECRET_BYTES = 20;

    private static final int TOLERANCE = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator();
    private final Clock clock;

    TimedCodes(Clock clock) {
        this.clock = clock;
    }

    public static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** The step that a code is of: this one, one before or one after; empty when it is of none of them. */
    public OptionalLong step(byte[] secret, String code) {
        byte[] typed = code.getBytes(StandardCharsets.UTF_8);
        long seconds = generator.getTimeStep().toSeconds();
        long now = Math.floorDiv(clock.instant().getEpochSecond(), seconds);
        OptionalLong found = OptionalLong.empty();
        for (long step = now - TOLERANCE; step <= now + TOLERANCE; step++) {
            byte[] right = code(secret, Instant.ofEpochSecond(step * seconds)).getBytes(StandardCharsets.US_ASCII);
            if (MessageDigest.isEqual(right, typed) && found.isEmpty()) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    private String code(byte[] secret, Instant moment) {
        try {
            return generator.generateOneTimePasswordString(
                    new SecretKeySpec(secret, generator.getAlgorithm()), moment, Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA-1", e);
        }
    }
}
