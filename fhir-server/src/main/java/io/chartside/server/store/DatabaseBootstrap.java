package io.chartside.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chartside.database.Migrations;
import io.chartside.server.crypto.MasterKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes roles, databases and schema where they are missing; runs at every start and by any number of processes. */
final class DatabaseBootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseBootstrap.class);
    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/]+/)([^?]*)(?:\\?(.*))?");

    /**
     * Each statement has its index, so plans are kept instead of made anew at each run, which cost ten times the run
     * (docs/store.md, "Plans"). A kept plan knows no values and, made on an empty table, no sizes: with these settings it
     * goes from row to row by index all the same.
     */
    private static final String PLANS =
            "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off"
                    + " -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    /** A rotation by schedule takes three; erasures and sweeps go on beside it. */
    private static final int KEEPER_CONNECTIONS = 6;

    private static final int STAFF_CONNECTIONS = 2;
    private static final int ROUND_LOCK_MILLIS = 500;

    private final AtomicInteger pools = new AtomicInteger();
    private final DatabaseSettings settings;
    private final DatabaseRoles roles;
    private final MasterKey master;

    DatabaseBootstrap(DatabaseSettings settings, DatabaseRoles roles, MasterKey master) {
        this.settings = settings;
        this.roles = roles;
        this.master = master;
    }

    /** @throws IllegalStateException when the database cannot be reached, is a newer version's, or the role may not do it */
    void run(YearMonth thisMonth) {
        if (settings.url() == null || !URL.matcher(settings.url()).matches()) {
            throw new IllegalStateException("chartside.database.url must be jdbc:postgresql://HOST:PORT/DATABASE");
        }
        try (Connection admin = DriverManager.getConnection(settings.url());
                Statement statement = admin.createStatement()) {
            statement.execute("select pg_advisory_lock(" + Migrations.BOOTSTRAP_LOCK + ")");
            refuseKeysOfAnother(statement);
            for (String role : DatabaseRoles.ALL) {
                role(statement, role);
            }
            database(statement, settings.name());
            database(statement, settings.keyStoreName());
            migrate(settings.name(), "classpath:db/migration");
            migrate(settings.keyStoreName(), "classpath:db/keys");
            partitions(thisMonth);
            statement.execute("select pg_advisory_unlock(" + Migrations.BOOTSTRAP_LOCK + ")");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot prepare the database: " + e.getMessage(), e);
        }
        LOG.info("databases {} and {} are ready", settings.name(), settings.keyStoreName());
    }

    /** The audit's partitions of this month and the next ones, one process at a time. */
    void auditPartitions(YearMonth thisMonth) {
        try (Connection admin = DriverManager.getConnection(settings.url());
                Statement statement = admin.createStatement()) {
            statement.execute("select pg_advisory_lock(" + Migrations.BOOTSTRAP_LOCK + ")");
            partitions(thisMonth);
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    private void partitions(YearMonth thisMonth) throws SQLException {
        try (Connection owner =
                DriverManager.getConnection(url(settings.name()), DatabaseRoles.OWNER, password(DatabaseRoles.OWNER))) {
            AuditPartitions.ensure(owner, thisMonth);
        }
    }

    /** A data folder that is not this database's would change the roles' passwords and then open nothing. */
    private void refuseKeysOfAnother(Statement statement) throws SQLException {
        if (!exists(statement, "pg_database where datname", settings.keyStoreName())) {
            return;
        }
        String administrator =
                settings.url().replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + settings.keyStoreName());
        try (Connection keys = DriverManager.getConnection(administrator);
                Statement select = keys.createStatement()) {
            if (!exists(select, "pg_tables where schemaname = 'public' and tablename", "tenant_key")) {
                return;
            }
            try (ResultSet row =
                    select.executeQuery("select tenant, wrapped from tenant_key where purpose = 'kek' limit 1")) {
                if (row.next() && !master.opens(row.getString(1), row.getBytes(2))) {
                    throw new IllegalStateException("the master key is not that of the database "
                            + settings.keyStoreName()
                            + ": start with the data folder and the key service it was made with");
                }
            }
        }
    }

    private void role(Statement statement, String role) throws SQLException {
        String attributes = " login nosuperuser nocreatedb nocreaterole nobypassrls password '" + password(role) + "'";
        statement.execute((exists(statement, "pg_roles where rolname", role) ? "alter" : "create") + " role " + role
                + attributes);
    }

    private void database(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("select rolsuper from pg_roles where rolname = current_user")) {
            row.next();
            if (!row.getBoolean(1)) {
                statement.execute("grant " + DatabaseRoles.OWNER + " to current_user");
            }
        }
        if (exists(statement, "pg_database where datname", name)) {
            // The plugin may have come first and made the database for its own schema.
            statement.execute("alter database " + name + " owner to " + DatabaseRoles.OWNER);
        } else {
            statement.execute("create database " + name + " owner " + DatabaseRoles.OWNER
                    + " encoding 'UTF8' template template0");
        }
        statement.execute("revoke connect, temporary on database " + name + " from public");
        statement.execute(
                "grant connect on database " + name + " to " + DatabaseRoles.SERVER + ", " + DatabaseRoles.KEEPER);
        if (name.equals(settings.name())) {
            statement.execute(
                    "grant connect on database " + name + " to " + DatabaseRoles.STAFF + ", " + DatabaseRoles.ROUNDS);
        }
    }

    private static boolean exists(Statement statement, String catalogue, String name) throws SQLException {
        try (PreparedStatement query =
                statement.getConnection().prepareStatement("select 1 from " + catalogue + " = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private void migrate(String database, String location) {
        Migrations.run(
                "the database " + database,
                Flyway.configure()
                        .dataSource(url(database), DatabaseRoles.OWNER, password(DatabaseRoles.OWNER))
                        .locations(location));
    }

    /** A pool of connections as the server's role. */
    HikariDataSource pool(String database, int size, boolean autoCommit) {
        return new HikariDataSource(server(database, size, autoCommit));
    }

    /**
     * As {@link #pool}, for the key store: every request needs it, so one that does not answer is given up early (503). No
     * statement here takes longer than milliseconds.
     */
    HikariDataSource keyPool(String database, int size) {
        HikariConfig config = server(database, size, false);
        config.setConnectionTimeout(3_000);
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty("socketTimeout", "5");
        return new HikariDataSource(config);
    }

    /**
     * Connections to the record as the role of rounds. A lane that another process holds for longer than a commit takes holds up
     * its own tenant alone: the round gives up, and each request goes on by itself.
     */
    HikariDataSource roundPool(int size) {
        HikariConfig config = server(settings.name(), size, true);
        config.setUsername(DatabaseRoles.ROUNDS);
        config.setPassword(password(DatabaseRoles.ROUNDS));
        config.addDataSourceProperty("options", PLANS + " -c lock_timeout=" + ROUND_LOCK_MILLIS);
        return new HikariDataSource(config);
    }

    private HikariConfig server(String database, int size, boolean autoCommit) {
        HikariConfig config = config(database, DatabaseRoles.SERVER);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setAutoCommit(autoCommit);
        config.addDataSourceProperty("options", PLANS);
        config.addDataSourceProperty("prepareThreshold", "1");
        config.addDataSourceProperty("ApplicationName", "chartside-fhir-server");
        config.addDataSourceProperty("preparedStatementCacheQueries", "512");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return config;
    }

    /** Connections as the keeper's role, opened when they are needed. */
    HikariDataSource keeperPool(String database) {
        HikariConfig config = config(database, DatabaseRoles.KEEPER);
        config.setMaximumPoolSize(KEEPER_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setIdleTimeout(30_000);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("options", PLANS);
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }

    /** Connections to the record as the staff's role, opened when they are needed; they cannot write, nor look for long. */
    HikariDataSource staffPool() {
        HikariConfig config = config(settings.name(), DatabaseRoles.STAFF);
        config.setMaximumPoolSize(STAFF_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setIdleTimeout(30_000);
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        config.addDataSourceProperty(
                "options", PLANS + " -c default_transaction_read_only=on -c statement_timeout=5000");
        return new HikariDataSource(config);
    }

    private HikariConfig config(String database, String role) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(database + "-" + pools.incrementAndGet());
        config.setJdbcUrl(url(database));
        config.setUsername(role);
        config.setPassword(password(role));
        config.setConnectionTimeout(10_000);
        return config;
    }

    private String password(String role) {
        return roles.password(role);
    }

    /** The same server, another database, without the administrating role. */
    private String url(String database) {
        Matcher parts = URL.matcher(settings.url());
        if (!parts.matches()) {
            throw new IllegalStateException("chartside.database.url is no PostgreSQL URL");
        }
        StringBuilder url = new StringBuilder(parts.group(1)).append(database);
        if (parts.group(3) != null) {
            char separator = '?';
            for (String option : parts.group(3).split("&")) {
                if (!option.startsWith("user=") && !option.startsWith("password=")) {
                    url.append(separator).append(option);
                    separator = '&';
                }
            }
        }
        return url.toString();
    }
}
