package io.chartside.server.access;

import java.util.Arrays;
import java.util.Optional;

/** What destroys or replaces keys, makes accounts or clients, lets staff in, or tells of visits without access to them: each is a scope of its own, registered for a client by name. */
public enum Right {
    /** Destroying a patient's key and rows, {@code Patient/[id]/$erase}. */
    ERASE("erase"),
    /** Replacing a tenant's keys, {@code $rotate-keys}. */
    ROTATE_KEYS("rotate-keys"),
    /** The tenant's accounts, {@code admin/users}: of persons, only for Owner and Admin. */
    MANAGE_USERS("manage-users"),
    /** Registering, disabling and removing clients, {@code admin/clients}; of persons, only for Owner and Admin. */
    MANAGE_CLIENTS("manage-clients"),
    /** Approving, refusing and revoking what the operator's staff may see, {@code admin/grants}; for Owner and Admin alone. */
    MANAGE_GRANTS("manage-grants"),
    /**
     * How far a visit's note is, {@code Encounter/$visit-status}, and whether a patient was erased, {@code Patient/$erased}: without
     * content, for back ends alone.
     */
    VISIT_STATUS("visit-status");

    private final String scope;

    Right(String scope) {
        this.scope = scope;
    }

    public String scope() {
        return scope;
    }

    public static Optional<Right> of(String scope) {
        return Arrays.stream(values())
                .filter(right -> right.scope.equals(scope))
                .findFirst();
    }
}
