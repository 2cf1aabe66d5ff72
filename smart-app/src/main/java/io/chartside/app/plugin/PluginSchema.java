package io.chartside.app.plugin;

import io.chartside.database.Migrations;
import org.flywaydb.core.Flyway;

/** The plugin's tables. */
final class PluginSchema {
    private PluginSchema() {}

    /** @throws IllegalStateException when a newer version of Chartside has made it ready */
    static void migrate(String url, String password) {
        Migrations.run(
                "the schema " + PluginRole.SCHEMA,
                Flyway.configure()
                        .dataSource(url, PluginRole.NAME, password)
                        .schemas(PluginRole.SCHEMA)
                        .defaultSchema(PluginRole.SCHEMA)
                        .createSchemas(false)
                        .locations("classpath:db/plugin"));
    }
}
