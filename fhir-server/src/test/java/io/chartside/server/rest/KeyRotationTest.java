package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.command.KeysRotate;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Keys are replaced while the tenant is read and written: no read fails, no search misses what is there. */
class KeyRotationTest extends RestTest {
    private static final int AT_FIRST = 40;

    private final Map<Integer, String> patients = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();

    private void create(int number) {
        patients.put(number, created("Patient", """
                {"resourceType": "Patient", "identifier": [{"system": "urn:rotation", "value": "R-%d"}],
                 "name": [{"family": "Rotating%dx"}]}""".formatted(number, number)));
    }

    private int write() {
        int number = AT_FIRST;
        while (!over.get()) {
            create(number);
            int updated = number % AT_FIRST;
            HttpResponse<String> response =
                    put("/Patient/" + patients.get(updated), """
                    {"resourceType": "Patient", "id": "%s", "identifier": [{"system": "urn:rotation", "value": "R-%d"}],
                     "active": true, "name": [{"family": "Rotating%dx"}]}""".formatted(patients.get(updated), updated, updated));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            number++;
        }
        return number;
    }

    /** Looks for each patient in turn, by id and by two population tokens. */
    private int read() {
        int looked = 0;
        while (!over.get()) {
            for (int number : List.copyOf(patients.keySet())) {
                String id = patients.get(number);
                HttpResponse<String> found = get("/Patient/" + id);
                assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
                for (String query :
                        List.of("identifier=urn:rotation%7CR-" + number, "family=Rotating" + number + "x")) {
                    HttpResponse<String> page = get("/Patient?" + query);
                    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
                    assertThat(entries(json(page)))
                            .as(query)
                            .extracting(entry -> entry.at("/resource/id").asText())
                            .contains(id);
                }
                looked++;
                looks.incrementAndGet();
            }
        }
        return looked;
    }

    private static String rotate(String... keys) {
        List<String> arguments = new ArrayList<>(List.of(keys));
        arguments.addAll(List.of(
                "--server-url", SERVER, "--data-dir", TestDatabase.dataDir().toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = KeysRotate.run(arguments.toArray(String[]::new), new PrintStream(out), new PrintStream(out));
        assertThat(exitCode).as(out.toString()).isZero();
        return out.toString();
    }

    private static List<String> column(String database, String sql) {
        return TestStore.asSuperuser(database, connection -> {
            List<String> values = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        });
    }

    @Test
    void bothKeysReplacedUnderLoad_noReadFailsAndNoHitIsMissed() throws Exception {
        for (int i = 0; i < AT_FIRST; i++) {
            create(i);
        }
        TenantId demo = new TenantId("demo");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Integer>> clients = new ArrayList<>();
        clients.add(pool.submit(this::write));
        clients.add(pool.submit(this::read));
        clients.add(pool.submit(this::read));
        // Another process, which hears of the keys from the key store alone.
        clients.add(pool.submit(() -> {
            while (!over.get()) {
                for (String id : List.copyOf(patients.values())) {
                    assertThat(TestStore.read(demo, "Patient", id)).isPresent();
                }
            }
            return 0;
        }));
        String told;
        try {
            told = rotate();
        } finally {
            over.set(true);
            pool.shutdown();
        }
        for (Future<Integer> client : clients) {
            client.get(60, TimeUnit.SECONDS);
        }

        assertThat(told).contains("index key 2", "key-encryption key 2");
        assertThat(looks.get()).isGreaterThan(AT_FIRST);
        assertThat(column(
                        "chartside_keys", "select version from tenant_key where tenant = 'demo' and purpose = 'index'"))
                .containsExactly("2");
        assertThat(column("chartside_keys", "select version from tenant_key where tenant = 'demo' and purpose = 'kek'"))
                .containsExactly("2");
        assertThat(column("chartside_keys", "select distinct kek_version from patient_key where tenant = 'demo'"))
                .containsExactly("2");
        assertThat(column(
                        "chartside",
                        "select distinct get_byte(mac, 16) from resource where tenant = 'demo' and state > 0"))
                .containsExactly("2");
        assertThat(column("chartside", """
                select r.id from resource r where r.tenant = 'demo' and r.gtok <> coalesce((
                    select string_agg(int8send(t.hash), ''::bytea order by t.hash) from search_token t
                    where t.tenant = r.tenant and t.rid = r.rid), '')
                """)).isEmpty();
        assertThat(
                        column(
                                "chartside",
                                "select count(*) from search_token t where tenant = 'demo' and not exists (select 1 from resource r"
                                        + " where r.tenant = t.tenant and r.rid = t.rid and position(int8send(t.hash) in r.gtok) > 0)"))
                .containsExactly("0");
    }

    @Test
    void rotation_needsItsOwnRight() {
        JsonNode refused = json(
                send(
                        request("/$rotate-keys", "system/*.cruds")
                                .header("Content-Type", FHIR_JSON)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"key\",\"valueCode\":\"kek\"}]}"))));

        assertThat(refused.at("/issue/0/code").asText()).isEqualTo("forbidden");
    }
}
