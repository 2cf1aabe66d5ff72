package io.chartside.server.tenancy;

/** Where the tenant's business associate agreement stands, without which nothing of a patient is taken in (MH11). */
public enum BaaPolicy {
    /** As an executed Contract of the tenant: nothing of a patient is written without one, or after its end. */
    REQUIRED,
    /** In other books, for which the operator answers: writes are not held up. */
    RECORDED_ELSEWHERE
}
