package io.chartside.server.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Whose a wrapped key is: associated data of its wrapping. AWS KMS writes both parts into CloudTrail, so neither is a secret.
 */
public record KeyOwner(String tenant, String purpose) {
    public KeyOwner {
        if (tenant.isBlank() || purpose.isBlank()) {
            throw new IllegalArgumentException("tenant and purpose must not be blank");
        }
    }

    static KeyOwner kek(String tenant) {
        return new KeyOwner(tenant, "kek");
    }

    byte[] associatedData() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The encryption context of AWS KMS. */
    Map<String, String> context() {
        return Map.of("tenant", tenant, "purpose", purpose);
    }

    @Override
    public String toString() {
        return tenant + "|" + purpose;
    }
}
