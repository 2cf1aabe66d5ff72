package io.chartside.server.tenancy;

/** Who approves that the operator's staff sees content of the tenant (MM21): {@code staff-grants.approved-by} of its file. */
public enum GrantApproval {
    /** Another of the staff, in whose hands the tenant has put it; its owners and administrators may revoke. */
    STAFF,
    /** The tenant's owners and administrators alone. */
    TENANT
}
