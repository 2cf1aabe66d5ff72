package io.chartside.server.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/**
 * The key that lets commands on the server's machine administer it, {@code keys/operator.jwk} of the data folder: the one that
 * the client {@code chartside-operator} authenticates with at tenants. Audience and type keep its two uses apart.
 */
public final class OperatorKey {
    static final String FILE = "operator.jwk";
    static final String AUDIENCE = "chartside-admin";
    static final JOSEObjectType TYPE = new JOSEObjectType("chartside-admin+jwt");
    static final String METHOD = "htm";
    static final String PATH = "htu";

    private static final int SECONDS = 30;

    private final ECKey key;

    private OperatorKey(ECKey key) {
        this.key = key;
    }

    /** @throws IOException when there is none, or it cannot be read */
    public static OperatorKey read(Path dataDir) throws IOException {
        try {
            return new OperatorKey(
                    ECKey.parse(Files.readString(dataDir.resolve("keys").resolve(FILE))));
        } catch (ParseException e) {
            throw new IOException("the operator's key is damaged"); // The cause would repeat it.
        }
    }

    /**
     * A bearer token for one request.
     *
     * @param account of the operating system, for the audit
     */
    public String token(String account, String method, String path) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES384)
                            .type(TYPE)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .subject(account)
                            .audience(AUDIENCE)
                            .claim(METHOD, method)
                            .claim(PATH, path)
                            .expirationTime(Date.from(Instant.now().plusSeconds(SECONDS)))
                            .jwtID(UUID.randomUUID().toString())
                            .build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the operator's key is none of P-384", e);
        }
    }

    @Override
    public String toString() {
        return "OperatorKey (redacted)";
    }
}
