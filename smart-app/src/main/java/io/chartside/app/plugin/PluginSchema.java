package io.chartside.app.plugin;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** The plugin's tables. */
final class PluginSchema {
    private PluginSchema() {}

    /** @throws IllegalStateException when a newer version of Chartside has made it ready */
    static void migrate(String url, String password) {
        Flyway flyway = Flyway.configure()
                .dataSource(url, PluginRole.NAME, password)
                .schemas(PluginRole.SCHEMA)
                .defaultSchema(PluginRole.SCHEMA)
                .createSchemas(false)
                .locations("classpath:db/plugin")
                .outOfOrder(true) // Each capability numbers its own.
                .load();
        for (MigrationInfo applied : flyway.info().applied()) {
            if (!applied.getState().isResolved()) {
                throw new IllegalStateException("the schema " + PluginRole.SCHEMA
                        + " was made ready by a newer version of Chartside (migration V" + applied.getVersion()
                        + " is not known here): start that version");
            }
        }
        flyway.migrate();
    }
}
