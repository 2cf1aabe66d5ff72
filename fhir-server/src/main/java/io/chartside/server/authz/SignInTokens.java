package io.chartside.server.authz;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Checks the id_token of a sign-in that this server has asked a trusted issuer for (OpenID Connect Core 1.0, 3.1.3.7). */
@Component
public final class SignInTokens {
    /** Why it is refused: for the log, never with its content. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** What the token endpoint gave. */
    public record Answer(String idToken, Optional<String> accessToken) {
        @Override
        public String toString() {
            return "Answer";
        }
    }

    /**
     * What the id_token must fit.
     *
     * @param begun when the sign-in was asked for: an older id_token was made for another
     * @param signedInAfter how long ago the person may have proved who he is ({@code max_age})
     */
    public record Expected(String clientId, String nonce, Instant begun, Instant signedInAfter) {
        @Override
        public String toString() {
            return "Expected of " + clientId;
        }
    }

    /**
     * What the issuer vouches for.
     *
     * @param practitioner whom the tenant has linked with its user
     * @param verifiedEmail an address that the issuer has verified
     * @param authTime when the person proved who he is
     */
    public record Vouched(
            Optional<String> practitioner, Optional<String> verifiedEmail, Instant authTime, Optional<String> acr) {
        @Override
        public String toString() {
            return "Vouched at " + authTime;
        }
    }

    private static final int LONGEST_EMAIL = 254;

    private final IdTokenRules rules;

    SignInTokens(IdTokenRules rules) {
        this.rules = rules;
    }

    public Vouched check(TrustedIssuer issuer, Answer answer, Expected expected) throws Refused {
        try {
            SignedJWT jwt = IdTokenRules.parse(answer.idToken());
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!issuer.issuer().equals(claims.getIssuer())) {
                throw new JwtShape.Refused("its issuer is another");
            }
            JwtShape.verify(jwt, rules.key(jwt, issuer.jwksUri()));
            rules.checkTimes(claims);
            checkRecipient(claims, expected);
            checkAccessToken(jwt.getHeader().getAlgorithm(), claims, answer);
            if (claims.getSubject() == null || claims.getSubject().isBlank()) {
                throw new JwtShape.Refused("it names nobody");
            }
            return vouched(claims, issuer, expected);
        } catch (JwtShape.Refused e) {
            throw new Refused("the id_token is refused: " + e.getMessage());
        } catch (ParseException e) {
            throw new Refused("the id_token has claims of the wrong kind");
        }
    }

    private static void checkRecipient(JWTClaimsSet claims, Expected expected) throws JwtShape.Refused, ParseException {
        if (!List.of(expected.clientId()).equals(claims.getAudience())) {
            throw new JwtShape.Refused("it was issued to another client");
        }
        String authorized = claims.getStringClaim("azp");
        if (authorized != null && !authorized.equals(expected.clientId())) {
            throw new JwtShape.Refused("another client was authorized");
        }
        String nonce = claims.getStringClaim("nonce");
        if (nonce == null
                || !MessageDigest.isEqual(
                        nonce.getBytes(StandardCharsets.UTF_8), expected.nonce().getBytes(StandardCharsets.UTF_8))) {
            throw new JwtShape.Refused("its nonce is not that of this sign-in");
        }
        if (claims.getIssueTime().toInstant().plus(IdTokenRules.CLOCK_SKEW).isBefore(expected.begun())) {
            throw new JwtShape.Refused("it is older than this sign-in");
        }
    }

    /** Section 3.1.3.8: the left half of the hash of the access token, by the hash of the signature's algorithm. */
    private static void checkAccessToken(JWSAlgorithm algorithm, JWTClaimsSet claims, Answer answer)
            throws JwtShape.Refused, ParseException {
        String told = claims.getStringClaim("at_hash");
        if (told == null) {
            return;
        }
        String token = answer.accessToken().orElseThrow(() -> new JwtShape.Refused("its access token is missing"));
        byte[] hash =
                digest("SHA-" + algorithm.getName().substring(2)).digest(token.getBytes(StandardCharsets.US_ASCII));
        String right = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
        if (!MessageDigest.isEqual(told.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8))) {
            throw new JwtShape.Refused("it belongs to another access token");
        }
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }

    private Vouched vouched(JWTClaimsSet claims, TrustedIssuer issuer, Expected expected)
            throws JwtShape.Refused, ParseException {
        Instant signedIn = rules.signedIn(claims, issuer);
        if (signedIn.plus(IdTokenRules.CLOCK_SKEW).isBefore(expected.signedInAfter())) {
            throw new JwtShape.Refused("the person proved it too long ago");
        }
        boolean verified = Boolean.TRUE.equals(claims.getClaim("email_verified"));
        return new Vouched(
                issuer.linked(claims.getStringClaim("fhirUser"), claims.getSubject()),
                Optional.ofNullable(claims.getStringClaim("email"))
                        .filter(email -> verified && email.length() <= LONGEST_EMAIL),
                signedIn,
                Optional.ofNullable(claims.getStringClaim("acr")));
    }
}
