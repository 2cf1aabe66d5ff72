package io.chartside.app.launch;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token endpoint granted (RFC 6749 §5.1; SMART App Launch 2.2, "Launch context"). Access tokens are opaque to a
 * client and never looked into.
 *
 * @param scopes empty when the server does not say, which means: as asked (RFC 6749 §5.1)
 * @param patient logical id; some servers send {@code Patient/id}
 * @param encounter logical id, as for the patient
 * @param styleUrl {@code smart_style_url}
 */
record TokenAnswer(
        String accessToken,
        Instant expiresAt,
        Optional<String> refreshToken,
        Optional<String> idToken,
        Set<String> scopes,
        Optional<String> patient,
        Optional<String> encounter,
        Optional<String> fhirUser,
        Optional<String> intent,
        boolean needPatientBanner,
        Optional<String> tenant,
        List<ContextItem> fhirContext,
        Optional<URI> styleUrl,
        Optional<AppContext> appContext,
        Optional<Messaging> messaging) {

    /** RFC 6749 leaves {@code expires_in} optional; without it the token is taken to be short-lived. */
    private static final long ASSUMED_SECONDS = 300;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    static Optional<TokenAnswer> of(ObjectNode answer, Instant now) {
        Optional<String> accessToken = Json.text(answer, "access_token");
        boolean bearer = Json.text(answer, "token_type")
                .filter("bearer"::equalsIgnoreCase)
                .isPresent();
        if (accessToken.isEmpty() || !bearer) {
            return Optional.empty();
        }
        long seconds =
                Json.number(answer, "expires_in").filter(number -> number > 0).orElse(ASSUMED_SECONDS);
        Optional<AppContext> appContext = Json.text(answer, "appContext").flatMap(AppContext::of);
        return Optional.of(new TokenAnswer(
                accessToken.get(),
                now.plusSeconds(seconds),
                Json.text(answer, "refresh_token"),
                Json.text(answer, "id_token"),
                Json.text(answer, "scope")
                        .map(scopes -> Arrays.stream(scopes.strip().split(" +")).collect(Collectors.toSet()))
                        .orElse(Set.of()),
                id(answer, "patient", "Patient/"),
                id(answer, "encounter", "Encounter/").or(() -> appContext.map(AppContext::encounter)),
                Json.text(answer, "fhirUser"),
                Json.text(answer, "intent"),
                Json.flag(answer, "need_patient_banner").orElse(true),
                Json.text(answer, "tenant"),
                ContextItem.of(answer),
                Json.address(answer, "smart_style_url"),
                appContext,
                Messaging.of(
                        Json.text(answer, "smart_web_messaging_handle"),
                        Json.text(answer, "smart_web_messaging_origin"))));
    }

    private static Optional<String> id(ObjectNode answer, String key, String type) {
        return Json.text(answer, key)
                .map(value -> value.startsWith(type) ? value.substring(type.length()) : value)
                .filter(value -> ID.matcher(value).matches());
    }

    /** What a session keeps of it. */
    Granted granted() {
        return new Granted(scopes, needPatientBanner, intent, tenant, fhirContext, EhrStyle.NONE, messaging);
    }

    @Override
    public String toString() {
        return "token for " + scopes.size() + " scopes until " + expiresAt;
    }
}
