package io.chartside.server.authz;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;

/** The {@code launch} parameter of an authorization request, as it came or as it was stored during consent. */
final class LaunchParameter {
    private LaunchParameter() {}

    /** Null when the request is no EHR launch. */
    static TokenHash of(OAuth2AuthorizationRequest request) {
        if (request.getAdditionalParameters().get("launch") instanceof String launch) {
            return TokenHash.of(launch);
        }
        return request.getAdditionalParameters().get(StoredAuthorization.LAUNCH_HASH) instanceof String hash
                ? TokenHash.decode(hash)
                : null;
    }

    /** The answer to a handle that is unknown, used, expired or another person's: told to the app, without saying which. */
    static OAuth2AuthorizationCodeRequestAuthenticationException refused(OAuth2AuthorizationRequest request) {
        Authentication principal = SecurityContextHolder.getContext().getAuthentication();
        return refused(new OAuth2AuthorizationCodeRequestAuthenticationToken(
                request.getAuthorizationUri(),
                request.getClientId(),
                principal,
                request.getRedirectUri(),
                request.getState(),
                request.getScopes(),
                request.getAdditionalParameters()));
    }

    static OAuth2AuthorizationCodeRequestAuthenticationException refused(
            OAuth2AuthorizationCodeRequestAuthenticationToken request) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(
                        OAuth2ErrorCodes.INVALID_REQUEST,
                        "The launch is unknown, used or expired. Launch the app again from the EHR.",
                        null),
                request);
    }
}
