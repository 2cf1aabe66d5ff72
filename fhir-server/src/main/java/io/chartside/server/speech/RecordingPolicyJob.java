package io.chartside.server.speech;

import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.Origin;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.VisitAudioTraces;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.ContentSweep;
import io.chartside.server.store.Keeper;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Ends what the tenants' policies let end (MH22): a recording's key and chunks are deleted, which is on record and certified
 * by the server's signature. Recordings that somebody began and left go after a day, whatever the policy.
 */
@Component
class RecordingPolicyJob implements VisitAudioTraces {
    /** {@code typ} of the certificate. */
    static final String CERTIFICATE = "chartside-recording-deletion";

    private static final Logger LOG = LoggerFactory.getLogger(RecordingPolicyJob.class);
    private static final Duration LEFT_FOR = Duration.ofHours(24);
    private static final String CONCERNED = """
            select tenant from speech_session where touched_at < %d
            union select tenant from speech_recording where deleted_at is null and (delete_at <= %d or until_signed)""";
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("whether a recorded visit's note is signed");

    private final Tenants tenants;
    private final Keeper keeper;
    private final KeptRecordings kept;
    private final SessionTable sessions;
    private final ContentSweep contents;
    private final ResourceSearch search;
    private final ServerSignatures signatures;
    private final AuditTrail audit;
    private final ServerSettings server;
    private final Clock clock;

    RecordingPolicyJob(
            Tenants tenants,
            Keeper keeper,
            KeptRecordings kept,
            SessionTable sessions,
            ContentSweep contents,
            ResourceSearch search,
            ServerSignatures signatures,
            AuditTrail audit,
            ServerSettings server,
            Clock clock) {
        this.tenants = tenants;
        this.keeper = keeper;
        this.kept = kept;
        this.sessions = sessions;
        this.contents = contents;
        this.search = search;
        this.signatures = signatures;
        this.audit = audit;
        this.server = server;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 5, timeUnit = TimeUnit.MINUTES)
    void everywhere() {
        Instant now = clock.instant();
        Set<TenantId> concerned = concerned(now);
        for (TenantSettings tenant : tenants.all()) {
            if (!concerned.contains(tenant.id())) {
                continue;
            }
            try {
                run(tenant.id(), now);
            } catch (RuntimeException e) {
                // It is tried again; the message may hold a health record.
                LOG.error(
                        "recordings of {} were not looked after: {}",
                        tenant.id(),
                        e.getClass().getName());
            }
        }
    }

    /** Tenants with a recording that may end, in one statement for all. Plan: the tables' own indexes; few rows, of recordings alone. */
    Set<TenantId> concerned(Instant now) {
        return Set.copyOf(keeper.tenants(CONCERNED.formatted(now.minus(LEFT_FOR).toEpochMilli(), now.toEpochMilli())));
    }

    /** @return how many recordings were deleted */
    int run(TenantId tenant, Instant now) {
        int deleted = 0;
        for (KeptRecordings.Kept recording : kept.mayBeDue(tenant, now)) {
            boolean late = !recording.deleteAt().isAfter(now);
            if (late || isSigned(tenant, recording.of().encounter())) {
                delete(tenant, recording, now, late ? "time" : "signed");
                deleted++;
            }
        }
        for (SessionTable.Session left :
                sessions.untouchedSince(tenant, now.minus(LEFT_FOR).toEpochMilli())) {
            record(
                    tenant,
                    "Encounter/" + left.opened().encounter(),
                    "recording left and deleted",
                    left.opened().patient());
            sessions.remove(left);
            deleted++;
        }
        return deleted;
    }

    @Override
    public List<String> delete(TenantId tenant, String encounterId, String reason) {
        List<String> deleted = new ArrayList<>();
        for (KeptRecordings.Kept recording : kept.ofVisit(tenant, encounterId)) {
            if (recording.deletedAt().isEmpty()) {
                delete(tenant, recording, clock.instant(), reason);
                deleted.add("Binary/" + recording.binaryId());
            }
        }
        return deleted;
    }

    private boolean isSigned(TenantId tenant, String encounterId) {
        return !search.search(
                        tenant,
                        ANY,
                        new SearchRequest(
                                "Composition",
                                Map.of(
                                        "encounter", List.of("Encounter/" + encounterId),
                                        "status", List.of("final,amended"),
                                        "_count", List.of("1")),
                                false,
                                "recordings"))
                .matches()
                .isEmpty();
    }

    /** Each step may be taken twice, so whatever stops it, the next run goes on. */
    private void delete(TenantId tenant, KeptRecordings.Kept recording, Instant now, String reason) {
        contents.erase(tenant, recording.content(), recording.patientRid());
        record(
                tenant,
                "Binary/" + recording.binaryId(),
                "recording deleted: " + reason,
                recording.of().patient());
        String statement = JsonTree.object()
                .put("iss", server.fhirBase(tenant))
                .put("iat", now.getEpochSecond())
                .put("tenant", tenant.value())
                .put("recording", "Binary/" + recording.binaryId())
                .put("sha256", recording.of().sha256())
                .put("recorded", recording.recordedAt().toString())
                .put("deleted", now.toString())
                .put("reason", reason)
                .toString();
        kept.deleted(tenant, recording, now, signatures.sign(tenant, CERTIFICATE, statement));
    }

    private void record(TenantId tenant, String what, String why, String patientId) {
        audit.record(
                tenant,
                Optional.empty(),
                Origin.ofCommand(server.fhirBase(tenant)),
                new AuditedAct(
                        Act.DELETE,
                        204,
                        what.substring(0, what.indexOf('/')),
                        Optional.of(what),
                        Optional.of(why),
                        List.of(patientId)));
    }
}
