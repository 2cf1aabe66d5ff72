package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Contents that are kept apart: bounded memory, and nothing left of what no version names. */
class ContentsTest {
    private static final long HOUR = 3_600_000;

    private final TenantId tenant = TestStore.freshTenant();
    private final ContentSweep sweep = TestStore.bean(ContentSweep.class);

    @Test
    void contentLargerThanTheHeap_goesInAndOut() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ContentsInSmallHeap.class.getName(),
                        TestDatabase.url(),
                        TestDatabase.dataDir().toString(),
                        tenant.value(),
                        Long.toString(64L << 20))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(count("content_chunk")).isEqualTo(65);
    }

    @Test
    void sweepDeletesOldChunksAndKeysThatNoVersionNames_andNothingElse() {
        long old = Rids.firstAt(System.currentTimeMillis() - 3 * HOUR);
        long young = Rids.firstAt(System.currentTimeMillis() - HOUR);
        for (long content : new long[] {old, old + 1, young}) {
            insert("insert into content_chunk values (?, ?, 0, 'x')", content);
            insert("insert into content_chunk values (?, ?, 1, 'x')", content);
            insertKey(content, 5);
        }
        insert("insert into content values (?, ?, 77, 5)", old + 1);
        insertKey(old + 1, 6);

        assertThat(sweep.sweep(tenant)).isEqualTo(3);
        assertThat(count("content_chunk")).isEqualTo(4);
        assertThat(keys()).containsExactlyInAnyOrder((old + 1) + " 5", young + " 5");
        assertThat(sweep.sweep(tenant)).isZero();
    }

    @Test
    void whatIsNamed_isNotDropped() {
        insert("insert into content_chunk values (?, ?, 0, 'x')", 4);
        insert("insert into content values (?, ?, 77, 5)", 4);
        sweep.dropUnnamed(tenant, 4);
        assertThat(count("content_chunk")).isEqualTo(1);
    }

    private void insert(String sql, long content) {
        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                insert.setString(1, tenant.value());
                insert.setLong(2, content);
                return insert.executeUpdate();
            }
        });
    }

    private void insertKey(long content, long patientRid) {
        TestStore.asSuperuser("chartside_keys", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into content_key (tenant, content, patient_rid, wrapped) values (?, ?, ?, 'x')")) {
                insert.setString(1, tenant.value());
                insert.setLong(2, content);
                insert.setLong(3, patientRid);
                return insert.executeUpdate();
            }
        });
    }

    private long count(String table) {
        return TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select count(*) from " + table + " where tenant = ?")) {
                query.setString(1, tenant.value());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private List<String> keys() {
        return TestStore.asSuperuser("chartside_keys", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select string_agg(content || ' ' || patient_rid, ',') from content_key where tenant = ?")) {
                query.setString(1, tenant.value());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return List.of(row.getString(1).split(","));
                }
            }
        });
    }
}
