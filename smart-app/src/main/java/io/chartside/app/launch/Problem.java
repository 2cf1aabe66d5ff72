package io.chartside.app.launch;

import java.util.List;

/**
 * What can go wrong between the EHR's launch button and the visit page. The table in docs/ehr.md lists the same codes, and
 * a test holds the two together.
 */
public enum Problem {
    UNKNOWN_EHR(
            400,
            "This EHR is not registered with Chartside.",
            "Ask your administrator to register it: a file in config/ehr with this EHR's issuer address."),
    BAD_LAUNCH(
            400,
            "The launch request is not complete.",
            "Open Chartside again from the patient's chart.",
            "If it happens again, ask your EHR's administrator to check the launch address."),
    LEGACY_LAUNCH(
            400,
            "The EHR opened Chartside in a way that is not SMART on FHIR.",
            "Ask your EHR's administrator to change the launch of Chartside to SMART on FHIR (OAuth 2.0), with the launch"
                    + " address that ends in /launch, and to take out encrypted or other parameters of its own.",
            "Nothing of what was sent was read or kept."),
    EHR_UNREACHABLE(
            502,
            "The EHR's sign-in service cannot be reached.",
            "Wait a minute and open Chartside again from the chart.",
            "If it happens again, your administrator can test the connection with the number below."),
    EHR_MISCONFIGURED(
            502,
            "The EHR's sign-in service and Chartside do not fit together.",
            "Give your administrator the number below: the EHR's profile in config/ehr needs a correction."),
    STATE_MISSING(
            400,
            "The EHR came back without saying which launch it belongs to.",
            "Open Chartside again from the patient's chart."),
    STATE_UNKNOWN(
            400, "This sign-in is not known here, or has expired.", "Open Chartside again from the patient's chart."),
    STATE_USED(
            400,
            "This sign-in has been used before.",
            "Do not reload or bookmark this page: open Chartside again from the patient's chart."),
    OTHER_BROWSER(
            400,
            "This sign-in was begun in another browser window, or the browser has not kept Chartside's cookie.",
            "Open Chartside again from the patient's chart, in the same window.",
            "If your browser blocks all cookies, allow those of this page."),
    SIGN_IN_REFUSED(
            403,
            "The EHR did not let Chartside in.",
            "Open Chartside again and allow access, or ask your EHR's administrator which access is missing."),
    TOKEN_REFUSED(
            502,
            "The EHR did not accept Chartside's sign-in.",
            "Open Chartside again from the patient's chart.",
            "If it happens again, your administrator should compare client id, key and redirect address with the EHR."),
    IDENTITY_REFUSED(
            502,
            "The EHR's statement of who you are could not be verified.",
            "Open Chartside again from the patient's chart. If it happens again, tell your administrator."),
    NO_CLINICIAN(
            403,
            "The EHR did not name a practitioner as the user.",
            "Chartside is for clinicians: sign in to the EHR with your own practitioner account."),
    SCOPES_NARROWED(
            403,
            "The EHR did not grant Chartside what a visit needs.",
            "Open Chartside again and allow the access that it asks for.",
            "If nothing was asked, your EHR's administrator has to add what is missing to Chartside's registration."),
    UNKNOWN_TENANT(
            403,
            "The EHR opened Chartside for an organization that is not registered here.",
            "Ask your administrator to add it to the EHR's profile in config/ehr, under launch.tenants."),
    PATIENT_MISMATCH(
            502,
            "The EHR's answers are about different patients, so nothing was opened.",
            "Close this window and open Chartside again from the patient's chart.",
            "If it happens again, tell your administrator the number below: this must not happen."),
    VISIT_CANCELLED(
            409,
            "The EHR says that this visit was cancelled or entered in error.",
            "Open Chartside from the visit that took place."),
    NO_PATIENT(400, "The EHR opened Chartside without a patient.", "Open Chartside from within a patient's chart."),
    NOT_LINKED(
            403,
            "Chartside could not match your EHR account with one of its practitioners.",
            "Give your administrator the reason and the number below: accounts are linked once, in the tenant's file."),
    RECORD_UNREACHABLE(502, "Chartside's record cannot be reached.", "Wait a minute and try again. Nothing is lost."),
    NO_SESSION(
            401,
            "This visit is not open in this browser, or its session has ended.",
            "Open Chartside again from the patient's chart. Drafts and signed notes are kept."),
    LINK_USED(
            410,
            "This recording link has been used, has expired, or its visit is closed.",
            "Make a new one on the visit page, with Record elsewhere."),
    SIGN_IN_AGAIN(
            401,
            "Your sign-in has ended.",
            "Open Chartside again from the patient's chart. The draft is kept and is picked up there."),
    FORGED_REQUEST(403, "This request did not come from Chartside's own page.", "Reload the page and try again."),
    REFUSED(422, "The record refused this.", "The reason is below. Nothing was changed."),
    EHR_REFUSED(422, "The EHR refused this.", "The reason is below. Nothing was changed."),
    UNAVAILABLE(
            502,
            "A server that is needed for this did not answer.",
            "Wait a minute and try again. What was saved is kept."),
    NOT_FOUND(404, "There is nothing at this address.", "Open Chartside from the patient's chart."),
    INTERNAL(
            500,
            "Something went wrong in Chartside.",
            "Try again. If it happens again, tell your administrator the number below.");

    private final int status;
    private final String title;
    private final List<String> advice;

    Problem(int status, String title, String... advice) {
        this.status = status;
        this.title = title;
        this.advice = List.of(advice);
    }

    /** The short name, such as {@code unknown-ehr}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The page for this problem. */
    public ErrorPage page(List<String> details) {
        return new ErrorPage(status, code(), title, advice, details, Correlation.current());
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
