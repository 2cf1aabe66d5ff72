package io.chartside.server.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where the next page begins, sealed and bound to who asked for what. */
public final class SealedCursor {

    private SealedCursor() {}

    /** @param binding tenant, subject and query */
    public static String seal(TenantKeys keys, String binding, String position) {
        byte[] sealed = keys.cursor().seal(position.getBytes(StandardCharsets.UTF_8), binding);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    public static String seal(TenantKeys keys, String binding, long... position) {
        StringBuilder text = new StringBuilder();
        for (long number : position) {
            text.append(text.isEmpty() ? "" : ",").append(number);
        }
        return seal(keys, binding, text.toString());
    }

    /** Empty when it is forged, of another tenant, subject or query, or no cursor at all. */
    public static Optional<String> open(TenantKeys keys, String binding, String cursor) {
        try {
            byte[] plain = keys.cursor().open(Base64.getUrlDecoder().decode(cursor), binding);
            return Optional.of(
                    StandardCharsets.UTF_8.decode(ByteBuffer.wrap(plain)).toString());
        } catch (IllegalArgumentException | SealBroken e) {
            return Optional.empty();
        }
    }
}
