package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    @TempDir
    private Path data;

    @BeforeEach
    void logs() throws Exception {
        Files.createDirectories(data.resolve("logs"));
    }

    /** The library that starts it means it for tests and switches both off. */
    @Test
    void acknowledgedWrites_areOnDisk() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data);
                var connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                try (ResultSet row = statement.executeQuery("show " + setting)) {
                    row.next();
                    assertThat(row.getString(1)).as(setting).isEqualTo("on");
                }
            }
        }
    }

    /** Its administrator runs programs as the server's account, so whoever reached the port would read the master key. */
    @Test
    void otherAccountsOfTheMachine_areNotLetIn() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertStrangersAreRefused(database);
            assertThat(Files.getPosixFilePermissions(data.resolve("keys/database-administrator")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getPosixFilePermissions(data.resolve("postgres-binaries")))
                    .as("programs that the server's account runs")
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
        try (EmbeddedDatabase again = EmbeddedDatabase.start(data);
                Connection connection = DriverManager.getConnection(again.jdbcUrl())) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void clusterThatLetEverybodyIn_isClosedAtItsNextStart() throws Exception {
        Path rules = data.resolve("postgres/pg_hba.conf");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data);
                Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres password null");
            statement.execute("create table kept (n int)");
            Files.writeString(rules, Files.readString(rules).replace("scram-sha-256", "trust"));
        }
        Files.delete(data.resolve("keys/database-administrator"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data);
                Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertStrangersAreRefused(database);
            assertThat(statement.executeQuery("select * from kept").next()).isFalse();
        }
        assertThat(rules).content().doesNotContainPattern("(?m)^[^#].*trust");
        assertThat(data.resolve("logs/postgres.log")).content().doesNotContain("alter role");
    }

    private static void assertStrangersAreRefused(EmbeddedDatabase database) {
        String port = "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres?user=postgres";
        for (String url : new String[] {port, port + "&password=postgres"}) {
            assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
        }
    }
}
