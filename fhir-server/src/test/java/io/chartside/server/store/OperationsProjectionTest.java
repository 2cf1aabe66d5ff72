package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.store.OperationsProjection.NoteMode;
import io.chartside.server.store.OperationsProjection.Visit;
import io.chartside.server.store.OperationsProjection.VisitState;
import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MM19: the staff's role sees of a visit when, how long, how far and how many, and can read nothing else. */
class OperationsProjectionTest {
    private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");

    private final OperationsProjection projection = TestStore.bean(OperationsProjection.class);

    private static Connection asStaff() throws SQLException {
        String password = DatabaseRoles.open(
                        TestDatabase.dataDir().resolve("keys").resolve("database.properties"))
                .password(DatabaseRoles.STAFF);
        String url = TestDatabase.url().replace("/postgres?", "/chartside?").replaceAll("user=[^&]*&?", "");
        return DriverManager.getConnection(url, DatabaseRoles.STAFF, password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select body from resource_version",
                "select id from resource",
                "select event from audit_event",
                "select hash from search_token",
                "select body from export_file",
                "select secret from staff_person",
                "select hash from oauth_token",
                "delete from resource",
                "create table mine (id int)",
            })
    void whatIsNoViewOfTheirs_isDenied(String sql) throws SQLException {
        TestStore.freshTenant();
        try (Connection connection = asStaff();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void viewsHaveTheseColumns_andNoOther() {
        List<String> columns = TestStore.asSuperuser("chartside", connection -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("""
                            select table_name || '.' || column_name from information_schema.column_privileges
                            where grantee = 'chartside_staff' order by 1
                            """)) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            return found;
        });
        assertThat(columns)
                .containsExactly(
                        "staff_export.begun",
                        "staff_export.state",
                        "staff_export.tenant",
                        "staff_usage.day",
                        "staff_usage.drafts",
                        "staff_usage.notes",
                        "staff_usage.tenant",
                        "staff_usage.visits",
                        "staff_visit.assisted",
                        "staff_visit.begins",
                        "staff_visit.drafts",
                        "staff_visit.ends",
                        "staff_visit.id",
                        "staff_visit.minutes",
                        "staff_visit.notes",
                        "staff_visit.tenant");
    }

    @Test
    void visits_tellTimeAndStateAndCounts() {
        TenantId tenant = TestStore.freshTenant();
        TestStore.put(tenant, "p", new Patient(), null);
        TestStore.put(tenant, "ended", visit("2026-03-04T09:00:00Z", "2026-03-04T09:25:00Z"), null);
        TestStore.put(tenant, "open", visit("2026-03-04T11:00:00Z", null), null);
        TestStore.put(tenant, "planned", visit("2026-03-05T09:00:00Z", null), null);
        Composition note = new Composition();
        note.setSubject(new Reference("Patient/p")).setEncounter(new Reference("Encounter/ended"));
        note.setDate(Date.from(NOW));
        TestStore.put(tenant, "note", note, null);

        List<Visit> visits = projection.visits(tenant, NOW);

        assertThat(visits).extracting(Visit::id).containsExactly("planned", "open", "ended");
        assertThat(visits)
                .extracting(Visit::state)
                .containsExactly(VisitState.PLANNED, VisitState.OPEN, VisitState.ENDED);
        Visit ended = visits.get(2);
        assertThat(ended.minutes()).isEqualTo(Optional.of(25L));
        assertThat(ended.notes()).isEqualTo(1);
        assertThat(ended.mode()).isEqualTo(NoteMode.MANUAL);
        assertThat(projection.visits(TestStore.freshTenant(), NOW)).isEmpty();
    }

    @Test
    void usage_countsTheDaysOfOneTenant() {
        TenantId tenant = TestStore.freshTenant();
        TestStore.put(tenant, "p", new Patient(), null);
        Instant recent = Instant.now().minusSeconds(3600);
        TestStore.put(tenant, "a", visit(recent.toString(), recent.toString()), null);
        TestStore.put(tenant, "b", visit(recent.toString(), recent.toString()), null);
        TestStore.put(tenant, "old", visit("2001-01-01T00:00:00Z", "2001-01-01T00:10:00Z"), null);

        assertThat(projection.usage(tenant))
                .extracting(OperationsProjection.Usage::visits)
                .containsExactly(2L);
    }

    private static Encounter visit(String begins, String ends) {
        Encounter encounter = new Encounter();
        encounter.setSubject(new Reference("Patient/p"));
        encounter.getPeriod().setStart(Date.from(Instant.parse(begins)));
        if (ends != null) {
            encounter.getPeriod().setEnd(Date.from(Instant.parse(ends)));
        }
        return encounter;
    }
}
