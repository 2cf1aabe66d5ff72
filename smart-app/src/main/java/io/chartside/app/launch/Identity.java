package io.chartside.app.launch;

import java.time.Instant;
import java.util.Optional;

/**
 * Who signed in, according to a verified id_token.
 *
 * @param fhirUser {@code Practitioner/id} or an absolute URL of one
 * @param token the id_token itself, for the exchange
 * @param expiresAt of the id_token
 * @param signedInAt {@code auth_time}
 */
record Identity(String fhirUser, String token, Instant expiresAt, Optional<Instant> signedInAt) {

    @Override
    public String toString() {
        return "identity until " + expiresAt;
    }
}
