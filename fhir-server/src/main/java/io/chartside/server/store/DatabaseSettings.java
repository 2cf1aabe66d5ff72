package io.chartside.server.store;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the record is kept.
 *
 * @param url JDBC URL of a role that may create roles and databases; used at start only
 * @param name the record's database
 * @param keyStoreName the key store's database, backed up apart from the record
 * @param poolSize connections for requests
 */
@ConfigurationProperties("chartside.database")
public record DatabaseSettings(
        String url,
        @DefaultValue("chartside") String name,
        @DefaultValue("chartside_keys") String keyStoreName,
        @DefaultValue("10") int poolSize) {

    public DatabaseSettings {
        for (String database : new String[] {name, keyStoreName}) {
            if (!database.matches("[a-z][a-z0-9_]{0,40}")) {
                throw new IllegalArgumentException("a database's name is 1 to 41 of a-z, 0-9 and _");
            }
        }
    }

    /** A URL may carry a password. */
    @Override
    public String toString() {
        return "databases " + name + " and " + keyStoreName;
    }
}
