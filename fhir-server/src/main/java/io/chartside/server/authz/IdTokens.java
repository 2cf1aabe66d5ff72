package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.tenancy.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.stereotype.Component;

/** The id_token (OpenID Connect Core 1.0, section 2) with SMART's {@code fhirUser}. */
@Component
final class IdTokens {
    /** It proves one sign-in to the app at once; it is no credential to keep. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final SigningKeys keys;
    private final CurrentTenant tenant;
    private final ServerSettings settings;

    IdTokens(SigningKeys keys, CurrentTenant tenant, ServerSettings settings) {
        this.keys = keys;
        this.tenant = tenant;
        this.settings = settings;
    }

    Jwt generate(OAuth2TokenContext context, Instant now) {
        SignedIn user = (SignedIn) context.getPrincipal();
        OAuth2AuthorizationRequest request =
                context.getAuthorization().getAttribute(OAuth2AuthorizationRequest.class.getName());
        Instant expires = now.plus(LIFETIME);
        String issuer = settings.fhirBase(tenant.id());
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(user.fhirUser())
                .audience(context.getRegisteredClient().getClientId())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expires))
                .claim("auth_time", user.authTime().getEpochSecond());
        if (context.getAuthorizedScopes().contains("fhirUser")
                || context.getAuthorizedScopes().contains("profile")) {
            claims.claim("fhirUser", issuer + "/" + user.fhirUser());
        }
        if (!user.amr().values().isEmpty()) {
            claims.claim("amr", user.amr().claim());
        }
        user.amr().acr().ifPresent(level -> claims.claim("acr", level));
        Object nonce =
                request == null ? null : request.getAdditionalParameters().get("nonce");
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
        return sign(claims.build(), now, expires);
    }

    private Jwt sign(JWTClaimsSet claims, Instant now, Instant expires) {
        RSAKey key = keys.of(tenant.id());
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("the tenant's key cannot sign", e);
        }
        return Jwt.withTokenValue(jwt.serialize())
                .header("alg", "RS256")
                .issuedAt(now)
                .expiresAt(expires)
                .subject(claims.getSubject())
                .build();
    }
}
