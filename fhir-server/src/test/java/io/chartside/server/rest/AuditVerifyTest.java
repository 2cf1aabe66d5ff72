package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.command.AuditVerify;
import io.chartside.server.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** R13 for the audit: what somebody with the database's highest role changes is found and named. */
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
}
