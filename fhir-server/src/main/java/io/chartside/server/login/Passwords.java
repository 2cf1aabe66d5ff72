package io.chartside.server.login;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Passwords as NIST SP 800-63B (section 3.1.1.2) wants them: long, unlike what is guessed first, no rule of which characters;
 * kept as argon2id. Who has none costs the same work as who has one.
 */
@Component
final class Passwords {
    /** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 rounds, 1 lane. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int ROUNDS = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** Longer ones are refused: the hash of a megabyte would be work for nothing. */
    private static final int LONGEST = 128;
    /** Of zxcvbn's 0 to 4: below it, fewer than 10^8 guesses are enough. */
    private static final int STRONG_ENOUGH = 3;
    /** Each computation takes {@link #MEMORY_KIB} of the heap; more at once wait. */
    private static final int AT_ONCE = 2;

    private static final int LONGEST_WAIT_SECONDS = 10;

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, 1, MEMORY_KIB, ROUNDS);
    private final Semaphore room = new Semaphore(AT_ONCE, true);
    private final Timer computing;
    private final String nobodys;

    Passwords(MeterRegistry meters) {
        this.computing = Timer.builder("chartside.password.hash")
                .description("argon2id computations, without the wait for room")
                .register(meters);
        this.nobodys = nobodys();
    }

    /** In the form of all others, and of no password that anybody knows. */
    private static String nobodys() {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        random.nextBytes(salt);
        random.nextBytes(hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + ROUNDS + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    /** Computes one hash whatever is stored; never true where nothing is. */
    boolean matches(String typed, Optional<String> stored) {
        String normal = normal(typed);
        boolean same = alone(() -> encoder.matches(normal.length() > LONGEST ? "" : normal, stored.orElse(nobodys)));
        return same && stored.isPresent();
    }

    String encode(String typed) {
        String normal = normal(typed);
        return alone(() -> encoder.encode(normal));
    }

    /**
     * What is wrong with a new password, in words for its owner; empty when nothing is.
     *
     * @param shortest in characters
     * @param known words that whoever guesses would try first: the person's name and address, the tenant's name
     */
    Optional<String> weakness(String typed, int shortest, List<String> known) {
        String normal = normal(typed);
        int length = normal.codePointCount(0, normal.length());
        if (length < shortest) {
            return Optional.of("A password has at least " + shortest + " characters.");
        }
        if (normal.length() > LONGEST) {
            return Optional.of("A password has at most " + LONGEST + " characters.");
        }
        // Made for the occasion: its word lists take some megabytes, and a password is chosen seldom.
        boolean guessed = new Zxcvbn().measure(normal, known).getScore() < STRONG_ENOUGH;
        return guessed
                ? Optional.of("This password is among the first that would be guessed. Several words that do not belong"
                        + " together make a good one.")
                : Optional.empty();
    }

    private <T> T alone(Supplier<T> work) {
        await();
        try {
            return computing.record(work);
        } finally {
            room.release();
        }
    }

    /** Longer than this no person waits: a flood of attempts must not pile up. */
    private void await() {
        try {
            if (room.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
    }

    /** The same password typed on different keyboards (SP 800-63B, section 3.1.1.2). */
    private static String normal(String typed) {
        return Normalizer.normalize(typed, Normalizer.Form.NFKC);
    }
}
