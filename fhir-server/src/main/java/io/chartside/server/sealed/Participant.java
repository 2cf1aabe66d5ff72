package io.chartside.server.sealed;

import io.chartside.server.interaction.RequestContext;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A device of a sealed session that asks: the clinician's, by his access token, or a guest's, by the token that its invite gave
 * it, which is good for this session and nothing else.
 *
 * @param context of a guest has no right at all
 */
record Participant(RequestContext context, SealedSession session, UUID device) {
    Participant {
        Objects.requireNonNull(context);
        Objects.requireNonNull(session);
        Objects.requireNonNull(device);
    }

    /** Relative reference of the clinician; empty for a guest. */
    Optional<String> sender() {
        return context.caller().fhirUser().filter(user -> user.startsWith("Practitioner"));
    }
}
