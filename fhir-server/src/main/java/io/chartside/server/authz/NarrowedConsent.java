package io.chartside.server.authz;

import io.chartside.server.access.SmartScope;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Consent to less than a whole scope. Spring's provider gives scopes that were asked for to the letter; here it also finds
 * those among them that lie within one that was. Anything else it refuses as ever.
 */
final class NarrowedConsent implements AuthenticationProvider {
    private final RegisteredClientRepository clients;
    private final OAuth2AuthorizationService authorizations;

    NarrowedConsent(RegisteredClientRepository clients, OAuth2AuthorizationService authorizations) {
        this.clients = clients;
        this.authorizations = authorizations;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2AuthorizationConsentAuthenticationToken consent =
                (OAuth2AuthorizationConsentAuthenticationToken) authentication;
        return new OAuth2AuthorizationConsentAuthenticationProvider(
                        clients, new Within(authorizations, consent.getScopes()), new AskEveryTime())
                .authenticate(consent);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2AuthorizationConsentAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** The stored authorizations, whose request names the narrower scopes too. */
    private record Within(OAuth2AuthorizationService stored, Set<String> given) implements OAuth2AuthorizationService {
        @Override
        public OAuth2Authorization findByToken(String token, OAuth2TokenType tokenType) {
            OAuth2Authorization found = stored.findByToken(token, tokenType);
            OAuth2AuthorizationRequest request =
                    found == null ? null : found.getAttribute(OAuth2AuthorizationRequest.class.getName());
            if (request == null) {
                return found;
            }
            Set<String> scopes = new LinkedHashSet<>(request.getScopes());
            given.stream().filter(scope -> isWithin(request.getScopes(), scope)).forEach(scopes::add);
            return OAuth2Authorization.from(found)
                    .attribute(
                            OAuth2AuthorizationRequest.class.getName(),
                            OAuth2AuthorizationRequest.from(request)
                                    .scopes(scopes)
                                    .build())
                    .build();
        }

        private static boolean isWithin(Set<String> asked, String scope) {
            Optional<SmartScope> narrower = SmartScope.parse(scope);
            return narrower.isPresent()
                    && asked.stream()
                            .flatMap(word -> SmartScope.parse(word).stream())
                            .anyMatch(word -> word.covers(narrower.get()));
        }

        @Override
        public void save(OAuth2Authorization authorization) {
            stored.save(authorization);
        }

        @Override
        public void remove(OAuth2Authorization authorization) {
            stored.remove(authorization);
        }

        @Override
        public OAuth2Authorization findById(String id) {
            return stored.findById(id);
        }
    }
}
