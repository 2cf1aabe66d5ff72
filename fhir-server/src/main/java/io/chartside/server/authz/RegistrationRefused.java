package io.chartside.server.authz;

/**
 * A client that cannot be registered as it was described (RFC 7591, section 3.2.2).
 *
 * <p>The message names what to change.
 */
public final class RegistrationRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The error codes of RFC 7591, section 3.2.2, and two of our own for clients that are named. */
    public enum Kind {
        INVALID_REDIRECT_URI("invalid_redirect_uri", 400),
        INVALID_CLIENT_METADATA("invalid_client_metadata", 400),
        INVALID_SOFTWARE_STATEMENT("invalid_software_statement", 400),
        UNAPPROVED_SOFTWARE_STATEMENT("unapproved_software_statement", 400),
        NO_SUCH_CLIENT("not_found", 404),
        CLIENT_EXISTS("conflict", 409);

        private final String code;
        private final int status;

        Kind(String code, int status) {
            this.code = code;
            this.status = status;
        }
    }

    private final Kind kind;

    public RegistrationRefused(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public String code() {
        return kind.code;
    }

    public int status() {
        return kind.status;
    }
}
