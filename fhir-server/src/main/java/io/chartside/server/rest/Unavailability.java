package io.chartside.server.rest;

import io.chartside.server.audit.AuditUnavailableException;
import io.chartside.server.crypto.KeysUnavailable;
import io.chartside.server.store.DatabaseFailure;
import java.util.Map;
import java.util.Optional;

/**
 * What is missing for the moment, and is told with 503 and Retry-After (RFC 9110, section 10.2.3): a database, the key store,
 * the key service, or the audit without which nothing is answered.
 */
final class Unavailability {
    /** Seconds. Shorter than any outage, longer than a restart's first connections. */
    static final String RETRY_AFTER = "5";

    private static final int DEEPEST = 16;

    private Unavailability() {}

    /** Why the request failed, where it is nothing but that; empty for any other failure. */
    static Optional<String> of(Throwable failure) {
        Optional<String> found = Optional.empty();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof KeysUnavailable) {
                return Optional.of("The keys of the record cannot be had at the moment");
            }
            if (cause instanceof DatabaseFailure database && database.isUnreachable()) {
                return Optional.of("The database does not answer");
            }
            if (cause instanceof AuditUnavailableException) {
                found = Optional.of("The request could not be recorded, so it was not answered");
            }
            cause = cause.getCause();
        }
        return found;
    }

    static Answer answer(String reason) {
        return Outcomes.of(503, "transient", reason).withHeaders(Map.of("Retry-After", RETRY_AFTER));
    }
}
