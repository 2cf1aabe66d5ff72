package io.chartside.terminology.icd10cm;

/** A terminology file or directory that cannot be used; the message says which and why, in one line. */
public final class TerminologyException extends Exception {
    public TerminologyException(String message) {
        super(message);
    }

    public TerminologyException(String message, Throwable cause) {
        super(message, cause);
    }
}
