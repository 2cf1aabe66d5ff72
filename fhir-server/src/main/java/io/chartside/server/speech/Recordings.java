package io.chartside.server.speech;

import io.chartside.server.ai.AiOutcome;
import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.SpeechCall;
import io.chartside.server.ai.speech.SpeechGateway;
import io.chartside.server.ai.speech.SpeechProvider;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.operation.AiCallAudit;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Begins recordings, goes on with them, and ends them; each is on record with the service that the audio goes to. */
@Component
final class Recordings implements LiveRecording.Completion {
    private final VisitDoor door;
    private final SpeechGateway gateway;
    private final SessionTable table;
    private final VisitDocuments documents;
    private final Readings readings;
    private final AuditTrail audit;
    private final SpeechThreads threads;
    private final Clock clock;
    private final AiCallAudit calls;

    Recordings(
            VisitDoor door,
            SpeechGateway gateway,
            SessionTable table,
            VisitDocuments documents,
            Readings readings,
            AuditTrail audit,
            SpeechThreads threads,
            AiCallAudit calls,
            Clock clock) {
        this.door = door;
        this.gateway = gateway;
        this.table = table;
        this.documents = documents;
        this.readings = readings;
        this.audit = audit;
        this.threads = threads;
        this.calls = calls;
        this.clock = clock;
    }

    /** @throws FhirRefusal when this caller may not record this visit */
    RecordedVisit admit(RequestContext context, String encounterId) {
        return door.admit(context, encounterId);
    }

    /** @throws FhirRefusal 422 once the patient's consent has ended; on record */
    void requireConsent(RecordedVisit visit) {
        try {
            door.requireConsent(visit);
        } catch (FhirRefusal refusal) {
            record(visit, refusal.status(), "recording stopped: no consent any more");
            throw refusal;
        }
    }

    /** @throws FhirRefusal 404 when the tenant has none */
    SpeechProvider provider(TenantId tenant) {
        return gateway.of(tenant)
                .orElseThrow(() -> new FhirRefusal(
                        404,
                        "not-supported",
                        "No speech service is set up for this tenant: install one with ./chartside speech install, or name"
                                + " one by speech.provider in the tenant's file and chartside.speech of the server"));
    }

    /**
     * Begins to record, or goes on with what is under way.
     *
     * @param resumed the recording that the client goes on with; empty where it knows of none
     * @throws FhirRefusal 409 while the visit is recorded by another connection, 410 when the recording has ended, 404, 415
     */
    LiveRecording open(AudioClient client, RecordedVisit visit, AudioFormat format, Optional<UUID> resumed) {
        SpeechProvider provider = provider(visit.tenant());
        if (!provider.hears(format)) {
            throw new FhirRefusal(
                    415,
                    "not-supported",
                    provider.engine() + " does not hear live audio of the form " + format.mediaType());
        }
        Optional<SessionTable.Session> underWay = table.of(visit);
        SessionTable.Session session =
                underWay.isPresent() ? goOn(visit, format, resumed, underWay.get()) : begin(visit, format, resumed);
        record(visit, 200, (underWay.isPresent() ? "recording goes on" : "recording begins") + sentTo(provider));
        called(visit, new SpeechCall(provider.engine(), "", 0, Duration.ZERO, AiOutcome.SENDING));
        return new LiveRecording(client, table, session, visit, provider, threads, this);
    }

    private SessionTable.Session begin(RecordedVisit visit, AudioFormat format, Optional<UUID> resumed) {
        if (resumed.isPresent()) {
            throw FhirRefusal.gone("This recording has ended");
        }
        return table.begin(visit, format).orElseThrow(Recordings::taken);
    }

    private SessionTable.Session goOn(
            RecordedVisit visit, AudioFormat format, Optional<UUID> resumed, SessionTable.Session underWay) {
        boolean own =
                underWay.opened().subject().equals(visit.context().caller().subject());
        boolean left = underWay.touchedAt() < clock.millis() - SessionTable.HELD_MILLIS;
        if (resumed.isPresent() && !resumed.get().equals(underWay.id())) {
            throw FhirRefusal.gone("This recording has ended, and another has begun");
        }
        if (!own || resumed.isEmpty() && !left) {
            throw taken();
        }
        if (underWay.format() != format) {
            throw new FhirRefusal(
                    415,
                    "not-supported",
                    "The recording under way is of the form "
                            + underWay.format().mediaType());
        }
        return table.take(underWay, UUID.randomUUID()).orElseThrow(Recordings::taken);
    }

    private static FhirRefusal taken() {
        return FhirRefusal.conflict("This visit is being recorded already");
    }

    @Override
    public FinishedVisit complete(RecordedVisit visit, SessionTable.Session begun, SpeechProvider provider) {
        // As it is now: its frames have come since it was begun.
        SessionTable.Session session = held(visit, begun);
        FinishedVisit finished =
                documents.written(visit, session.id().toString()).orElseGet(() -> write(visit, session, provider));
        table.remove(session);
        record(visit, 200, "recording finished" + sentTo(provider));
        return finished;
    }

    private SessionTable.Session held(RecordedVisit visit, SessionTable.Session begun) {
        return table.of(visit)
                .filter(now -> now.holder().equals(begun.holder()))
                .orElseThrow(() -> FhirRefusal.conflict("Another connection has taken this recording on"));
    }

    private FinishedVisit write(RecordedVisit visit, SessionTable.Session session, SpeechProvider provider) {
        List<Heard> heard = table.words(session).stream()
                .flatMap(settled -> settled.heard().stream())
                .toList();
        VisitAudio audio = StoredAudioStream.of(table, session, session.frames(), session.bytes());
        Duration took = Duration.ofMillis(Math.max(0, clock.millis() - session.beganAt()));
        AudioHash hash = AudioHash.of(audio);
        called(visit, new SpeechCall(provider.engine(), hash.sha256(), hash.bytes(), took, AiOutcome.ANSWERED));
        return documents.write(
                visit, session.id().toString(), heard, provider.engine(), audio, () -> held(visit, session));
    }

    /** A recording that goes to a speech service, or what came of it. */
    void called(RecordedVisit visit, SpeechCall call) {
        calls.speech(visit.context(), visit.encounter(), visit.patientId(), call);
    }

    /** Deletes what was recorded so far: nothing of it is kept. */
    void discard(RecordedVisit visit, SessionTable.Session session) {
        table.remove(session);
        record(visit, 200, "recording discarded");
    }

    /** The connection has gone; what is stored waits for the next. */
    void release(SessionTable.Session session) {
        table.release(session);
    }

    private static String sentTo(SpeechProvider provider) {
        return "; audio to " + provider.engine() + " at " + provider.engine().at();
    }

    void record(RecordedVisit visit, int status, String what) {
        readings.record(
                visit.context(),
                List.of(new AuditedAct(
                        Act.OPERATION,
                        status,
                        "Encounter",
                        Optional.of(visit.encounter()),
                        Optional.of(what),
                        List.of(visit.patientId()))));
    }

    /** What was not let in is on record too. */
    void refused(RequestContext context, FhirRefusal refusal) {
        readings.record(context, List.of(refusedAct(refusal)));
    }

    /** Likewise of nobody, whose token or ticket is none. */
    void refused(AudioAddress address, FhirRefusal refusal) {
        audit.record(address.tenant().id(), Optional.empty(), address.origin(), refusedAct(refusal));
    }

    private static AuditedAct refusedAct(FhirRefusal refusal) {
        return new AuditedAct(
                Act.OPERATION,
                refusal.status(),
                "Encounter",
                Optional.empty(),
                Optional.of("recording refused"),
                List.of());
    }
}
