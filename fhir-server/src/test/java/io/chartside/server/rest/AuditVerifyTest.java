package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.command.AuditVerify;
import io.chartside.server.store.OnOldestPostgres;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.store.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** R13 for the audit: what somebody with the database's highest role changes is found and named. */
@OnOldestPostgres
class AuditVerifyTest extends RestTest {

    @Test
    void theCommandSaysThatAnUntouchedTrailIsWhole() {
        patient("Verified");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = AuditVerify.run(
                new String[] {
                    "--server-url", SERVER, "--data-dir", TestDatabase.dataDir().toString()
                },
                new PrintStream(out),
                new PrintStream(err));
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).contains("is whole");
        assertThat(exitCode).isZero();
        assertThat(AuditVerify.run(new String[] {"--unheard"}, new PrintStream(out), new PrintStream(err)))
                .isEqualTo(2);
    }

    @Test
    void aRowThatASuperuserChangedIsNamed() throws SQLException {
        for (int i = 0; i < 3; i++) {
            send(request(OTHER + "/Patient")
                    .header("Content-Type", FHIR_JSON)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\"}")));
        }
        assertThat(intact()).isTrue();
        String flip = "update audit_event set event = set_byte(event, 20, get_byte(event, 20) # 1)"
                + " where tenant = 'other' and id = (select max(id) from audit_event where tenant = 'other')";
        String url = TestDatabase.url().replaceFirst("/postgres\\?", "/chartside?");
        try (Connection superuser = DriverManager.getConnection(url);
                Statement statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            statement.execute("create temporary table changed as select tenant, lane, seq, recorded from audit_event"
                    + " where tenant = 'other' and id = (select max(id) from audit_event where tenant = 'other')");
            assertThat(statement.executeUpdate(flip)).isEqualTo(1);
            superuser.commit();
            assertThat(intact()).isFalse();
            statement.executeUpdate(
                    "update audit_event e set event = set_byte(event, 20, get_byte(event, 20) # 1)"
                            + " from changed c where (e.tenant, e.lane, e.seq, e.recorded) = (c.tenant, c.lane, c.seq, c.recorded)");
            superuser.commit();
        }
        assertThat(intact()).isTrue();
    }

    private static boolean intact() {
        JsonNode answer = json(get(OTHER + "/$verify-audit"));
        return answer.at("/parameter/0/valueBoolean").asBoolean();
    }

    @Test
    void resourceThatASuperuserRolledBackOrDeleted_isNamed() {
        String rolledBack = patient("Rolled");
        String deleted = patient("Deleted");
        String both = " where tenant = 'demo' and id in ('" + rolledBack + "', '" + deleted + "')";
        change("create table first_heads as select * from resource" + both);
        put("/Patient/" + rolledBack, """
                {"resourceType": "Patient", "id": "%s", "active": false}""".formatted(rolledBack));
        change("create table last_heads as select * from resource" + both);
        change("create table last_versions as select v.* from resource_version v join first_heads using (tenant, rid)"
                + " where v.version = 2");
        assertThat(told()).contains("is whole");

        change(
                "delete from resource_version v using last_versions o where (v.tenant, v.rid, v.version) = (o.tenant, o.rid, 2)");
        change("delete from resource" + both);
        change("insert into resource select * from first_heads where id = '" + rolledBack + "'");

        assertThat(get("/Patient/" + rolledBack).statusCode()).isEqualTo(200);
        assertThat(told())
                .contains("Patient/" + rolledBack + ": version 2 was written, the record holds version 1")
                .contains("Patient/" + deleted + ": version 1 was written, the record holds none");
        // Whole again, for the tests that share the tenant.
        change("delete from resource" + both);
        change("insert into resource select * from last_heads");
        change("insert into resource_version select * from last_versions");
        change("drop table first_heads, last_heads, last_versions");
        assertThat(told()).contains("is whole");
    }

    /** The head stands; without the version it names, the resource is not there for anybody. */
    @Test
    void versionThatASuperuserDeleted_isNamed() {
        String emptied = patient("Emptied");
        put("/Patient/" + emptied, """
                {"resourceType": "Patient", "id": "%s", "active": false}""".formatted(emptied));
        change("create table kept_versions as select v.* from resource_version v join resource r using (tenant, rid)"
                + " where r.tenant = 'demo' and r.id = '" + emptied + "'");
        for (int version : new int[] {1, 2}) {
            change("delete from resource_version v using kept_versions k"
                    + " where (v.tenant, v.rid, v.version) = (k.tenant, k.rid, " + version + ")");
            assertThat(told()).contains("Patient/" + emptied + ": of its 2 versions the record lacks 1");
            change("insert into resource_version select * from kept_versions where version = " + version);
        }
        change("drop table kept_versions");
        assertThat(told()).contains("is whole");
    }

    @Test
    void resourceWhoseBitsWereFlipped_isNamedToWhoeverReadsIt_andAloneIsLost() {
        String broken = patient("Flipped");
        String whole = patient("Whole");
        String flip =
                "update resource_version v set body = set_byte(v.body, 40, get_byte(v.body, 40) # 1) from resource r"
                        + " where r.tenant = 'demo' and r.id = '" + broken
                        + "' and v.tenant = r.tenant and v.rid = r.rid";
        change(flip);

        assertOutcome(get("/Patient/" + broken), 500);
        assertThat(get("/Patient/" + broken).body())
                .contains("Patient/" + broken + " version 1 was changed outside of the server");
        assertThat(get("/Patient/" + whole).statusCode()).isEqualTo(200);

        change(flip);
        assertThat(get("/Patient/" + broken).statusCode()).isEqualTo(200);
    }

    private static String told() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditVerify.run(
                new String[] {
                    "--server-url", SERVER, "--data-dir", TestDatabase.dataDir().toString()
                },
                new PrintStream(out),
                new PrintStream(out));
        return out.toString();
    }

    private static void change(String sql) {
        TestStore.asSuperuser(
                "chartside", connection -> connection.createStatement().executeUpdate(sql));
    }
}
