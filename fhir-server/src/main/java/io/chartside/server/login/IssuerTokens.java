package io.chartside.server.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.authz.SignInTokens.Answer;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.login.ExternalSignInFailed.Reason;
import io.chartside.server.tenancy.ExternalSignIn;
import io.chartside.server.tenancy.ExternalSignIn.Proof;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Turns an issuer's code into its tokens (OpenID Connect Core 1.0, section 3.1.3), once, as the client that this server is there. */
@Component
final class IssuerTokens {
    private static final Duration ASSERTION_LIFETIME = Duration.ofSeconds(60);
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final IssuerDoor door;
    private final List<Path> configDirs;
    private final Clock clock;

    IssuerTokens(IssuerDoor door, ServerSettings settings, Clock clock) {
        this.door = door;
        this.configDirs = settings.configDirs();
        this.clock = clock;
    }

    Answer redeem(TrustedIssuer issuer, URI tokenEndpoint, String code, String verifier, String redirectUri)
            throws ExternalSignInFailed {
        ExternalSignIn signIn = issuer.signIn().orElseThrow();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", verifier);
        Map<String, String> headers = Map.of();
        if (signIn.proof() instanceof Proof.SecretFile secret) {
            headers = Map.of("Authorization", basic(signIn.clientId(), content(secret)));
        } else {
            form.put("client_id", signIn.clientId());
            form.put("client_assertion_type", ASSERTION_TYPE);
            form.put("client_assertion", assertion(signIn, tokenEndpoint));
        }
        Map<String, Object> tokens = door.post(tokenEndpoint, encoded(form), headers);
        if (!(tokens.get("id_token") instanceof String idToken)) {
            throw new ExternalSignInFailed(Reason.NOT_ACCEPTED, "the token endpoint gave no id_token");
        }
        return new Answer(
                idToken, tokens.get("access_token") instanceof String access ? Optional.of(access) : Optional.empty());
    }

    /** RFC 6749, section 2.3.1: both parts are form-encoded first. */
    private static String basic(String clientId, String secret) {
        String pair = encoded(clientId) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 7523, section 3. */
    private String assertion(ExternalSignIn signIn, URI tokenEndpoint) throws ExternalSignInFailed {
        Instant now = clock.instant();
        try {
            ECKey key = ECKey.parse(content(signIn.proof()));
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES384)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(signIn.clientId())
                            .subject(signIn.clientId())
                            .audience(tokenEndpoint.toString())
                            .issueTime(Date.from(now))
                            .expirationTime(Date.from(now.plus(ASSERTION_LIFETIME)))
                            .jwtID(TokenHash.newSecret())
                            .build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (ParseException | JOSEException e) {
            // Without a cause: its text may hold the key.
            throw unreadable(signIn.proof());
        }
    }

    /** Read at each use, so that a new secret counts at once; a later folder's file replaces an earlier one's. */
    private String content(Proof proof) throws ExternalSignInFailed {
        for (int i = configDirs.size() - 1; i >= 0; i--) {
            Path file = configDirs.get(i).resolve("secrets").resolve(proof.file());
            if (Files.isRegularFile(file)) {
                try {
                    return Files.readString(file).strip();
                } catch (IOException e) {
                    throw unreadable(proof);
                }
            }
        }
        throw unreadable(proof);
    }

    private static ExternalSignInFailed unreadable(Proof proof) {
        return new ExternalSignInFailed(
                Reason.UNAVAILABLE,
                "secrets/" + proof.file()
                        + " of the configuration is missing, cannot be read or holds no key of P-384");
    }

    static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
