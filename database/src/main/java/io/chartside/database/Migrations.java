package io.chartside.database;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings tables to the version of this process. */
public final class Migrations {
    /** Advisory lock of PostgreSQL: roles and databases are made by one process at a time, whichever it is. */
    public static final long BOOTSTRAP_LOCK = 0x43_68_61_72_74_73_69L;

    private Migrations() {}

    /**
     * What a newer version has stored this one may not understand, and would write beside it what that one has given up: it is
     * refused. Flyway by itself starts with migrations that it does not know.
     *
     * @param what is made ready, as the refusal calls it: {@code the database chartside}
     * @param configuration where it is and where its migrations are
     * @throws IllegalStateException when a newer version of Chartside has made it ready
     */
    public static void run(String what, FluentConfiguration configuration) {
        Flyway flyway = configuration.outOfOrder(true).load(); // Each capability numbers its own.
        for (MigrationInfo applied : flyway.info().applied()) {
            if (!applied.getState().isResolved()) {
                throw new IllegalStateException(what + " was made ready by a newer version of Chartside (migration V"
                        + applied.getVersion() + " is not known here): start that version");
            }
        }
        flyway.migrate();
    }
}
