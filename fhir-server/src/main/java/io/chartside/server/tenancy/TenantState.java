package io.chartside.server.tenancy;

import java.util.Locale;

/** Whether a tenant is served. */
public enum TenantState {
    ACTIVE,
    /** Every request is refused until it is resumed; what had been issued before stays dead. */
    SUSPENDED,
    /** For good. The record, its keys and its audit stay until they are erased. */
    CLOSED;

    /** As the table and the command line write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TenantState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
