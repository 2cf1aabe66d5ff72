package io.chartside.server.store;

import java.util.Objects;

/** A change that cannot be made; the whole transaction is rolled back. */
public final class WriteRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, each with the status that FHIR gives it (R4, 3.1.0). */
    public enum Reason {
        /** {@code If-Match} names another version than the current one: 412. */
        VERSION_MISMATCH,
        /** A create met a resource of that id: 409. */
        ALREADY_EXISTS,
        /** An update would move the resource to another patient, which is an operation of its own: 422. */
        PATIENT_CHANGED,
        /** It was erased with its patient, or refers to what was: 410 and 422. */
        ERASED,
        REFERS_TO_ERASED,
        /** A delete of what never was: 404. */
        NOT_FOUND,
        /** The store does not hold this type: 404. */
        TYPE_NOT_SERVED
    }

    private final Reason reason;
    private final String resource;

    /** @param resource type and logical id, which are safe to show to the caller */
    public WriteRefused(Reason reason, String resource) {
        super(reason + " " + resource);
        this.reason = Objects.requireNonNull(reason);
        this.resource = Objects.requireNonNull(resource);
    }

    public Reason reason() {
        return reason;
    }

    /** {@code Type/id}. */
    public String resource() {
        return resource;
    }
}
