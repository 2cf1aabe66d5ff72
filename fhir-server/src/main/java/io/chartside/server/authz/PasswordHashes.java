package io.chartside.server.authz;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Passwords as they are kept: argon2id (RFC 9106), for the tenants' people and the staff alike. Who has none costs the same work
 * as who has one, and no more are computed at once than the heap has room for.
 */
@Component
public final class PasswordHashes {
    /** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 rounds, 1 lane. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int ROUNDS = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** Each computation takes {@link #MEMORY_KIB} of the heap; more at once wait. */
    private static final int AT_ONCE = 2;

    private static final int LONGEST_WAIT_SECONDS = 10;

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, 1, MEMORY_KIB, ROUNDS);
    private final Semaphore room = new Semaphore(AT_ONCE, true);
    private final Timer computing;
    private final String nobodys;

    PasswordHashes(MeterRegistry meters) {
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

    /**
     * Computes one hash whatever is stored; never true where nothing is.
     *
     * @throws ResponseStatusException 503 when others take all the room for too long
     */
    public boolean matches(String password, Optional<String> stored) {
        boolean same = alone(() -> encoder.matches(password, stored.orElse(nobodys)));
        return same && stored.isPresent();
    }

    /** @throws ResponseStatusException 503 when others take all the room for too long */
    public String encode(String password) {
        return alone(() -> encoder.encode(password));
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
}
