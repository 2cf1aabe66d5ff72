package io.chartside.app.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PluginRoleTest {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static DatabaseUrl administration() {
        return new DatabaseUrl(postgres.getJdbcUrl("postgres", "postgres"));
    }

    @Test
    void manyProcessesMayPrepareAtOnceAndAgain() throws Exception {
        ExecutorService processes = Executors.newFixedThreadPool(4);
        List<Future<Void>> done = new ArrayList<>();
        for (int process = 0; process < 8; process++) {
            done.add(processes.submit((Callable<Void>) () -> {
                PluginRole.prepare(administration(), "together", "secret");
                return null;
            }));
        }
        for (Future<Void> one : done) {
            one.get();
        }
        processes.shutdown();
        try (Connection plugin = asPlugin("together", "secret")) {
            plugin.createStatement().execute("create table own (id int)");
            assertThat(plugin.getSchema()).isEqualTo("plugin");
        }
    }

    @Test
    void theRoleReachesNothingButItsSchema() throws SQLException {
        PluginRole.prepare(administration(), "alone", "it's secret");
        try (Connection admin =
                DriverManager.getConnection(administration().inDatabase("alone").text())) {
            admin.createStatement().execute("create schema clinical; create table clinical.resource (id int)");
        }
        try (Connection plugin = asPlugin("alone", "it's secret")) {
            assertThatThrownBy(() -> plugin.createStatement().execute("select * from clinical.resource"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
            assertThatThrownBy(() -> plugin.createStatement().execute("create role other"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void schemaOfANewerVersion_isRefusedInOneLine() throws SQLException {
        PluginRole.prepare(administration(), "newer", "secret");
        String url = administration().of("newer").text();
        PluginSchema.migrate(url, "secret");
        PluginSchema.migrate(url, "secret");
        try (Connection plugin = asPlugin("newer", "secret")) {
            plugin.createStatement()
                    .execute("insert into flyway_schema_history (installed_rank, version, description, type, script,"
                            + " checksum, installed_by, execution_time, success) values (99999, '9999', 'later', 'SQL',"
                            + " 'V9999__later.sql', 1, 'chartside_plugin', 1, true)");
        }
        assertThatThrownBy(() -> PluginSchema.migrate(url, "secret"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the schema plugin was made ready by a newer version of Chartside (migration V9999 is not"
                        + " known here): start that version");
    }

    @Test
    void urlsKeepTheirOptionsAndLoseTheirCredentials() {
        DatabaseUrl url = new DatabaseUrl("jdbc:postgresql://h:5/admin?user=a&sslmode=require&password=b");
        assertThat(url.of("x").text()).isEqualTo("jdbc:postgresql://h:5/x?sslmode=require");
        assertThat(url.inDatabase("x").text()).isEqualTo("jdbc:postgresql://h:5/x?sslmode=require&user=a&password=b");
        assertThat(url).asString().doesNotContain("=b");
        assertThat(new DatabaseUrl("jdbc:postgresql://h:5/").of("x").text()).isEqualTo("jdbc:postgresql://h:5/x");
        assertThatThrownBy(() -> new DatabaseUrl("jdbc:mysql://h/x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Connection asPlugin(String database, String password) throws SQLException {
        return DriverManager.getConnection(administration().of(database).text(), "chartside_plugin", password);
    }
}
