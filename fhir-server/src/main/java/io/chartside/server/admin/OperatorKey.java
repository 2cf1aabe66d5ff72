package io.chartside.server.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.crypto.PrivateFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.UUID;

/** The 256-bit key that lets commands on the server's machine administer it: {@code keys/operator.key} of the data folder. */
public final class OperatorKey {
    static final String AUDIENCE = "chartside-admin";
    static final String METHOD = "htm";
    static final String PATH = "htu";

    private static final int BYTES = 32;
    private static final int SECONDS = 30;

    private final byte[] key;

    private OperatorKey(byte[] key) {
        this.key = key;
    }

    /** @throws IOException when there is none, or it cannot be read */
    public static OperatorKey read(Path dataDir) throws IOException {
        String hex = Files.readString(file(dataDir)).trim();
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IOException("the operator's key is damaged");
        }
        return new OperatorKey(HexFormat.of().parseHex(hex));
    }

    static OperatorKey readOrCreate(Path dataDir) {
        try {
            if (!Files.exists(file(dataDir))) {
                byte[] fresh = new byte[BYTES];
                new SecureRandom().nextBytes(fresh);
                try {
                    PrivateFile.create(file(dataDir), HexFormat.of().formatHex(fresh));
                } catch (FileAlreadyExistsException e) {
                    return read(dataDir); // Another process was first: its key counts.
                }
            }
            return read(dataDir);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read or write " + file(dataDir), e);
        }
    }

    private static Path file(Path dataDir) {
        return dataDir.resolve("keys").resolve("operator.key");
    }

    byte[] bytes() {
        return key.clone();
    }

    /**
     * A bearer token for one request.
     *
     * @param account of the operating system, for the audit
     */
    public String token(String account, String method, String path) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new JWTClaimsSet.Builder()
                            .subject(account)
                            .audience(AUDIENCE)
                            .claim(METHOD, method)
                            .claim(PATH, path)
                            .expirationTime(Date.from(Instant.now().plusSeconds(SECONDS)))
                            .jwtID(UUID.randomUUID().toString())
                            .build());
            jwt.sign(new MACSigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "OperatorKey (redacted)";
    }
}
