package io.chartside.app.plugin;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Base64;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PluginConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    KeyFolder keyFolder(PluginSettings settings) {
        return new KeyFolder(settings.keys());
    }

    @Bean
    Sealing sealing(KeyFolder folder) {
        return Sealing.in(folder);
    }

    @Bean
    KeyedHash keyedHash(KeyFolder folder) {
        return KeyedHash.in(folder);
    }

    /** Role, database and schema are made and migrated before anything can ask for a connection. */
    @Bean
    DataSource dataSource(DatabaseSettings settings, KeyFolder folder) {
        String password = folder.contentOf("plugin-database-password", PluginConfiguration::newPassword);
        DatabaseUrl administration = new DatabaseUrl(settings.url());
        try {
            PluginRole.prepare(administration, settings.name(), password);
        } catch (SQLException failed) {
            // The driver's own message may quote the URL with its password: the state is enough, and no cause is kept.
            throw new IllegalStateException("the plugin's database cannot be prepared (SQL state "
                    + failed.getSQLState() + "); see chartside.database.url");
        }
        String url = administration.of(settings.name()).text();
        PluginSchema.migrate(url, password);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("plugin");
        pool.setJdbcUrl(url);
        pool.setUsername(PluginRole.NAME);
        pool.setPassword(password);
        pool.setSchema(PluginRole.SCHEMA);
        pool.setMaximumPoolSize(settings.poolSize());
        pool.setMinimumIdle(1);
        return new HikariDataSource(pool);
    }

    private static String newPassword() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
