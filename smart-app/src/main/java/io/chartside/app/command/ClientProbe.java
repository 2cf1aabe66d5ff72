package io.chartside.app.command;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.app.ehr.EhrProfile.Client;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Offers the EHR's token endpoint a code that nobody was given: an endpoint that knows the client refuses the code
 * ({@code invalid_grant}), one that does not refuses the client ({@code invalid_client}, RFC 6749 §5.2). The app's private keys are
 * in its database, so a client of {@code private_key_jwt} is not tried.
 */
final class ClientProbe {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As long as RFC 7636 §4.1 wants it. */
    private static final String VERIFIER = "chartside-ehr-check-chartside-ehr-check-chartside";

    private final EhrProfile profile;
    private final Outbound outbound;

    ClientProbe(EhrProfile profile, Outbound outbound) {
        this.profile = profile;
        this.outbound = outbound;
    }

    /** @return empty where the client is not tried */
    Optional<Finding> finding(URI tokenEndpoint, URI appUrl) {
        Client client = profile.client();
        if (client.authentication() == Authentication.PRIVATE_KEY_JWT) {
            return Optional.empty();
        }
        try {
            return Optional.of(judged(outbound.send(request(client, tokenEndpoint, appUrl)
                    .limits(profile.limits().timeout(), 1 << 20))));
        } catch (OutboundRefused | OutboundFailed failed) {
            return Optional.of(Finding.wrong("the token endpoint cannot be asked: " + failed.getMessage()));
        }
    }

    private static OutboundRequest request(Client client, URI tokenEndpoint, URI appUrl) {
        String form = "grant_type=authorization_code&code=chartside-ehr-check&redirect_uri="
                + encoded(appUrl + "/callback") + "&code_verifier=" + VERIFIER;
        if (client.authentication() == Authentication.PUBLIC) {
            return OutboundRequest.form(tokenEndpoint, form + "&client_id=" + encoded(client.id()));
        }
        String pair = encoded(client.id()) + ":"
                + encoded(client.secret().orElseThrow().value());
        return OutboundRequest.form(tokenEndpoint, form)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private Finding judged(OutboundResponse response) {
        String error = error(response.text());
        return switch (error) {
            case "invalid_grant" -> Finding.fine("the token endpoint knows the client and refuses a made-up code");
            case "invalid_client" ->
                Finding.wrong("the token endpoint does not take the client (invalid_client): compare client.id, "
                        + "client.authentication and the secret with the registration");
            case "unauthorized_client", "unsupported_grant_type" ->
                Finding.wrong("the token endpoint lets this client redeem no code (" + error
                        + "): it may be registered as a back-end service");
            default ->
                response.status() == 401
                        ? Finding.wrong("the token endpoint does not take the client (HTTP 401): compare client.id, "
                                + "client.authentication and the secret with the registration")
                        : Finding.note("the token endpoint answers HTTP " + response.status() + " to a made-up code"
                                + (error.isEmpty() ? "" : " (" + error + ")")
                                + ": whether it takes the client shows at the first launch");
        };
    }

    private static String error(String text) {
        try {
            String error = JSON.readTree(text).path("error").asString("");
            return error.matches("[a-z_]{1,40}") ? error : "";
        } catch (JacksonException notJson) {
            return "";
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
