package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** Counts that go with the commit of their audit rows. */
class SharedCountsTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final TenantId one = TestStore.freshTenant();
    private final TenantId other = TestStore.freshTenant();
    private final Map<TenantId, Integer> inBetween = new ConcurrentHashMap<>();

    /** Patients of a tenant, each with one Observation more than the one before, the last of them a draft; by their numbers. */
    private static Map<Long, Integer> patients(TenantId tenant, int from) {
        Map<Long, Integer> counts = new LinkedHashMap<>();
        for (int observations = from; observations < from + 4; observations++) {
            StoredResource patient = TestStore.create(tenant, new Patient());
            for (int i = 0; i < observations; i++) {
                TestStore.create(tenant, observation(patient.id(), i + 1 == observations));
            }
            counts.put(patient.rid(), observations);
        }
        return counts;
    }

    private static Observation observation(String patient, boolean draft) {
        Observation observation = new Observation().setSubject(new Reference("Patient/" + patient));
        observation.setStatus(draft ? Observation.ObservationStatus.PRELIMINARY : Observation.ObservationStatus.FINAL);
        if (draft) {
            observation
                    .getMeta()
                    .addSecurity()
                    .setSystem("http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
                    .setCode("AIAST");
        }
        return observation;
    }

    private static AuditRow row() {
        return new AuditRow(LogicalIds.next(), Instant.now(), new byte[0], List.of(), List.of("action=E"));
    }

    private long recorded(TenantId tenant) {
        return TestStore.bean(AuditLog.class)
                .find(tenant, new AuditLog.Query(null, null, List.of(), true, 1000, null))
                .entries()
                .size();
    }

    /** Where no lane is known to be free, nothing is counted or written: another row makes one known. */
    private long[] counted(TenantId tenant, List<PatientCount> asked) {
        while (true) {
            Optional<long[]> counted = store.auditCounting(tenant, List.of(row()), asked);
            if (counted.isPresent()) {
                return counted.get();
            }
            store.audit(tenant, List.of(row()));
            inBetween.merge(tenant, 1, Integer::sum);
        }
    }

    @Test
    void countsSideBySide_areEachOfTheirOwnTenantPatientAndSight_andRecordedOnce() throws Exception {
        Map<Long, Integer> ofOne = patients(one, 1);
        Map<Long, Integer> ofOther = patients(other, 5);
        ExecutorService threads = Executors.newFixedThreadPool(24);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            boolean first = i % 3 == 0;
            boolean drafts = i % 2 == 0;
            Map<Long, Integer> ours = first ? ofOne : ofOther;
            long foreign = (first ? ofOther : ofOne).keySet().iterator().next();
            all.add(threads.submit(() -> {
                List<PatientCount> asked = new ArrayList<>();
                ours.keySet().forEach(rid -> asked.add(new PatientCount("Observation", rid, drafts)));
                asked.add(new PatientCount("Observation", foreign, true));
                asked.add(new PatientCount("Encounter", asked.get(0).patientRid(), true));
                long[] counted = counted(first ? one : other, asked);
                int at = 0;
                for (int observations : ours.values()) {
                    assertThat(counted[at++]).isEqualTo(drafts ? observations : observations - 1);
                }
                assertThat(counted[at]).isZero();
                assertThat(counted[at + 1]).isZero();
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(recorded(one)).isEqualTo(80 + inBetween.getOrDefault(one, 0));
        assertThat(recorded(other)).isEqualTo(160 + inBetween.getOrDefault(other, 0));
    }

    @Test
    void whereAnotherProcessMovedTheLane_nothingIsWritten() {
        long rid = patients(one, 3).keySet().iterator().next();
        List<PatientCount> asked = List.of(new PatientCount("Observation", rid, true));
        assertThat(counted(one, asked)).containsExactly(3);
        long before = recorded(one);
        TestStore.asSuperuser("chartside", connection -> {
            try (var statement = connection.prepareStatement("update audit_lane set seq = seq + 1 where tenant = ?")) {
                statement.setString(1, one.value());
                return statement.executeUpdate();
            }
        });
        assertThat(store.auditCounting(one, List.of(row()), asked)).isEmpty();
        assertThat(recorded(one)).isEqualTo(before);
        assertThat(counted(one, asked)).containsExactly(3);
    }
}
