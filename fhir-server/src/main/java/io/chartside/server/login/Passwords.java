package io.chartside.server.login;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.chartside.server.authz.PasswordHashes;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Passwords as NIST SP 800-63B (section 3.1.1.2) wants them: long, unlike what is guessed first, no rule of which characters.
 */
@Component
final class Passwords {
    /** Longer ones are refused: the hash of a megabyte would be work for nothing. */
    private static final int LONGEST = 128;
    /** Of zxcvbn's 0 to 4: below it, fewer than 10^8 guesses are enough. */
    private static final int STRONG_ENOUGH = 3;

    private final PasswordHashes hashes;

    Passwords(PasswordHashes hashes) {
        this.hashes = hashes;
    }

    /** Computes one hash whatever is stored; never true where nothing is. */
    boolean matches(String typed, Optional<String> stored) {
        String normal = normal(typed);
        return hashes.matches(normal.length() > LONGEST ? "" : normal, stored);
    }

    String encode(String typed) {
        return hashes.encode(normal(typed));
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

    /** The same password typed on different keyboards (SP 800-63B, section 3.1.1.2). */
    private static String normal(String typed) {
        return Normalizer.normalize(typed, Normalizer.Form.NFKC);
    }
}
