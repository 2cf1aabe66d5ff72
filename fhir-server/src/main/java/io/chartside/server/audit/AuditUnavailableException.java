package io.chartside.server.audit;

/** The audit could not be written, so the request may not be answered (fail closed): 503. */
public final class AuditUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AuditUnavailableException(RuntimeException cause) {
        super("the audit could not be written", cause);
    }
}
