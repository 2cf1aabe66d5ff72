package io.chartside.server.authz;

/** On whose word a client is registered: what it may be depends on it. */
public enum RegistrationAuthority {
    /** A command on the server's machine. */
    OPERATOR,
    /** A person in the tenant's role Owner. */
    OWNER,
    /** A person in the tenant's role Admin, who gives no back end the tenant's records. */
    ADMIN,
    /** The client itself, by a signed software statement. */
    STATEMENT
}
