package io.chartside.app.launch;

import io.chartside.app.ehr.EhrProfile.Client;
import io.chartside.app.plugin.Correlation;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Speaks to token endpoints: authorization code, refresh, token exchange and client credentials, in each client's own authentication. */
@Component
final class TokenEndpoint {

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

    /** Of Chartside's own server. */
    static final Duration RECORD_TIMEOUT = Duration.ofSeconds(10);

    /** The endpoint answered and granted nothing (RFC 6749 §5.2). */
    static final class Refused extends RuntimeException {
        private final String error;
        private final String description;

        Refused(int status, String error, String description) {
            super("the token endpoint answered HTTP " + status + " " + error);
            this.error = error;
            this.description = description;
        }

        /** Such as {@code invalid_grant}. */
        String error() {
            return error;
        }

        /** What the server adds in words; another's may hold anything, so only our own server's is shown. */
        String description() {
            return description;
        }
    }

    /** The endpoint was not reached or gave no answer that can be used. */
    static final class Unavailable extends RuntimeException {
        Unavailable(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    private final Outbound outbound;
    private final ClientKeys keys;
    private final Clock clock;

    TokenEndpoint(Outbound outbound, ClientKeys keys, Clock clock) {
        this.outbound = outbound;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Redeems an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).
     *
     * @param timeout for the whole answer
     */
    TokenAnswer redeem(
            URI endpoint, Client client, String code, String redirectUri, String codeVerifier, Duration timeout) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", codeVerifier);
        return send(endpoint, client, form, timeout);
    }

    /**
     * Renews an access token (RFC 6749 §6).
     *
     * @param timeout for the whole answer
     */
    TokenAnswer refresh(URI endpoint, Client client, String refreshToken, Duration timeout) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        return send(endpoint, client, form, timeout);
    }

    /** Exchanges a verified id_token of an EHR for the clinician's token of Chartside's record (RFC 8693 §2.1). */
    TokenAnswer exchange(URI endpoint, Client client, String idToken) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", TOKEN_EXCHANGE);
        form.put("subject_token", idToken);
        form.put("subject_token_type", ID_TOKEN);
        form.put("scope", client.scopes());
        return send(endpoint, client, form, RECORD_TIMEOUT);
    }

    /** A token for the client itself (RFC 6749 §4.4.2; SMART Backend Services). */
    TokenAnswer clientCredentials(URI endpoint, Client client) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("scope", client.scopes());
        return send(endpoint, client, form, RECORD_TIMEOUT);
    }

    private TokenAnswer send(URI endpoint, Client client, Map<String, String> form, Duration timeout) {
        OutboundResponse response;
        try {
            OutboundRequest request = authenticated(endpoint, client, form);
            response = outbound.send(request.limits(timeout, request.maximumResponseBytes())
                    .header("X-Request-Id", Correlation.current()));
        } catch (OutboundRefused | OutboundFailed failed) {
            throw new Unavailable(failed.getMessage(), failed);
        }
        Optional<ObjectNode> answer = Json.object(response.text());
        if (response.isSuccess()) {
            return answer.flatMap(object -> TokenAnswer.of(object, clock.instant()))
                    .orElseThrow(() -> new Unavailable("the token endpoint's answer holds no bearer token", null));
        }
        // 429 refuses nothing: whoever asks too often is told to come back, and a refresh token stays good.
        if (response.status() / 100 == 5 || response.status() == 429) {
            throw new Unavailable("the token endpoint answered HTTP " + response.status(), null);
        }
        // Only the registered characters of an error code are repeated (RFC 6749 §5.2); descriptions may hold anything.
        String error = answer.flatMap(object -> Json.text(object, "error"))
                .filter(code -> code.matches("[a-z_]{1,40}"))
                .orElse("unspecified");
        String description = answer.flatMap(object -> Json.text(object, "error_description"))
                .filter(words -> words.matches("[ -~]{1,400}"))
                .orElse("");
        throw new Refused(response.status(), error, description);
    }

    private OutboundRequest authenticated(URI endpoint, Client client, Map<String, String> form) {
        switch (client.authentication()) {
            case PRIVATE_KEY_JWT -> {
                form.put("client_assertion_type", ASSERTION_TYPE);
                form.put("client_assertion", keys.assertion(client.id(), endpoint, client.algorithm()));
                return OutboundRequest.form(endpoint, encoded(form));
            }
            case CLIENT_SECRET_BASIC -> {
                String secret = client.secret().orElseThrow().value();
                String pair = encoded(client.id()) + ":" + encoded(secret);
                String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
                return OutboundRequest.form(endpoint, encoded(form)).header("Authorization", "Basic " + basic);
            }
            default -> {
                form.put("client_id", client.id());
                return OutboundRequest.form(endpoint, encoded(form));
            }
        }
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
