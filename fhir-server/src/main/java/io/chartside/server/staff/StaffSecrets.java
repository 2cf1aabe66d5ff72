package io.chartside.server.staff;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.stereotype.Component;

/** New passwords of the staff, and the key under which an account's own secrets are kept. */
@Component
final class StaffSecrets {
    private static final int PASSWORD_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyRing keys;

    StaffSecrets(KeyRing keys) {
        this.keys = keys;
    }

    /** 144 random bits, to be typed or pasted. */
    static String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
