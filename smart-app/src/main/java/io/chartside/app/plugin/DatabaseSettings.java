package io.chartside.app.plugin;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The PostgreSQL that keeps launches, sessions and the write ledger.
 *
 * @param url JDBC URL of a role that may create roles, databases and schemas
 * @param name the database in which the plugin has its schema
 * @param poolSize connections at most
 */
@Validated
@ConfigurationProperties("chartside.database")
record DatabaseSettings(
        @NotBlank String url,
        @DefaultValue("chartside") String name,
        @DefaultValue("8") int poolSize) {

    @Override
    public String toString() {
        return "database " + name;
    }
}
