package io.chartside.app.launch;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token endpoint granted (RFC 6749 §5.1; SMART App Launch 2.2, "Launch context"). Access tokens are opaque to a
 * client and never looked into.
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
        boolean needPatientBanner) {

    /** RFC 6749 leaves {@code expires_in} optional; without it the token is taken to be short-lived. */
    private static final long ASSUMED_SECONDS = 300;

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
        return Optional.of(new TokenAnswer(
                accessToken.get(),
                now.plusSeconds(seconds),
                Json.text(answer, "refresh_token"),
                Json.text(answer, "id_token"),
                Json.text(answer, "scope")
                        .map(scopes -> Arrays.stream(scopes.strip().split(" +")).collect(Collectors.toSet()))
                        .orElse(Set.of()),
                Json.text(answer, "patient"),
                Json.text(answer, "encounter"),
                Json.text(answer, "fhirUser"),
                Json.text(answer, "intent"),
                Json.flag(answer, "need_patient_banner").orElse(true)));
    }

    @Override
    public String toString() {
        return "token for " + scopes.size() + " scopes until " + expiresAt;
    }
}
