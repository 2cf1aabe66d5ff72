package io.chartside.server.authz;

import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;

/** Consent is given for one launch and not remembered: the next launch may be another patient's. */
final class AskEveryTime implements OAuth2AuthorizationConsentService {
    @Override
    public void save(OAuth2AuthorizationConsent consent) {
        // What was granted stands in the authorization itself.
    }

    @Override
    public void remove(OAuth2AuthorizationConsent consent) {
        // Nothing is kept.
    }

    @Override
    public OAuth2AuthorizationConsent findById(String registeredClientId, String principalName) {
        return null;
    }
}
