package io.chartside.server.login;

import java.util.Objects;
import java.util.Optional;

/** A sign-in through another issuer came to nothing. The message is for the log and holds nothing of what the issuer said. */
final class ExternalSignInFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the person is told; an unknown person and a suspended one are told the same. */
    enum Reason {
        TOO_MANY(
                403,
                "There were too many attempts from here. Each further one closes the door for a while: up to an hour."),
        NOT_BEGUN_HERE(
                403,
                "This answer belongs to no sign-in that this browser has begun within the last ten minutes, or it came"
                        + " for the second time."),
        DENIED(403, "The other side did not sign you in."),
        NOT_ACCEPTED(403, "What the other side said of your sign-in cannot be accepted."),
        UNKNOWN(403, "You have proved who you are, but nobody who may sign in here is linked with you."),
        SECOND_FACTOR(
                403,
                "Two factors are asked for here. The other side did not vouch for a second one, and you have no account"
                        + " here that could hold one."),
        UNAVAILABLE(502, "The other side could not be asked.");

        private final int status;
        private final String text;

        Reason(int status, String text) {
            this.status = status;
            this.text = text;
        }

        int status() {
            return status;
        }

        String text() {
            return text;
        }
    }

    private final Reason reason;
    private final String fhirUser;

    ExternalSignInFailed(Reason reason, String message) {
        this(reason, message, Optional.empty());
    }

    /** @param fhirUser who it would have been, where that is certain */
    ExternalSignInFailed(Reason reason, String message, Optional<String> fhirUser) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
        this.fhirUser = fhirUser.orElse(null);
    }

    Reason reason() {
        return reason;
    }

    Optional<String> fhirUser() {
        return Optional.ofNullable(fhirUser);
    }
}
