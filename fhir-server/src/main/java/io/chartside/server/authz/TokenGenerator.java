package io.chartside.server.authz;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;

/** Makes what the token endpoint hands out: random handles (docs/adr/0004-opaque-tokens.md) and signed id_tokens. */
@Component
final class TokenGenerator implements OAuth2TokenGenerator<OAuth2Token> {
    private static final Set<String> REFRESHABLE = Set.of("offline_access", "online_access");

    private final IdTokens idTokens;
    private final Clock clock;

    TokenGenerator(IdTokens idTokens, Clock clock) {
        this.idTokens = idTokens;
        this.clock = clock;
    }

    @Override
    public OAuth2Token generate(OAuth2TokenContext context) {
        // Whole milliseconds survive the way through the database.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            return new OAuth2AccessToken(
                    OAuth2AccessToken.TokenType.BEARER,
                    TokenHash.newSecret(),
                    now,
                    now.plus(context.getRegisteredClient().getTokenSettings().getAccessTokenTimeToLive()),
                    context.getAuthorizedScopes());
        }
        if (OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())) {
            Set<String> granted = context.getAuthorization().getAuthorizedScopes();
            return granted.stream().noneMatch(REFRESHABLE::contains)
                    ? null
                    : new OAuth2RefreshToken(
                            TokenHash.newSecret(),
                            now,
                            now.plus(context.getRegisteredClient()
                                    .getTokenSettings()
                                    .getRefreshTokenTimeToLive()));
        }
        return "id_token".equals(context.getTokenType().getValue()) ? idTokens.generate(context, now) : null;
    }
}
