package io.chartside.app.cdshooks;

/** A request that is not served. Its words are for the EHR's engineers and quote nothing of the request. */
final class HookRefusal extends RuntimeException {

    private final int status;
    private final String code;
    private final String log;

    private HookRefusal(int status, String code, String words, String log, Throwable cause) {
        super(words, cause);
        this.status = status;
        this.code = code;
        this.log = log;
    }

    static HookRefusal malformed(String words) {
        return new HookRefusal(400, "invalid", words, words, null);
    }

    static HookRefusal notFound(String words) {
        return new HookRefusal(404, "not-found", words, words, null);
    }

    /** CDS Hooks 2.0, "HTTP Status Codes": the data cannot be had, neither by prefetch nor at the FHIR server. */
    static HookRefusal dataMissing(String words) {
        return new HookRefusal(412, "incomplete", words, words, null);
    }

    static HookRefusal of(int status, String code, String words) {
        return new HookRefusal(status, code, words, words, null);
    }

    /** The log alone says why: whoever tries tokens learns nothing. */
    static HookRefusal untrusted(String why, Throwable cause) {
        return new HookRefusal(401, "login", "The token does not prove a registered CDS client", why, cause);
    }

    int status() {
        return status;
    }

    /** FHIR's issue type. */
    String code() {
        return code;
    }

    String log() {
        return log;
    }
}
