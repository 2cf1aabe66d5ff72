package io.chartside.server.authz;

import io.chartside.server.access.SmartScope;
import io.chartside.server.tenancy.TenantSettings;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * What an authorization request must be (SMART App Launch 2.2, "Obtain authorization code"): exact redirect_uri, state, aud,
 * an S256 challenge, and scopes that the client may ask for. What is wrong is refused, never narrowed in silence.
 */
@Component
final class AuthorizationRequestRules implements Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> {
    /** Base64url of a SHA-256 without padding (RFC 7636, section 4.2). */
    private static final Pattern S256_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final int LONGEST_STATE = 2048;

    private final CurrentTenant tenant;
    private final ClientRegistry clients;
    private final LaunchHandles launches;
    private final Clock clock;

    AuthorizationRequestRules(CurrentTenant tenant, ClientRegistry clients, LaunchHandles launches, Clock clock) {
        this.tenant = tenant;
        this.clients = clients;
        this.launches = launches;
        this.clock = clock;
    }

    @Override
    public void accept(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        TenantSettings settings = tenant.settings();
        Client client = clients.client(settings, request.getClientId()).orElseThrow();
        if (request.getRedirectUri() == null || !client.redirectUris().contains(request.getRedirectUri())) {
            throw refused(withoutRedirect(request), OAuth2ErrorCodes.INVALID_REQUEST, "redirect_uri is not registered");
        }
        Map<String, Object> parameters = request.getAdditionalParameters();
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            if (!(parameter.getValue() instanceof String)) {
                throw refused(request, OAuth2ErrorCodes.INVALID_REQUEST, "a parameter is repeated");
            }
        }
        if (request.getState() == null || request.getState().length() > LONGEST_STATE) {
            throw refused(request, OAuth2ErrorCodes.INVALID_REQUEST, "state is missing or too long");
        }
        if (!isOurBase((String) parameters.get("aud"))) {
            throw refused(request, OAuth2ErrorCodes.INVALID_REQUEST, "aud is not the FHIR base " + tenant.issuer());
        }
        String challenge = (String) parameters.get("code_challenge");
        if (challenge == null
                || !S256_CHALLENGE.matcher(challenge).matches()
                || !"S256".equals(parameters.get("code_challenge_method"))) {
            throw refused(request, OAuth2ErrorCodes.INVALID_REQUEST, "a code_challenge of method S256 is needed");
        }
        checkScopes(request, client);
        checkLaunch(request, settings);
        if (Prompt.isSilent(parameters.get("prompt"))) {
            checkSignIn(request);
        }
    }

    /** No page may ask the person to sign in, or to sign in anew (OpenID Connect Core 1.0, sections 3.1.2.1 and 3.1.2.6). */
    private void checkSignIn(OAuth2AuthorizationCodeRequestAuthenticationToken request) {
        if (!(request.getPrincipal() instanceof SignedIn user)) {
            throw refused(request, "login_required", "nobody is signed in in this browser");
        }
        if (SignInAge.maxAge(request.getAdditionalParameters().get("max_age"))
                .filter(age -> SignInAge.isOlder(user, age, clock))
                .isPresent()) {
            throw refused(request, "login_required", "the sign-in in this browser is older than max_age");
        }
    }

    private boolean isOurBase(String audience) {
        String base = tenant.issuer();
        return base.equals(audience) || (base + "/").equals(audience);
    }

    private static void checkScopes(OAuth2AuthorizationCodeRequestAuthenticationToken request, Client client) {
        if (request.getScopes().isEmpty()) {
            throw refused(request, OAuth2ErrorCodes.INVALID_SCOPE, "scope is missing");
        }
        for (String scope : request.getScopes()) {
            boolean system = SmartScope.parse(scope)
                    .filter(parsed -> parsed.level() == SmartScope.Level.SYSTEM)
                    .isPresent();
            if (system || !client.mayAskFor(scope)) {
                throw refused(
                        request, OAuth2ErrorCodes.INVALID_SCOPE, "this app may not ask for every scope it asked for");
            }
        }
    }

    private void checkLaunch(OAuth2AuthorizationCodeRequestAuthenticationToken request, TenantSettings settings) {
        String launch = (String) request.getAdditionalParameters().get("launch");
        if (launch == null) {
            if (request.getScopes().stream()
                    .anyMatch(scope -> LaunchContextScope.parse(scope).isPresent())) {
                throw refused(
                        request,
                        OAuth2ErrorCodes.INVALID_SCOPE,
                        "a launch context other than patient and encounter is had in a launch from the EHR alone");
            }
            if (StandaloneLaunch.needsPatient(request.getScopes()) && request.getPrincipal() instanceof SignedIn) {
                boolean silent =
                        Prompt.isSilent(request.getAdditionalParameters().get("prompt"));
                throw refused(
                        request,
                        silent ? "interaction_required" : OAuth2ErrorCodes.INVALID_REQUEST,
                        "no patient has been chosen");
            }
            return;
        }
        if (!request.getScopes().contains("launch") && !StandaloneLaunch.needsPatient(request.getScopes())) {
            throw refused(request, OAuth2ErrorCodes.INVALID_SCOPE, "a launch from the EHR needs the scope launch");
        }
        if (request.getPrincipal() instanceof SignedIn user
                && !launches.usable(settings.id(), launch, user.fhirUser())) {
            throw LaunchParameter.refused(request);
        }
    }

    /** Without an address the error is shown to the person instead of being sent to who knows where. */
    private static OAuth2AuthorizationCodeRequestAuthenticationToken withoutRedirect(
            OAuth2AuthorizationCodeRequestAuthenticationToken request) {
        return new OAuth2AuthorizationCodeRequestAuthenticationToken(
                request.getAuthorizationUri(),
                request.getClientId(),
                (Authentication) request.getPrincipal(),
                null,
                request.getState(),
                request.getScopes(),
                request.getAdditionalParameters());
    }

    private static OAuth2AuthorizationCodeRequestAuthenticationException refused(
            OAuth2AuthorizationCodeRequestAuthenticationToken request, String code, String description) {
        return new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(code, description, null), request);
    }
}
