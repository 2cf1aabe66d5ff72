package io.chartside.app.ehr;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.outbound.Outbound;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * A FHIR R4 server and how it is reached.
 *
 * @param name how people call it, shown in messages
 * @param base the FHIR base without a slash at its end
 * @param timeout for one whole interaction
 * @param maximumResponseBytes for one answer
 * @param prefersRepresentation whether writes ask for {@code Prefer: return=representation} rather than minimal
 */
public record FhirServer(
        String name,
        URI base,
        Duration timeout,
        int maximumResponseBytes,
        boolean prefersRepresentation,
        Outbound outbound,
        FhirContext context) {

    public FhirServer {
        Objects.requireNonNull(outbound, "outbound");
        Objects.requireNonNull(context, "context");
        if (base.toString().endsWith("/")) {
            throw new IllegalArgumentException("a FHIR base is given without a slash at its end");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
