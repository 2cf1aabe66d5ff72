package io.chartside.server.authz;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * The nonces that a tenant may ask for in DPoP proofs (RFC 9449, sections 8 and 9), so that a proof cannot have been made long
 * before it is used. They are no rows: a nonce is the minute of its making with a keyed hash of it, so every process gives and
 * knows the same ones. The token endpoint and the FHIR base take each other's, since clients keep one nonce for an origin.
 */
@Component
final class DpopNonces {
    static final String HEADER = "DPoP-Nonce";

    private static final long MINUTE_MILLIS = 60_000;
    /** A nonce is taken in the minute that it is made in and so many more. */
    private static final long MINUTES_TAKEN = 4;

    private static final int HASH_BYTES = 16;
    private static final int LONGEST = 64;

    private final KeyRing keys;
    private final Clock clock;

    DpopNonces(KeyRing keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The one of this minute. */
    String current(TenantId tenant) {
        return of(tenant, minute());
    }

    /** @param nonce of a proof; null when it has none */
    boolean isTaken(TenantId tenant, String nonce) {
        if (nonce == null || nonce.length() > LONGEST) {
            return false;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (bytes.length != Long.BYTES + HASH_BYTES) {
            return false;
        }
        long made = ByteBuffer.wrap(bytes).getLong();
        long now = minute();
        boolean inTime = made <= now && made >= now - MINUTES_TAKEN;
        return MessageDigest.isEqual(ascii(of(tenant, made)), ascii(nonce)) && inTime;
    }

    private String of(TenantId tenant, long minute) {
        byte[] hash = keys.tenant(tenant).data().hash().hash(ascii("dpop-nonce|" + minute));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(Long.BYTES + HASH_BYTES)
                        .putLong(minute)
                        .put(Arrays.copyOf(hash, HASH_BYTES))
                        .array());
    }

    private long minute() {
        return Math.floorDiv(clock.millis(), MINUTE_MILLIS);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
