package io.chartside.server.authz;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Client secrets are random values of 256 bits, registered as SHA-256 in hex; passwords of people never come here. */
final class ClientSecrets implements PasswordEncoder {
    @Override
    public String encode(CharSequence secret) {
        return HexFormat.of().formatHex(TokenHash.of(secret.toString()).bytes());
    }

    @Override
    public boolean matches(CharSequence secret, String registered) {
        return MessageDigest.isEqual(
                encode(secret).getBytes(StandardCharsets.US_ASCII), registered.getBytes(StandardCharsets.US_ASCII));
    }
}
