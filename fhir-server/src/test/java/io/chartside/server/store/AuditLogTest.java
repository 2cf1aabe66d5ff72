package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.junit.jupiter.api.Test;

@OnOldestPostgres
class AuditLogTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final AuditLog log = TestStore.bean(AuditLog.class);
    private final AuditVerifier verifier = TestStore.bean(AuditVerifier.class);
    private final TenantId tenant = TestStore.freshTenant();

    private static AuditRow row(String recorded, List<String> patients, String... tokens) {
        byte[] event = "{\"resourceType\":\"AuditEvent\",\"entity\":[]}".getBytes(StandardCharsets.UTF_8);
        return new AuditRow(LogicalIds.next(), Instant.parse(recorded), event, patients, List.of(tokens));
    }

    private void append(AuditRow... rows) {
        store.write(tenant, unit -> {
            unit.audit(List.of(rows));
            return null;
        });
    }

    private static AuditLog.Query query(String from, String to, int limit, String cursor, List<Set<String>> tokens) {
        return new AuditLog.Query(
                from == null ? null : Instant.parse(from),
                to == null ? null : Instant.parse(to),
                tokens,
                true,
                limit,
                cursor);
    }

    @Test
    void rows_areFoundByTimeAndTokens_newestFirst_pageByPage() {
        AuditRow old = row("1999-12-31T23:59:59.123Z", List.of("p1"), "action=R");
        AuditRow read = row("2026-11-01T10:00:00Z", List.of("p1", "p2"), "action=R", "agent=Practitioner/1");
        AuditRow create = row("2026-11-02T10:00:00Z", List.of("p2"), "action=C", "agent=Practitioner/1");
        append(old, read);
        append(create);

        AuditLog.Page first = log.find(tenant, query(null, null, 2, null, List.of()));
        AuditLog.Page rest = log.find(tenant, query(null, null, 2, first.nextCursor(), List.of()));

        assertThat(first.entries()).extracting(AuditLog.Entry::id).containsExactly(create.id(), read.id());
        assertThat(rest.entries()).extracting(AuditLog.Entry::id).containsExactly(old.id());
        assertThat(rest.entries().get(0).recorded()).isEqualTo(old.recorded());
        assertThat(rest.nextCursor()).isNull();
        assertThat(log.find(tenant, query("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 9, null, List.of()))
                        .entries())
                .extracting(entry -> entry.events().get(0).patientIds())
                .containsExactly(List.of("p1", "p2"));
        assertThat(log.find(
                                tenant,
                                query(
                                        null,
                                        null,
                                        9,
                                        null,
                                        List.of(Set.of("patient=p1"), Set.of("action=R", "action=C"))))
                        .entries())
                .hasSize(2);
        assertThat(log.find(tenant, query(null, null, 9, null, List.of(Set.of("action=D"))))
                        .entries())
                .isEmpty();
        assertThat(log.read(tenant, read.id()).orElseThrow().events().get(0).json())
                .isEqualTo(read.events().get(0).json());
        assertThat(log.read(TestStore.freshTenant(), read.id())).isEmpty();
        assertThatThrownBy(() -> log.find(tenant, query(null, null, 3, "forged", List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eventsOfOneRow_comeBackEachWithItsOwnWords() {
        List<AuditRow.Event> events = List.of(
                new AuditRow.Event("{1}".getBytes(StandardCharsets.UTF_8), List.of("p1"), List.of("action=C", "x=ä")),
                new AuditRow.Event("{2}".getBytes(StandardCharsets.UTF_8), List.of(), List.of("action=U")),
                new AuditRow.Event("{}".getBytes(StandardCharsets.UTF_8), List.of("p1", "p2"), List.of()));
        AuditRow row = new AuditRow(LogicalIds.next(), Instant.parse("2026-11-03T10:00:00Z"), events);
        append(row);

        assertThat(log.read(tenant, row.id()).orElseThrow().events())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(events);
        assertThat(log.find(tenant, query(null, null, 9, null, List.of(Set.of("action=U"), Set.of("patient=p2"))))
                        .entries())
                .extracting(AuditLog.Entry::id)
                .containsExactly(row.id());
    }

    @Test
    void concurrentWriters_leaveChainsWithoutGaps() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(pool.submit(() -> append(row("2026-11-03T10:00:00Z", List.of(), "action=R"))));
        }
        for (Future<?> one : all) {
            one.get();
        }
        pool.shutdown();

        assertThat(log.find(tenant, query(null, null, 100, null, List.of())).entries())
                .hasSize(40);
        assertThat(verifier.verify(tenant).isWhole()).isTrue();
    }

    /** The row goes with the commit, so that a lane which has moved fails it: nothing is written without its record, or twice. */
    @Test
    void laneThatAnotherProcessMoved_letsTheWriteRunAgain_andTheChainIsWhole() {
        append(row("2026-11-05T10:00:00Z", List.of(), "a=1"));
        AuditChain other = new AuditChain(TestStore.bean(KeyRing.class), new AuditLanes());
        AuditRow theirs = row("2026-11-05T10:00:01Z", List.of(), "a=2");
        Database database = TestStore.bean(Database.class);
        int moved = database.reading(tenant, AuditChain::heads).stream()
                .filter(lane -> lane.seq() == 1)
                .findFirst()
                .orElseThrow()
                .number();
        int lane = -1;
        while (lane != moved) {
            lane = database.writing(tenant, session -> other.appendLocked(session, List.of(theirs)))
                    .number();
        }
        AtomicInteger runs = new AtomicInteger();
        AuditRow ours = row("2026-11-05T10:00:02Z", List.of(), "a=3");
        store.write(tenant, unit -> {
            runs.incrementAndGet();
            unit.apply(List.of(new Change.Put(
                    "Basic",
                    "moved-lane",
                    TestStore.json(new Basic().setCode(new CodeableConcept().setText("x"))),
                    false,
                    OptionalLong.empty())));
            unit.audit(List.of(ours));
            return null;
        });

        assertThat(runs).hasValue(2);
        assertThat(TestStore.read(tenant, "Basic", "moved-lane").orElseThrow().version())
                .isEqualTo(1);
        assertThat(log.find(tenant, query(null, null, 9, null, List.of(Set.of("a=3"))))
                        .entries())
                .hasSize(1);
        assertThat(verifier.verify(tenant).isWhole()).isTrue();
    }

    @Test
    void writeWhoseRowCannotBeWritten_isNotCommitted() {
        AuditRow twice = row("2026-11-06T10:00:00Z", List.of(), "a=1");
        append(row("2026-11-06T09:00:00Z", List.of(), "a=0"));
        AuditRow tooLong = new AuditRow(
                LogicalIds.next(),
                twice.recorded(),
                twice.events().get(0).json(),
                List.of(),
                IntStream.range(0, 2_000).mapToObj(i -> "word=" + i).toList());
        assertThatThrownBy(() -> store.write(tenant, unit -> {
                    unit.apply(List.of(new Change.Put(
                            "Basic",
                            "unrecorded",
                            TestStore.json(new Basic().setCode(new CodeableConcept().setText("x"))),
                            false,
                            OptionalLong.empty())));
                    unit.audit(List.of(tooLong));
                    return null;
                }))
                .isInstanceOf(DatabaseFailure.class);
        assertThat(TestStore.read(tenant, "Basic", "unrecorded")).isEmpty();
        append(twice);
        assertThat(verifier.verify(tenant).isWhole()).isTrue();
    }

    @Test
    void changedOrRemovedRow_breaksTheChainThere() {
        append(row("2026-11-04T10:00:00Z", List.of(), "a=1"), row("2026-11-04T10:00:01Z", List.of(), "a=2"));
        AuditLog.Entry second = log.find(tenant, query(null, null, 1, null, List.of()))
                .entries()
                .get(0);
        assertThat(verifier.verify(tenant).isWhole()).isTrue();

        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement change = connection.prepareStatement(
                    "update audit_event set recorded = recorded + interval '1 second' where tenant = ? and id = ?")) {
                change.setString(1, tenant.value());
                change.setString(2, second.id());
                return change.executeUpdate();
            }
        });
        assertThat(verifier.verify(tenant).breaks())
                .extracting(AuditVerifier.Break::lane, AuditVerifier.Break::seq)
                .containsExactly(tuple(second.lane(), 2L));

        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement change =
                    connection.prepareStatement("delete from audit_event where tenant = ? and id = ?")) {
                change.setString(1, tenant.value());
                change.setString(2, second.id());
                return change.executeUpdate();
            }
        });
        assertThat(verifier.verify(tenant).breaks())
                .extracting(AuditVerifier.Break::lane, AuditVerifier.Break::seq)
                .containsExactly(tuple(second.lane(), 2L));
    }
}
