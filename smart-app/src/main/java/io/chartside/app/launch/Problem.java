package io.chartside.app.launch;

import java.util.List;

/**
 * What can go wrong between the EHR's launch button and the visit page. The table in docs/ehr.md lists the same codes, and
 * a test holds the two together. Title and advice are the texts {@code problem.CODE} of {@code messages.properties}.
 */
public enum Problem {
    UNKNOWN_EHR(400),
    BAD_LAUNCH(400),
    LEGACY_LAUNCH(400),
    EHR_UNREACHABLE(502),
    EHR_MISCONFIGURED(502),
    STATE_MISSING(400),
    STATE_UNKNOWN(400),
    STATE_USED(400),
    OTHER_BROWSER(400),
    SIGN_IN_REFUSED(403),
    TOKEN_REFUSED(502),
    IDENTITY_REFUSED(502),
    NO_CLINICIAN(403),
    SCOPES_NARROWED(403),
    UNKNOWN_TENANT(403),
    PATIENT_MISMATCH(502),
    VISIT_CANCELLED(409),
    NO_PATIENT(400),
    NOT_LINKED(403),
    RECORD_UNREACHABLE(502),
    NO_SESSION(401),
    LINK_USED(410),
    SIGN_IN_AGAIN(401),
    FORGED_REQUEST(403),
    REFUSED(422),
    EHR_REFUSED(422),
    UNAVAILABLE(502),
    NOT_FOUND(404),
    INTERNAL(500);

    private final int status;

    Problem(int status) {
        this.status = status;
    }

    /** The short name, such as {@code unknown-ehr}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The page for this problem. */
    public ErrorPage page(List<String> details) {
        return ErrorPage.of(status, code(), "problem." + code(), details);
    }

    /** The page for this problem, as something to throw. */
    public ShowError because(String... details) {
        return new ShowError(page(List.of(details)));
    }

    /** The same, with what caused it for the log. */
    public ShowError because(Throwable cause, String... details) {
        return new ShowError(page(List.of(details)), cause);
    }
}
