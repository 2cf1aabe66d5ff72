package io.chartside.server.audit;

import java.util.Objects;
import java.util.UUID;

/**
 * Where a request came from and where it arrived, as its audit events tell it.
 *
 * @param requestId the X-Request-Id of the client, or one made for the request
 * @param clientAddress the peer's network address; X-Forwarded-For is not trusted (OWASP ASVS 4.1.3)
 * @param base FHIR base of the tenant without a slash at the end: {@code http://host/fhir/demo}
 */
public record Origin(String requestId, String clientAddress, String base) {
    public Origin {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(clientAddress);
        Objects.requireNonNull(base);
    }

    /** A command on the server's own machine, which no request brought. */
    public static Origin ofCommand(String base) {
        return new Origin(UUID.randomUUID().toString(), "localhost", base);
    }
}
