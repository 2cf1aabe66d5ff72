package io.chartside.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.command.MasterKeyRotate;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.MasterKey;
import io.chartside.server.crypto.MasterRotation;
import io.chartside.server.rest.RestTest;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MA10: regular rotation without being asked, of a tenant's keys and of the master key. */
class KeyScheduleTest extends RestTest {
    private static final TenantId OTHER_CLINIC = new TenantId("other");

    @Autowired
    private KeySchedule schedule;

    @BeforeEach
    void used() {
        TestStore.bean(KeyRing.class).tenant(OTHER_CLINIC);
    }

    private static List<String> rows(String database, String sql) {
        return TestStore.asSuperuser(database, connection -> {
            List<String> values = new ArrayList<>();
            try (Statement statement = connection.createStatement()) {
                if (statement.execute(sql)) {
                    ResultSet rows = statement.getResultSet();
                    while (rows.next()) {
                        values.add(rows.getString(1));
                    }
                }
            }
            return values;
        });
    }

    private static int kekVersion() {
        return Integer.parseInt(
                rows("chartside_keys", "select max(version) from tenant_key where tenant = 'other' and purpose = 'kek'")
                        .get(0));
    }

    private static void agedByDays(int days) {
        rows(
                "chartside_keys",
                "update tenant_key set created_at = now() - interval '" + days
                        + " days' where tenant = 'other' and purpose in ('kek', 'index')");
    }

    private static long audited() {
        return Long.parseLong(rows("chartside", "select count(*) from audit_event where tenant = 'other'")
                .get(0));
    }

    @Test
    void kekOfItsAge_isReplacedOnce_onRecord_youngerOnesAndTheIndexKeyStay() {
        int before = kekVersion();
        long events = audited();
        agedByDays(89);
        schedule.look();
        assertThat(kekVersion()).isEqualTo(before);

        agedByDays(91);
        schedule.look();
        assertThat(kekVersion()).isEqualTo(before + 1);
        assertThat(audited()).isEqualTo(events + 1);
        assertThat(rows(
                        "chartside_keys",
                        "select distinct kek_version from tenant_key where tenant = 'other' and purpose <> 'kek'"))
                .containsExactly(Integer.toString(before + 1));
        schedule.look();
        assertThat(kekVersion()).isEqualTo(before + 1);
    }

    @Test
    void anotherProcessAtIt_nothingIsDoneHere() {
        int before = kekVersion();
        agedByDays(91);
        MasterRotation another = new MasterRotation(TestStore.bean(MasterKey.class), TestStore.bean(KeyKeeper.class));

        another.alone(() -> {
            schedule.look();
            return 0;
        });

        assertThat(kekVersion()).isEqualTo(before);
        schedule.look();
        assertThat(kekVersion()).isEqualTo(before + 1);
    }

    @Test
    void rotatedMasterKey_wrapsEveryKekAtTheNextLook_andTheTenantIsReadOn() {
        MasterKey master = TestStore.bean(MasterKey.class);
        String kek = "select encode(wrapped, 'hex') from tenant_key where purpose = 'kek' order by tenant, version";
        List<String> before = rows("chartside_keys", kek);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int exitCode = MasterKeyRotate.run(
                new String[] {"--data-dir", TestDatabase.dataDir().toString()},
                new PrintStream(out),
                new PrintStream(out));
        assertThat(exitCode).as(out.toString()).isZero();
        schedule.look();

        List<String> after = rows("chartside_keys", kek);
        assertThat(after).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
        assertThat(after)
                .allSatisfy(hex -> assertThat(master.isNewest(HexFormat.of().parseHex(hex)))
                        .isTrue());
        TestStore.bean(KeyRing.class).refresh();
        assertThat(TestStore.bean(KeyRing.class).tenant(OTHER_CLINIC)).isNotNull();
        assertThat(created("Patient", "{\"resourceType\":\"Patient\"}")).isNotEmpty();
    }
}
