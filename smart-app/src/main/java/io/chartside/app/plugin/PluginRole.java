package io.chartside.app.plugin;

import io.chartside.database.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Makes the role, the database and the schema that the plugin works with, if they are not there. The administrating role is
 * used for this alone; the plugin's own role can reach nothing but schema {@code plugin}. Safe to run from many processes
 * at once.
 */
final class PluginRole {

    static final String NAME = "chartside_plugin";
    static final String SCHEMA = "plugin";

    /** duplicate_object, unique_violation (a race on the catalogue), duplicate_database. */
    private static final Set<String> ALREADY_THERE = Set.of("42710", "23505", "42P04");
    /** object_in_use: another process is just creating a database from the same template. */
    private static final String TEMPLATE_IN_USE = "55006";

    private PluginRole() {}

    static void prepare(DatabaseUrl administration, String database, String password) throws SQLException {
        try (Connection connection = DriverManager.getConnection(administration.text());
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(" + Migrations.BOOTSTRAP_LOCK + ")");
            if (!exists(connection, "select 1 from pg_roles where rolname = ?", NAME)) {
                tolerant(statement, "create role " + NAME + " login noinherit");
            }
            statement.execute("alter role " + NAME + " login password " + literal(connection, password));
            tolerant(statement, "grant " + NAME + " to current_user");
            if (!exists(connection, "select 1 from pg_database where datname = ?", database)) {
                createDatabase(statement, identifier(connection, database));
            }
            try (Connection inside = DriverManager.getConnection(
                            administration.inDatabase(database).text());
                    Statement there = inside.createStatement()) {
                there.execute("grant connect on database " + identifier(inside, database) + " to " + NAME);
                there.execute("create schema if not exists " + SCHEMA + " authorization " + NAME);
                there.execute("revoke all on schema " + SCHEMA + " from public");
                there.execute("alter role " + NAME + " in database " + identifier(inside, database)
                        + " set search_path = " + SCHEMA);
            }
        }
    }

    private static boolean exists(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void createDatabase(Statement statement, String name) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                statement.execute("create database " + name + " encoding 'UTF8' template template0");
                return;
            } catch (SQLException failed) {
                if (ALREADY_THERE.contains(failed.getSQLState())) {
                    return;
                }
                if (!TEMPLATE_IN_USE.equals(failed.getSQLState()) || attempt == 20) {
                    throw failed;
                }
                statement.execute("select pg_sleep(0.25)");
            }
        }
    }

    private static void tolerant(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException failed) {
            if (!ALREADY_THERE.contains(failed.getSQLState())) {
                throw failed;
            }
        }
    }

    private static String identifier(Connection connection, String name) throws SQLException {
        try (PreparedStatement quote = connection.prepareStatement("select quote_ident(?)")) {
            return one(quote, name);
        }
    }

    private static String literal(Connection connection, String text) throws SQLException {
        try (PreparedStatement quote = connection.prepareStatement("select quote_literal(?)")) {
            return one(quote, text);
        }
    }

    private static String one(PreparedStatement query, String parameter) throws SQLException {
        query.setString(1, parameter);
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }
}
