package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Without this, both runs of the tests could be on the same PostgreSQL and nobody would know. */
@OnOldestPostgres
class SupportedPostgresTest {

    @Test
    void theDatabase_isOfTheVersionThatThisRunIsFor() {
        String expected = System.getProperty("chartside.test.postgres");

        String running = TestStore.asSuperuser("postgres", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show server_version")) {
                row.next();
                return row.getString(1);
            }
        });

        assertThat(running + ".0").isEqualTo(expected);
    }
}
