package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyServices;
import io.chartside.server.crypto.TestKeySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnOldestPostgres
class DatabaseBootstrapTest {
    private static final YearMonth MONTH = YearMonth.of(2026, 11);

    private static DatabaseBootstrap bootstrap(String url, Path keys) {
        return bootstrap(url, keys, "chartside");
    }

    private static DatabaseBootstrap bootstrap(String url, Path keys, String name) {
        return new DatabaseBootstrap(
                new DatabaseSettings(url, name, name + "_keys", 2),
                DatabaseRoles.open(keys.resolve("database.properties")),
                KeyServices.open(TestKeySettings.of(Map.of()), keys, Clock.systemUTC()));
    }

    @Test
    void secondStart_changesNothing_andSecretsAreTheirOwnersAlone() throws IOException {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());
        Path keys = TestDatabase.dataDir().resolve("keys");

        assertThatCode(() -> bootstrap(TestDatabase.url(), keys).run(MONTH)).doesNotThrowAnyException();
        for (String file : new String[] {"database.properties", "master-key.json"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void ownerOfTheTables_isHeldToOneTenantToo() {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());

        List<String> open = TestStore.asSuperuser("chartside", connection -> {
            List<String> names = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("""
                            select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
                                and c.relkind in ('r', 'p') and not c.relforcerowsecurity
                                and c.relname ~ '^(resource|search_|reference|audit_|content|export_|eras|own_)'""")) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        });

        assertThat(open).isEmpty();
    }

    /** Plans are kept that connections make before there are rows: what the planner believes then decides for long. */
    @Test
    void newDatabase_isEmpty_andTellsThePlannerThatATenantHasManyRows() {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());
        bootstrap(TestDatabase.url(), TestDatabase.dataDir().resolve("keys"), "new_database")
                .run(MONTH);

        for (String table :
                List.of("resource", "resource_version", "search_token", "reference_link", "resource_words")) {
            String found = TestStore.asSuperuser("new_database", connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select (select count(*) from " + table
                                + ") || ' rows, ' || n_distinct || ' tenant, ' || c.reltuples || ' counted' from pg_stats s,"
                                + " pg_class c where s.tablename = c.relname and attname = 'tenant' and relname = '"
                                + table + "'")) {
                    return row.next() ? row.getString(1) : "nothing";
                }
            });
            assertThat(found).as(table).isEqualTo("0 rows, 1 tenant, -1 counted");
        }
    }

    /** Flyway by itself starts with a migration that is newer than all it knows. */
    @ParameterizedTest
    @ValueSource(strings = {"9999", "1.5"})
    void databaseOfANewerVersion_isRefusedInOneLine(String version) {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());
        DatabaseBootstrap bootstrap =
                bootstrap(TestDatabase.url(), TestDatabase.dataDir().resolve("keys"), "newer_database");
        bootstrap.run(MONTH);
        migrated("insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                + " installed_by, execution_time, success) values (99999, '" + version
                + "', 'of a later version', 'SQL', 'V" + version
                + "__of_a_later_version.sql', 1, 'chartside_owner', 1, true)");

        assertThatThrownBy(() -> bootstrap.run(MONTH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the database newer_database was made ready by a newer version of Chartside (migration V"
                        + version + " is not known here): start that version");

        migrated("delete from flyway_schema_history where installed_rank = 99999");
        assertThatCode(() -> bootstrap.run(MONTH)).doesNotThrowAnyException();
    }

    private static void migrated(String sql) {
        TestStore.asSuperuser("newer_database", connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    @Test
    void newMonthOfTheAudit_isEmptyAndClosed_andThePlannerKnowsItsColumns() {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());
        DatabaseBootstrap bootstrap =
                bootstrap(TestDatabase.url(), TestDatabase.dataDir().resolve("keys"), "new_database");
        bootstrap.run(MONTH);
        bootstrap.auditPartitions(MONTH.plusMonths(4));
        bootstrap.auditPartitions(MONTH.plusMonths(4));

        for (String month : List.of("2026_11", "2027_02", "2027_03", "2027_06")) {
            String found = TestStore.asSuperuser("new_database", connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(
                                "select (select count(*) from %1$s) || ' rows, '".formatted("audit_event_" + month)
                                        + " || (select count(*) from pg_stats where tablename = '%1$s') || ' columns, '"
                                                .formatted("audit_event_" + month)
                                        + " || (select n_distinct from pg_stats where tablename = '%1$s' and attname = 'tenant')"
                                                .formatted("audit_event_" + month)
                                        + " || ' tenant, ' || relforcerowsecurity from pg_class where relname = '%1$s'"
                                                .formatted("audit_event_" + month))) {
                    row.next();
                    return row.getString(1);
                }
            });
            assertThat(found).as(month).isEqualTo("0 rows, 5 columns, 1 tenant, true");
        }
    }

    /** ANALYZE would sort bodies and count the elements of lists, for plans that never ask. */
    @Test
    void columnsThatNoPlanAsksFor_areNotLookedAt_andKeyedHashesAreNotCompressed() {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());
        DatabaseBootstrap bootstrap =
                bootstrap(TestDatabase.url(), TestDatabase.dataDir().resolve("keys"), "new_database");
        bootstrap.run(MONTH);
        bootstrap.auditPartitions(MONTH.plusMonths(8));

        List<String> looked = TestStore.asSuperuser("new_database", connection -> {
            List<String> columns = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("""
                            select c.relname || '.' || a.attname || ' ' || coalesce(a.attstattarget, -1) || ' ' || a.attstorage::text
                            from pg_attribute a join pg_class c on c.oid = a.attrelid
                            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
                                and c.relname ~ '^(resource|resource_version|resource_words|audit_event|audit_event_.*)$'
                                and a.atttypid::regtype::text in ('bytea', 'integer[]', 'bigint[]')
                                and (coalesce(a.attstattarget, -1) <> 0
                                    or a.attstorage <> 'e' and a.attname not in ('mac', 'prev_hash', 'hash'))""")) {
                while (row.next()) {
                    columns.add(row.getString(1));
                }
            }
            return columns;
        });

        assertThat(looked).isEmpty();
    }

    @Test
    void dataFolderOfAnotherInstallation_isRefusedBeforeAnythingIsChanged(@TempDir Path other) {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());

        assertThatThrownBy(() ->
                        bootstrap(TestDatabase.url(), other.resolve("keys")).run(MONTH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("data folder");
        assertThat(TestStore.read(TestStore.freshTenant(), "Patient", "nobody")).isEmpty();
    }

    @Test
    void databaseThatCannotBeReached_saysSoInOneLine(@TempDir Path other) {
        assertThatThrownBy(() -> bootstrap("jdbc:postgresql://127.0.0.1:1/postgres?user=x&password=secretword", other)
                        .run(MONTH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot prepare the database")
                .hasMessageNotContaining("secretword");
        assertThatThrownBy(() -> bootstrap("mysql://x", other).run(MONTH)).isInstanceOf(IllegalStateException.class);
    }
}
