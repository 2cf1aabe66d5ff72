package io.chartside.app.launch;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.app.plugin.Sealing;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The app's own keys for {@code private_key_jwt} (SMART App Launch 2.2, "Client Authentication: Asymmetric"): ES384 and
 * RS384, made by the first process of an installation and shared by all through the database, sealed.
 */
@Component
final class ClientKeys {

    /** SMART allows five minutes; a minute is left for clocks that differ. */
    private static final Duration ASSERTION_LIFETIME = Duration.ofMinutes(4);

    private static final int RSA_BITS = 3072;

    private final Map<String, JWK> byAlgorithm;
    private final Clock clock;

    ClientKeys(JdbcClient database, Sealing sealing, Clock clock) {
        this.clock = clock;
        this.byAlgorithm = Map.of("ES384", key(database, sealing, "ES384"), "RS384", key(database, sealing, "RS384"));
    }

    /** The public halves, for {@code /.well-known/jwks.json}. */
    Map<String, Object> publicJwks() {
        return new JWKSet(List.copyOf(byAlgorithm.values())).toPublicJWKSet().toJSONObject();
    }

    /** A client assertion (RFC 7523 §3) for one request to a token endpoint. */
    String assertion(String clientId, URI tokenEndpoint, String algorithm) {
        JWK key = byAlgorithm.get(algorithm);
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(tokenEndpoint.toString())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ASSERTION_LIFETIME)))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        SignedJWT assertion = new SignedJWT(header, claims);
        try {
            assertion.sign(signer(key));
        } catch (JOSEException unusable) {
            throw new IllegalStateException("the client key " + algorithm + " cannot sign", unusable);
        }
        return assertion.serialize();
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return key instanceof ECKey elliptic ? new ECDSASigner(elliptic) : new RSASSASigner((RSAKey) key);
    }

    /** The insert of the process that comes second does nothing, and both read the key of the first. */
    private JWK key(JdbcClient database, Sealing sealing, String algorithm) {
        boolean missing = database.sql("select 1 from client_key where algorithm = ?")
                .param(algorithm)
                .query(Integer.class)
                .optional()
                .isEmpty();
        if (missing) {
            JWK made = generate(algorithm);
            database.sql("""
                            insert into client_key (algorithm, kid, sealed, created_at) values (?, ?, ?, ?)
                            on conflict (algorithm) do nothing""")
                    .param(algorithm)
                    .param(made.getKeyID())
                    .param(sealing.seal(place(algorithm), made.toJSONString()))
                    .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .update();
        }
        byte[] sealed = database.sql("select sealed from client_key where algorithm = ?")
                .param(algorithm)
                .query(byte[].class)
                .single();
        try {
            return JWK.parse(sealing.open(place(algorithm), sealed));
        } catch (ParseException damaged) {
            throw new IllegalStateException("the client key " + algorithm + " cannot be read", damaged);
        }
    }

    private static JWK generate(String algorithm) {
        String kid = UUID.randomUUID().toString();
        try {
            return algorithm.equals("ES384")
                    ? new ECKeyGenerator(Curve.P_384)
                            .keyID(kid)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.ES384)
                            .generate()
                    : new RSAKeyGenerator(RSA_BITS)
                            .keyID(kid)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.RS384)
                            .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(algorithm + " keys cannot be made", impossible);
        }
    }

    private static String place(String algorithm) {
        return "client_key:" + algorithm;
    }
}
