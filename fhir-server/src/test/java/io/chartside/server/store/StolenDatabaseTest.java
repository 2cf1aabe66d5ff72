package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.crypto.SealBroken;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** What somebody with the whole database, but without the keys, can read and change (MH13). */
@OnOldestPostgres
class StolenDatabaseTest {
    private static final String CANARY = "canaryzebrafinch";

    private final TenantId tenant = TestStore.freshTenant();

    private static Patient patient(String word) {
        Patient patient = new Patient();
        patient.addIdentifier().setSystem("http://" + word).setValue(word);
        patient.addName().setFamily(word).addGiven(word);
        patient.addTelecom().setValue(word);
        return patient;
    }

    @Test
    void noWordOfTheRecord_standsInAnyTable() {
        StoredResource patient = TestStore.create(tenant, patient(CANARY));
        Condition condition = new Condition();
        condition.getCode().setText(CANARY).addCoding().setSystem(CANARY).setCode(CANARY);
        condition.setSubject(new Reference("Patient/" + patient.id()).setDisplay(CANARY));
        condition.addNote().setText(CANARY);
        TestStore.create(tenant, condition);
        TestStore.bean(ResourceStore.class).write(tenant, unit -> {
            unit.audit(List.of(new AuditRow(
                    LogicalIds.next(),
                    Instant.parse("2026-11-01T00:00:00Z"),
                    ("{\"query\":\"" + CANARY + "\"}").getBytes(StandardCharsets.UTF_8),
                    List.of(CANARY),
                    List.of("entity=" + CANARY))));
            return null;
        });

        for (String database : List.of("chartside", "chartside_keys")) {
            List<String> found = TestStore.asSuperuser(database, StolenDatabaseTest::tablesWithTheCanary);
            assertThat(found).isEmpty();
        }
    }

    private static List<String> tablesWithTheCanary(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        assertThat(tables).isNotEmpty();
        String hex = "";
        for (byte b : CANARY.getBytes(StandardCharsets.UTF_8)) {
            hex += Integer.toHexString(b);
        }
        List<String> found = new ArrayList<>();
        for (String table : tables) {
            String query = "select count(*) from \"" + table + "\" t where t::text ilike '%" + CANARY
                    + "%' or t::text ilike '%" + hex + "%'";
            try (Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery(query)) {
                count.next();
                if (count.getLong(1) > 0) {
                    found.add(table);
                }
            }
        }
        return found;
    }

    private void change(String sql, String... parameters) {
        int changed = TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setString(i + 1, parameters[i]);
                }
                return statement.executeUpdate();
            }
        });
        assertThat(changed).isPositive();
    }

    @Test
    void bodySwappedWithAnothers_isDetected() {
        StoredResource one = TestStore.create(tenant, patient("one"));
        StoredResource two = TestStore.create(tenant, patient("two"));
        change(
                "update resource_version v set body = o.body, patient_rid = o.patient_rid from resource_version o, resource r,"
                        + " resource s where r.tenant = ? and r.id = ? and v.tenant = r.tenant and v.rid = r.rid"
                        + " and s.tenant = r.tenant and s.id = ? and o.tenant = s.tenant and o.rid = s.rid",
                tenant.value(),
                one.id(),
                two.id());

        assertThatThrownBy(() -> TestStore.read(tenant, "Patient", one.id()))
                .isInstanceOf(SealBroken.class)
                .hasMessageContaining("Patient/" + one.id());
        assertThat(TestStore.read(tenant, "Patient", two.id())).isPresent();
    }

    @Test
    void headSetBackToAnOlderVersion_isDetected() {
        StoredResource patient = TestStore.create(tenant, patient("old"));
        TestStore.put(tenant, patient.id(), patient("new"), null);
        change("update resource set version = 1 where tenant = ? and id = ?", tenant.value(), patient.id());

        assertThatThrownBy(() -> TestStore.read(tenant, "Patient", patient.id()))
                .isInstanceOf(SealBroken.class);
    }

    @Test
    void flippedBit_isDetectedAndStaysInItsRow() {
        StoredResource broken = TestStore.create(tenant, patient("broken"));
        StoredResource whole = TestStore.create(tenant, patient("whole"));
        change(
                "update resource_version v set body = set_byte(v.body, 40, get_byte(v.body, 40) # 1) from resource r"
                        + " where r.tenant = ? and r.id = ? and v.tenant = r.tenant and v.rid = r.rid",
                tenant.value(),
                broken.id());

        assertThatThrownBy(() -> TestStore.read(tenant, "Patient", broken.id()))
                .isInstanceOf(SealBroken.class)
                .hasMessageContaining("Patient/" + broken.id() + " version 1");
        assertThat(TestStore.read(tenant, "Patient", whole.id())).isPresent();
    }

    @Test
    void theServersRole_canNeitherChangeVersionsNorAuditRows_norSeeAnotherTenant() {
        TestStore.create(tenant, patient("role"));
        DataSource server = TestStore.bean(DataSource.class);
        for (String sql : List.of(
                "update resource_version set body = ''",
                "delete from resource_version",
                "delete from resource",
                "update content_chunk set bytes = ''",
                "delete from content_chunk",
                "delete from content",
                "update audit_event set event = ''",
                "delete from audit_event",
                "alter table resource disable row level security",
                "create table mine (a int)")) {
            assertThatThrownBy(() -> {
                        try (Connection connection = server.getConnection();
                                Statement statement = connection.createStatement()) {
                            statement.execute(sql);
                        }
                    })
                    .as(sql)
                    .isInstanceOf(SQLException.class);
        }
        assertThat(rowsSeen(server, "t-none")).isZero();
        assertThat(rowsSeen(server, tenant.value())).isEqualTo(1);
    }

    private static long rowsSeen(DataSource server, String tenant) {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select set_config('app.tenant', '" + tenant + "', true); select count(*) from resource");
            statement.getMoreResults();
            try (ResultSet count = statement.getResultSet()) {
                count.next();
                return count.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
