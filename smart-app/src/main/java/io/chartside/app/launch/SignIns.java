package io.chartside.app.launch;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.app.ehr.EhrProfile.Client;
import io.chartside.app.ehr.EhrProfile.Endpoints;
import io.chartside.app.plugin.PluginSettings;
import java.net.URI;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The token requests of a launch: at the EHR, and at Chartside's own server for the clinician's token of the record. */
@Component
final class SignIns {

    private static final Endpoints AS_DISCOVERED =
            new Endpoints(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Discovery discovery;
    private final TokenEndpoint tokenEndpoint;
    private final IdTokens idTokens;
    private final PluginSettings settings;
    private final Client recordClient;

    SignIns(
            Discovery discovery,
            TokenEndpoint tokenEndpoint,
            IdTokens idTokens,
            PluginSettings settings,
            LaunchSettings launches) {
        this.discovery = discovery;
        this.tokenEndpoint = tokenEndpoint;
        this.idTokens = idTokens;
        this.settings = settings;
        this.recordClient = new Client(
                launches.recordClientId(),
                Authentication.PRIVATE_KEY_JWT,
                "ES384",
                Optional.empty(),
                launches.recordScopes(),
                Optional.empty());
    }

    /**
     * The authorization server of an EHR. Discovery that leads to another EHR's server is not followed: codes and assertions
     * would go to where they do not belong.
     */
    AuthorizationServer ehrServer(EhrProfile profile) {
        AuthorizationServer server = discovery.of(profile.base(), profile.endpoints());
        boolean own = profile.reaches(server.tokenEndpoint())
                && server.jwksUri().filter(address -> !profile.reaches(address)).isEmpty();
        if (!own) {
            throw new Discovery.Unavailable(true, "discovery names a server that the profile does not", null);
        }
        return server;
    }

    TokenAnswer redeem(EhrProfile profile, PendingLaunch pending, String code) {
        return tokenEndpoint.redeem(
                ehrServer(profile).tokenEndpoint(),
                profile.client(),
                code,
                pending.redirectUri(),
                pending.codeVerifier(),
                profile.limits().timeout());
    }

    Identity verify(EhrProfile profile, String idToken, Optional<String> nonce) {
        return idTokens.verify(idToken, ehrServer(profile), profile.client().id(), nonce);
    }

    /** Verifies an id_token of a refresh, which must be about the same person (OpenID Connect Core 1.0, 12.2). */
    Identity again(EhrProfile profile, String idToken, String before) {
        return idTokens.again(
                idToken, before, ehrServer(profile), profile.client().id());
    }

    TokenAnswer refreshAtEhr(EhrProfile profile, String refreshToken) {
        return tokenEndpoint.refresh(
                ehrServer(profile).tokenEndpoint(),
                profile.client(),
                refreshToken,
                profile.limits().timeout());
    }

    TokenAnswer exchange(EhrProfile profile, Identity identity) {
        return tokenEndpoint.exchange(recordTokenEndpoint(profile), recordClient, identity.token());
    }

    TokenAnswer exchange(EhrProfile profile, String idToken) {
        return tokenEndpoint.exchange(recordTokenEndpoint(profile), recordClient, idToken);
    }

    TokenAnswer refreshAtRecord(EhrProfile profile, String refreshToken) {
        return tokenEndpoint.refresh(
                recordTokenEndpoint(profile), recordClient, refreshToken, TokenEndpoint.RECORD_TIMEOUT);
    }

    /** A token of the record for the app itself (RFC 6749 §4.4). */
    TokenAnswer backEnd(EhrProfile profile, Client client) {
        return tokenEndpoint.clientCredentials(recordTokenEndpoint(profile), client);
    }

    private URI recordTokenEndpoint(EhrProfile profile) {
        return discovery
                .of(settings.recordBase(profile.tenant()), AS_DISCOVERED)
                .tokenEndpoint();
    }
}
