package io.chartside.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.command.KeysRotate;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.rest.RestTest;
import io.chartside.server.store.Resealing;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
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
import org.springframework.beans.factory.annotation.Autowired;

/**
 * MA10: data, audit and cursor key are replaced while the tenant is used. What the former ones sealed is read on, and is not
 * lost when they are destroyed.
 */
class SealingKeysTest extends RestTest {
    private static final TenantId DEMO = new TenantId("demo");
    private static final int AT_FIRST = 12;

    private final Map<Integer, String> people = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();

    @Autowired
    private KeySchedule schedule;

    @Autowired
    private Resealing sealed;

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

    private static List<String> versions(TenantId tenant, RotatedKey key) {
        return rows(
                "chartside_keys",
                "select version from tenant_key where tenant = '" + tenant + "' and purpose = '" + key.word()
                        + "' order by version");
    }

    private static void aged(TenantId tenant, RotatedKey key, String interval) {
        rows(
                "chartside_keys",
                "update tenant_key set created_at = created_at - interval '" + interval + "' where tenant = '" + tenant
                        + "' and purpose = '" + key.word() + "'");
    }

    private static HttpResponse<String> get(String address) {
        return send(request(address));
    }

    private void practitioner(int number) {
        people.put(number, created("Practitioner", """
                {"resourceType": "Practitioner", "identifier": [{"system": "urn:sealing", "value": "S-%d"}],
                 "name": [{"family": "Sealed%dx"}]}""".formatted(number, number)));
    }

    private int write() {
        int number = AT_FIRST;
        while (!over.get()) {
            practitioner(number++);
        }
        return number;
    }

    private static String next(JsonNode bundle) {
        for (JsonNode link : bundle.path("link")) {
            if (link.path("relation").asText().equals("next")) {
                return link.path("url").asText();
            }
        }
        throw new AssertionError("no next link in " + bundle);
    }

    /** By id, by history, by two population tokens, by a page after another, and in the trail. */
    private int read(String pageOfBefore) {
        while (!over.get()) {
            for (int number : List.copyOf(people.keySet())) {
                if (over.get()) {
                    break;
                }
                String id = people.get(number);
                for (String address : List.of(
                        "/Practitioner/" + id,
                        "/Practitioner/" + id + "/_history",
                        "/Practitioner?identifier=urn:sealing%7CS-" + number,
                        "/AuditEvent?action=C&entity=Practitioner/" + id,
                        pageOfBefore,
                        next(json(get("/Practitioner?_count=1"))))) {
                    HttpResponse<String> found = get(address);
                    assertThat(found.statusCode())
                            .as(address + ": " + found.body())
                            .isEqualTo(200);
                    if (address.contains(id) || address.contains("urn:sealing")) {
                        assertThat(found.body()).as(address).contains(id);
                    }
                }
                looks.incrementAndGet();
            }
        }
        return 0;
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

    @Test
    void replacedUnderLoad_noReadFails_andNothingIsLostWithTheFormerKeys() throws Exception {
        for (int i = 0; i < AT_FIRST; i++) {
            practitioner(i);
        }
        String pageOfBefore = next(json(get("/Practitioner?_count=1")));
        int keysBefore = versions(DEMO, RotatedKey.DATA).size();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Future<Integer>> clients = new ArrayList<>();
        clients.add(pool.submit(this::write));
        clients.add(pool.submit(() -> read(pageOfBefore)));
        // Another process, which hears of the keys from the key store alone.
        clients.add(pool.submit(() -> {
            while (!over.get()) {
                for (String id : List.copyOf(people.values()).subList(0, AT_FIRST)) {
                    assertThat(TestStore.read(DEMO, "Practitioner", id)).isPresent();
                }
            }
            return 0;
        }));
        String told;
        try {
            told = rotate("data", "audit", "cursor");
        } finally {
            over.set(true);
            pool.shutdown();
        }
        for (Future<Integer> client : clients) {
            client.get(60, TimeUnit.SECONDS);
        }

        assertThat(told).contains("data key", "audit key", "cursor key");
        assertThat(looks.get()).isGreaterThan(3);
        for (RotatedKey key : List.of(RotatedKey.DATA, RotatedKey.AUDIT, RotatedKey.CURSOR)) {
            assertThat(versions(DEMO, key)).as(key.word()).hasSizeGreaterThan(keysBefore);
        }
        assertThat(get(pageOfBefore).statusCode()).isEqualTo(200);

        for (RotatedKey key : List.of(RotatedKey.DATA, RotatedKey.CURSOR)) {
            aged(DEMO, key, "23 hours");
        }
        schedule.look();
        assertThat(versions(DEMO, RotatedKey.DATA)).hasSizeGreaterThan(keysBefore);
        for (RotatedKey key : List.of(RotatedKey.DATA, RotatedKey.CURSOR)) {
            aged(DEMO, key, "2 hours");
        }
        schedule.look();

        assertThat(versions(DEMO, RotatedKey.DATA)).hasSize(1);
        assertThat(versions(DEMO, RotatedKey.CURSOR)).hasSize(1);
        assertThat(versions(DEMO, RotatedKey.AUDIT)).hasSizeGreaterThan(1);
        assertThat(get(pageOfBefore).statusCode()).isEqualTo(400);
        // Opens every value again, now by the one key that is left.
        Resealing.Result again = sealed.run(DEMO);
        assertThat(again.resealed()).isZero();
        List<String> rids = rows(
                "chartside",
                "select rid from resource where tenant = 'demo' and id in ('" + String.join("','", people.values())
                        + "')");
        assertThat(rids).hasSize(people.size());
        assertThat(again.broken()).noneMatch(broken -> rids.stream().anyMatch(broken::contains));
        assertThat(get("/AuditEvent?action=C&entity=Practitioner/" + people.get(0))
                        .body())
                .contains("Practitioner/" + people.get(0));
    }

    @Test
    void keysOfTheirAge_areReplacedBySchedule_thatOfNoneStays() {
        TenantId other = new TenantId("other");
        TestStore.bean(KeyRing.class).tenant(other);
        int cursors = versions(other, RotatedKey.CURSOR).size();
        int audits = versions(other, RotatedKey.AUDIT).size();
        aged(other, RotatedKey.CURSOR, "31 days");
        aged(other, RotatedKey.AUDIT, "31 days");

        schedule.look();

        assertThat(versions(other, RotatedKey.CURSOR)).hasSize(cursors + 1);
        assertThat(versions(other, RotatedKey.AUDIT)).hasSize(audits);
    }

    @Test
    void announcedAndNeverUsed_isGoneOnWith() {
        TenantId tenant = TestStore.freshTenant();
        KeyRotation rotation = TestStore.bean(KeyRotation.class);
        int announced = rotation.announce(tenant, RotatedKey.DATA);

        assertThat(rotation.announce(tenant, RotatedKey.DATA)).isEqualTo(announced);
        assertThat(rotation.standings())
                .filteredOn(standing -> standing.tenant().equals(tenant) && standing.key() == RotatedKey.DATA)
                .singleElement()
                .satisfies(standing -> assertThat(standing.cutShort()).isTrue());
        assertThat(rotation.retireFormer(tenant, RotatedKey.DATA)).isZero();
    }

    @Test
    void auditKey_isKeptAsLongAsAnEventMayNeedIt() {
        TenantId tenant = TestStore.freshTenant();
        KeyRotation rotation = TestStore.bean(KeyRotation.class);
        rotation.use(tenant, RotatedKey.AUDIT, rotation.announce(tenant, RotatedKey.AUDIT));
        aged(tenant, RotatedKey.AUDIT, "10 days");
        Instant replaced = Instant.now().minus(Duration.ofDays(10));

        assertThat(rotation.retireReplacedBefore(tenant, RotatedKey.AUDIT, replaced))
                .isZero();
        assertThat(rotation.retireReplacedBefore(tenant, RotatedKey.AUDIT, replaced.plus(Duration.ofDays(2))))
                .isOne();
        assertThat(versions(tenant, RotatedKey.AUDIT)).containsExactly("2");
    }

    /** Ids of erased patients, e-mail addresses and passkeys are found by hashes that nobody could make again. */
    @Test
    void hashesOfTheDataKey_outliveIt() {
        TenantId tenant = TestStore.freshTenant();
        KeyRing keys = TestStore.bean(KeyRing.class);
        KeyRotation rotation = TestStore.bean(KeyRotation.class);
        long before = keys.tenant(tenant).data().hash().hash64("word");
        byte[] of = keys.tenant(tenant).data().seal(new byte[] {7}, "place");

        rotation.use(tenant, RotatedKey.DATA, rotation.announce(tenant, RotatedKey.DATA));
        keys.refresh();
        assertThat(keys.tenant(tenant).data().hash().hash64("word")).isEqualTo(before);
        assertThat(keys.tenant(tenant).data().open(of, "place")).containsExactly(7);
        assertThat(keys.tenant(tenant).data().resealed(of, "place")).isPresent();

        rotation.retireFormer(tenant, RotatedKey.DATA);
        assertThat(keys.tenant(tenant).data().hash().hash64("word")).isEqualTo(before);
    }
}
