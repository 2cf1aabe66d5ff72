package io.chartside.server.authz;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;

/** Makes what the token endpoint hands out: random handles (docs/adr/0004-opaque-tokens.md) and signed id_tokens. */
@Component
final class TokenGenerator implements OAuth2TokenGenerator<OAuth2Token> {
    private static final Set<String> REFRESHABLE = Set.of("offline_access", "online_access");

    private final IdTokens idTokens;
    private final CurrentTenant tenant;
    private final Clock clock;

    TokenGenerator(IdTokens idTokens, CurrentTenant tenant, Clock clock) {
        this.idTokens = idTokens;
        this.tenant = tenant;
        this.clock = clock;
    }

    @Override
    public OAuth2Token generate(OAuth2TokenContext context) {
        // Whole milliseconds survive the way through the database.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            ProvenKey.check(context);
            return accessToken(context, now);
        }
        if (OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())) {
            Set<String> granted = context.getAuthorization().getAuthorizedScopes();
            return granted.stream().noneMatch(REFRESHABLE::contains)
                    ? null
                    : new OAuth2RefreshToken(TokenHash.newSecret(), now, refreshable(context, granted, now));
        }
        return "id_token".equals(context.getTokenType().getValue()) ? idTokens.generate(context, now) : null;
    }

    private static OAuth2AccessToken accessToken(OAuth2TokenContext context, Instant now) {
        String value = TokenHash.newSecret();
        Instant expires =
                now.plus(context.getRegisteredClient().getTokenSettings().getAccessTokenTimeToLive());
        Set<String> scopes = context.getAuthorizedScopes();
        return ProvenKey.current()
                .<OAuth2AccessToken>map(jkt -> new ProvenKey.BoundToken(value, now, expires, scopes, jkt))
                .orElseGet(
                        () -> new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, value, now, expires, scopes));
    }

    /** A new refresh token prolongs offline access, but never online access. */
    private Instant refreshable(OAuth2TokenContext context, Set<String> granted, Instant now) {
        Instant offline =
                now.plus(context.getRegisteredClient().getTokenSettings().getRefreshTokenTimeToLive());
        if (!OnlineAccess.of(granted)) {
            return offline;
        }
        OAuth2Authorization.Token<OAuth2RefreshToken> before =
                context.getAuthorization().getRefreshToken();
        Instant online = before == null
                ? now.plus(tenant.settings().tokenLifetimes().session())
                : before.getToken().getExpiresAt();
        return online.isBefore(offline) ? online : offline;
    }
}
