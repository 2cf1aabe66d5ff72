package io.chartside.server.authz;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL with the authorization tables, one for all tests of the package, used as the role that owns nothing. */
final class AuthzDatabase {
    static final String JDBC_URL = start();

    private AuthzDatabase() {}

    private static String start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement();
                    var migration = AuthzDatabase.class.getResourceAsStream("/db/migration/V100__authorization.sql")) {
                statement.execute("create role chartside_server login");
                statement.execute(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
            }
            return postgres.getJdbcUrl("chartside_server", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
