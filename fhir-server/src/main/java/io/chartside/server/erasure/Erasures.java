package io.chartside.server.erasure;

import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.PatientEraser;
import io.chartside.server.store.PatientTraces;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Erases patients. Two databases take part, so an erasure is a row of the record that says "begun" until everything is done:
 * whatever stops it, the next call or {@link ErasureJob} takes all its steps again, each of which may be taken twice.
 */
final class Erasures {
    private final PatientEraser record;
    private final KeyKeeper keeper;
    private final KeyRing keys;
    private final List<PatientTraces> traces;
    private final ServerSignatures signatures;
    private final AuditTrail audit;
    private final Clock clock;

    Erasures(
            PatientEraser record,
            KeyKeeper keeper,
            KeyRing keys,
            List<PatientTraces> traces,
            ServerSignatures signatures,
            AuditTrail audit,
            Clock clock) {
        this.record = record;
        this.keeper = keeper;
        this.keys = keys;
        this.traces = List.copyOf(traces);
        this.signatures = signatures;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Erases the patient, or answers again what erasing has come to.
     *
     * @return the certificate
     * @throws FhirRefusal 404 when there never was such a patient
     */
    String erase(RequestContext context, String patientId) {
        TenantId tenant = context.tenant();
        PatientEraser.Erasure erasure = record.find(tenant, patientId)
                .or(() -> record.begin(
                        tenant, patientId, context.origin().base(), clock.millis(), asked(context, patientId)))
                .orElseThrow(() -> FhirRefusal.notFound("There is no such Patient"));
        return erasure.certificate().orElseGet(() -> finish(tenant, erasure));
    }

    /** Whether the patient's erasure has begun at least: nothing of it is told any more. */
    boolean isErased(TenantId tenant, String patientId) {
        return record.find(tenant, patientId).isPresent();
    }

    private List<AuditRow> asked(RequestContext context, String patientId) {
        String reference = "Patient/" + patientId;
        return audit.rows(
                context.caller(),
                context.origin(),
                List.of(new AuditedAct(
                        Act.OPERATION,
                        202,
                        "Patient",
                        Optional.of(reference),
                        Optional.of("POST " + context.origin().base() + "/" + reference + "/$erase"),
                        List.of(patientId))));
    }

    private String finish(TenantId tenant, PatientEraser.Erasure erasure) {
        record.settle(tenant);
        KeyKeeper.Destroyed key = keeper.destroy(tenant, erasure.patientRid());
        keys.refresh();
        record.remove(tenant, erasure.patientRid());
        // Whoever has seen a row just before it was marked may have written one that belongs to it.
        record.settle(tenant);
        record.remove(tenant, erasure.patientRid());
        Map<String, Integer> removed = new TreeMap<>();
        traces.forEach(trace -> removed.put(trace.name(), trace.remove(tenant, erasure.patientId())));
        PatientEraser.Removed rows = record.find(tenant, erasure.patientId())
                .map(PatientEraser.Erasure::removed)
                .orElseThrow();
        Instant now = clock.instant();
        String statement = ErasureCertificate.of(tenant, erasure, key, rows, removed, now);
        return record.end(tenant, erasure.patientRid(), signatures.sign(tenant, ErasureCertificate.TYPE, statement));
    }

    /** Where {@link #resume} may have work. */
    Set<TenantId> tenantsWithUnfinished() {
        return Set.copyOf(record.tenantsWithUnfinished());
    }

    /**
     * Finishes what was begun and left.
     *
     * @param begunBefore erasures that began later are somebody's at work
     * @return how many erasures were finished
     */
    int resume(TenantId tenant, Duration begunBefore) {
        long before = clock.instant().minus(begunBefore).toEpochMilli();
        List<PatientEraser.Erasure> left = record.unfinished(tenant).stream()
                .filter(erasure -> erasure.begunAt() <= before)
                .toList();
        left.forEach(erasure -> finish(tenant, erasure));
        return left.size();
    }

    /**
     * Deletes what an old backup brought back of patients whose key is destroyed.
     *
     * @return how many resources, a hundred at most
     */
    int removeRemains(TenantId tenant) {
        long[] destroyed = keeper.destroyed(tenant);
        int remains = record.remains(tenant, destroyed, 100).size();
        if (remains > 0) {
            for (long patientRid : destroyed) {
                record.remove(tenant, patientRid);
            }
        }
        return remains;
    }
}
