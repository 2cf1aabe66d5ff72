package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MM18: requests that are recorded side by side share rows, and every event stays as it was told but for when it was recorded. */
class RowsTogetherTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private static AuditRow row(Random random, int number) {
        Instant recorded = NOON.plusMillis(random.nextInt(4));
        List<AuditRow.Event> events = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String json = "{\"resourceType\":\"AuditEvent\",\"text\":\"a \\\"recorded\\\":\\\"x\\\"\",\"recorded\":\""
                    + recorded + "\",\"number\":\"" + number + "." + i + "\",\"entity\":[]}";
            List<String> patients = IntStream.range(0, random.nextInt(random.nextInt(10) == 0 ? 120 : 3))
                    .mapToObj(p -> "p" + random.nextInt(500))
                    .distinct()
                    .toList();
            events.add(new AuditRow.Event(
                    json.getBytes(StandardCharsets.UTF_8), patients, List.of("action=R", "entity=" + number)));
        }
        return new AuditRow("row-" + number, recorded, events);
    }

    private static String withoutTime(AuditRow.Event event) {
        return new String(event.json(), StandardCharsets.UTF_8).replaceFirst(",\"recorded\":\"[^\"]*\"", "")
                + event.patientIds()
                + event.words();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void allEventsAreThereInTheirOrder_eachRecordedWhenItsRowIs(long seed) {
        Random random = new Random(seed);
        List<AuditRow> rows = IntStream.range(0, 1 + random.nextInt(40))
                .mapToObj(n -> row(random, n))
                .toList();
        List<AuditRow> together = RowsTogether.of(rows);
        assertThat(together.stream()
                        .flatMap(r -> r.events().stream())
                        .map(RowsTogetherTest::withoutTime)
                        .toList())
                .isEqualTo(rows.stream()
                        .flatMap(r -> r.events().stream())
                        .map(RowsTogetherTest::withoutTime)
                        .toList());
        assertThat(together).hasSizeLessThanOrEqualTo(rows.size()).doesNotHaveDuplicates();
        for (AuditRow row : together) {
            assertThat(row.events())
                    .allSatisfy(event -> assertThat(new String(event.json(), StandardCharsets.UTF_8))
                            .contains(",\"recorded\":\"" + row.recorded() + "\""));
            assertThat(row.events().size() == 1
                            || row.words().size() <= AuditRow.MOST_WORDS
                                    && row.events().size() <= RowsTogether.MOST_EVENTS
                            || rows.contains(row))
                    .isTrue();
        }
    }

    @Test
    void requestsOfOneTenantShareARow_andAnothersHasItsOwn() {
        AuditChain chain = TestStore.bean(AuditChain.class);
        AuditLog log = TestStore.bean(AuditLog.class);
        TenantId tenant = TestStore.freshTenant();
        TenantId other = TestStore.freshTenant();
        Random random = new Random(9);
        for (TenantId of : List.of(tenant, other)) { // From then on a lane of theirs is known to stand free.
            TestStore.bean(ResourceStore.class).write(of, unit -> {
                unit.audit(List.of(row(random, 0)));
                return null;
            });
        }
        List<AuditRow> rows = List.of(row(random, 1), row(random, 2), row(random, 3));
        List<AuditChain.Append> asked = List.of(
                chain.append(tenant, List.of(rows.get(0)), Optional.empty()),
                chain.append(other, List.of(rows.get(1)), Optional.empty()),
                chain.append(tenant, List.of(rows.get(2)), Optional.empty()));
        assertThat(chain.appendTogether(TestStore.bean(RoundConnections.class), asked))
                .containsExactly(true, true, true);
        AuditLog.Entry shared = log.read(tenant, "row-1").orElseThrow();
        assertThat(shared.events())
                .hasSize(rows.get(0).events().size() + rows.get(2).events().size());
        assertThat(log.read(tenant, "row-3")).isEmpty();
        assertThat(log.read(other, "row-2").orElseThrow().events())
                .hasSameSizeAs(rows.get(1).events());
        assertThat(TestStore.bean(AuditVerifier.class).verify(tenant).isWhole()).isTrue();
    }
}
