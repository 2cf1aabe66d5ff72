package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.LiveLine;
import io.chartside.server.ai.speech.SpeechEngine;
import io.chartside.server.ai.speech.SpeechProvider;
import io.chartside.server.audit.Origin;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.tenancy.SpeechPolicy;
import io.chartside.server.tenancy.TenantId;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/** Recordings end as the tenant's policy says, with a receipt (MH22). */
class RecordingPolicyTest extends SpeechTest {
    private static final TenantId TENANT = new TenantId("spoken");

    @Autowired
    private RecordingPolicyJob job;

    @Autowired
    private ServerSignatures signatures;

    @Autowired
    private SessionTable sessions;

    @Autowired
    private KeptRecordings kept;

    @Autowired
    private Recordings recordings;

    @Autowired
    private VisitDocuments documents;

    @Autowired
    private AudioTickets tickets;

    @Autowired
    private TenantSql sql;

    @Autowired
    private SpeechThreads threads;

    private static Visit recorded() {
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, SpokenVisit.audio(30)).send("{\"type\":\"finish\"}").await("finished");
        return visit;
    }

    private static HttpResponse<String> audio(Visit visit) {
        return send(request(SPOKEN + "/" + visit.one("Media").at("/content/url").asText())
                .header("Accept", "audio/*"));
    }

    private static JsonNode recording(Visit visit) {
        HttpResponse<String> listed = send(request(SPOKEN + "/Encounter/" + visit.encounter() + "/$recordings"));
        assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
        return json(listed).at("/parameter/0/part");
    }

    @Test
    void afterItsTime_aRecordingIsGone_andItsDeletionCertified() {
        Visit visit = recorded();
        assertThat(audio(visit).statusCode()).isEqualTo(200);
        job.run(TENANT, Instant.now().plus(Duration.ofHours(23)));
        assertThat(audio(visit).statusCode()).isEqualTo(200);

        Instant later = Instant.now().plus(Duration.ofHours(25));
        assertThat(job.run(TENANT, later)).isPositive();
        assertThat(audio(visit).statusCode()).isEqualTo(410);
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(30));
        JsonNode part = recording(visit);
        assertThat(part.get(2).path("name").asText()).isEqualTo("deleted");
        String certificate = part.get(3).path("valueString").asText();
        JsonNode statement = parsed(signatures
                .verified(TENANT, RecordingPolicyJob.CERTIFICATE, certificate)
                .orElseThrow());
        assertThat(statement.path("recording").asText())
                .isEqualTo(visit.one("Media").at("/content/url").asText());
        assertThat(statement.path("reason").asText()).isEqualTo("time");
        assertThat(statement.path("sha256").asText()).hasSize(64);
        HttpResponse<String> audit = send(request(SPOKEN + "/AuditEvent?action=D&entity="
                + visit.one("Media").at("/content/url").asText()));
        assertThat(entries(json(audit))).isNotEmpty();
    }

    /** Looked for once for all tenants, so that a thousand without recordings cost nothing. */
    @Test
    void tenantsThatHaveSomethingToEnd_areFoundTogether() {
        recorded();
        assertThat(job.concerned(Instant.now().plus(Duration.ofHours(25))))
                .contains(TENANT)
                .doesNotContain(new TenantId("demo"));

        Visit left = visit(SPOKEN);
        sessions.begin(admitted(left), AudioFormat.PCM).orElseThrow();
        job.run(TENANT, Instant.now().plus(Duration.ofHours(23)));
        assertThat(job.concerned(Instant.now().plus(Duration.ofHours(25)))).contains(TENANT);
    }

    private RecordedVisit admitted(Visit visit) {
        return recordings.admit(
                new RequestContext(
                        tickets.caller(TENANT, new AudioTickets.Shown(token(SPOKEN, ALL), Optional.empty())),
                        Origin.ofCommand(SPOKEN)),
                visit.encounter());
    }

    private KeptRecordings.Kept keptOf(Visit visit) {
        List<KeptRecordings.Kept> found = kept.ofVisit(TENANT, visit.encounter());
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** The server went away between the row and the write. */
    @Test
    void recordingThatWasNeverWritten_isDeletedLikeAnyOther() {
        Visit visit = visit(SPOKEN);
        String id = UUID.randomUUID().toString();
        SpeechPolicy policy = new SpeechPolicy(SpeechPolicy.Provider.DEEPGRAM, Duration.ofHours(1), false);
        kept.keep(admitted(visit), id, new ContentPointer(1, 10, new byte[32]), Instant.now(), policy);

        assertThat(job.run(TENANT, Instant.now().plus(Duration.ofHours(2)))).isPositive();
        assertThat(keptOf(visit).deletedAt()).isPresent();

        // It was written nevertheless, later than it was deleted.
        kept.written(TENANT, id);
        assertThat(keptOf(visit).deletedAt()).isEmpty();
        assertThat(job.run(TENANT, Instant.now().plus(Duration.ofHours(3)))).isPositive();
        assertThat(keptOf(visit).deletedAt()).isPresent();
    }

    /** The transcript was written, and then the recording under way could not be ended. */
    @Test
    void finishedAgain_nothingIsWrittenAgain() {
        Visit visit = visit(SPOKEN);
        RecordedVisit recorded = admitted(visit);
        SessionTable.Session session = sessions.begin(recorded, AudioFormat.PCM).orElseThrow();
        byte[] audio = SpokenVisit.audio(3);
        sessions.append(session, 0, 0, audio);
        Heard heard = new Heard("w0 w1 w2", 0, 0, 300, List.of());
        sessions.settle(session, 0, new SessionTable.Settled(300, List.of(heard)));
        SpeechProvider provider = recordings.provider(TENANT);
        FinishedVisit first = documents.write(
                recorded,
                session.id().toString(),
                List.of(heard),
                provider.engine(),
                new VisitAudio("audio/wav", 300, () -> new ByteArrayInputStream(audio)),
                () -> {});
        long content = keptOf(visit).content();

        assertThat(recordings.complete(recorded, session, provider)).isEqualTo(first);
        assertThat(visit.one("DocumentReference").at("/meta/versionId").asText())
                .isEqualTo("1");
        assertThat(keptOf(visit).content()).isEqualTo(content);
        assertThat(sessions.of(recorded)).isEmpty();
        assertThat(job.delete(TENANT, visit.encounter(), "withheld")).hasSize(1);
        assertThat(audio(visit).statusCode()).isEqualTo(410);
    }

    /** While one connection seals the audio, which takes its time, something happens. */
    private record Interrupted(SpeechProvider service, Runnable meanwhile) implements SpeechProvider {
        @Override
        public SpeechEngine engine() {
            meanwhile.run();
            return service.engine();
        }

        @Override
        public boolean hears(AudioFormat format) {
            return service.hears(format);
        }

        @Override
        public LiveLine open(AudioFormat format, LiveLine.Listener listener) {
            return service.open(format, listener);
        }

        @Override
        public List<Heard> transcribe(byte[] file, String mediaType) {
            return service.transcribe(file, mediaType);
        }
    }

    /** The look at who holds the recording comes when its row has gone already and the client does not know yet. */
    @Test
    void lookedAtBetweenItsLastWriteAndItsAnswer_isFinishedAllTheSame() throws InterruptedException {
        RecordedVisit recorded = admitted(visit(SPOKEN));
        SessionTable.Session session = sessions.begin(recorded, AudioFormat.PCM).orElseThrow();
        sessions.append(session, 0, 0, SpokenVisit.audio(3));
        AtomicReference<LiveRecording> live = new AtomicReference<>();
        AtomicInteger looks = new AtomicInteger();
        SpeechProvider slow = new Interrupted(recordings.provider(TENANT), () -> {
            if (live.get() != null && sessions.of(recorded).isEmpty()) {
                live.get().tick();
                looks.incrementAndGet();
            }
        });
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        SessionTable.Session begun = sessions.of(recorded).orElseThrow();
        live.set(
                new LiveRecording(new AudioClient(socket(told)), sessions, begun, recorded, slow, threads, recordings));
        live.get().finish();
        String last = told.poll(20, TimeUnit.SECONDS);
        while (last != null && !last.contains("finished") && !last.contains("error")) {
            last = told.poll(20, TimeUnit.SECONDS);
        }
        assertThat(last).contains("\"type\":\"finished\"");
        assertThat(looks.get()).isPositive();
    }

    /** A connection that takes everything. */
    private static WebSocketSession socket(BlockingQueue<String> told) {
        return (WebSocketSession) Proxy.newProxyInstance(
                WebSocketSession.class.getClassLoader(),
                new Class<?>[] {WebSocketSession.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("sendMessage")) {
                        told.add(((TextMessage) arguments[0]).getPayload());
                    }
                    return method.getReturnType() == boolean.class ? true : null;
                });
    }

    /** Two contents of one recording would be one that no policy ends. */
    @Test
    void takenOnByAnotherConnection_whileTheAudioIsSealed_isWrittenByThatOneAlone() {
        Visit visit = visit(SPOKEN);
        RecordedVisit recorded = admitted(visit);
        SessionTable.Session session = sessions.begin(recorded, AudioFormat.PCM).orElseThrow();
        sessions.append(session, 0, 0, SpokenVisit.audio(3));
        sessions.settle(
                session, 0, new SessionTable.Settled(300, List.of(new Heard("w0 w1 w2", 0, 0, 300, List.of()))));
        SpeechProvider provider = recordings.provider(TENANT);
        SpeechProvider interrupted = new Interrupted(provider, () -> sessions.take(session, UUID.randomUUID()));

        assertThatThrownBy(() -> recordings.complete(recorded, session, interrupted))
                .isInstanceOf(FhirRefusal.class)
                .hasMessageContaining("Another connection");
        assertThat(visit.all("DocumentReference")).isEmpty();
        assertThat(kept.ofVisit(TENANT, visit.encounter())).isEmpty();

        recordings.complete(recorded, sessions.of(recorded).orElseThrow(), provider);
        assertThat(visit.one("DocumentReference").at("/meta/versionId").asText())
                .isEqualTo("1");
        assertThat(keptOf(visit).deletedAt()).isEmpty();
    }

    @Test
    void withoutSignature_aRecordingStays_andTellsUntilWhen() {
        Visit visit = recorded();
        job.run(TENANT, Instant.now());
        assertThat(audio(visit).statusCode()).isEqualTo(200);
        assertThat(recording(visit).get(2).path("name").asText()).isEqualTo("deletedAfter");
    }

    /** MH22: a note that is signed takes the recording along, before its time. */
    @Test
    void onceTheNoteIsSigned_theRecordingIsGone_andItsDeletionCertified() {
        Visit visit = recorded();
        makes(SPOKEN, "Composition", """
                {"resourceType":"Composition","status":"final","type":{"text":"Note"},"date":"2026-11-30","title":"Note",
                 "author":[{"display":"Dr. Spoken"}],"subject":{"reference":"Patient/%s"},
                 "encounter":{"reference":"Encounter/%s"}}""".formatted(visit.patient(), visit.encounter()));
        assertThat(job.run(TENANT, Instant.now())).isPositive();
        assertThat(audio(visit).statusCode()).isEqualTo(410);
        JsonNode statement = parsed(signatures
                .verified(
                        TENANT,
                        RecordingPolicyJob.CERTIFICATE,
                        recording(visit).get(3).path("valueString").asText())
                .orElseThrow());
        assertThat(statement.path("reason").asText()).isEqualTo("signed");
        assertThat(statement.path("sha256").asText())
                .as("the hash that the audit of the call has too")
                .isEqualTo(details(calls(SPOKEN, visit).get(0)).get("input-sha256"));
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(30));
    }

    /** The rest of eight hours is written down; no more is taken. */
    @Test
    void eightHours_areTheMost_andWhatIsThereIsWrittenDown() {
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        String session = recorder.await("ready").path("session").asText();
        recorder.frame(0, SpokenVisit.audio(5)).await("ack");
        recorder.vanish();
        long most = 8L * 3600 * AudioFormat.BYTES_PER_SECOND;
        sql.in(
                TENANT,
                client -> client.sql("update speech_session set bytes = ? where tenant = ? and id = ?")
                        .params(most - DeepgramPeer.BLOCK, TENANT.value(), UUID.fromString(session))
                        .update());
        String start = "{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"session\":\"" + session
                + "\",\"token\":\"" + token(SPOKEN, ALL) + "\"}";
        Recorder last = Recorder.open(SPOKEN, visit.encounter()).send(start);
        assertThat(last.await("ready").path("seconds").asLong()).isEqualTo(8 * 3600);
        last.frame(1, SpokenVisit.audio(1)).await("ack");
        last.frame(2, SpokenVisit.audio(1));
        Recorder.Closed closed = last.awaitClose();
        assertThat(closed.code()).isEqualTo(4413);
        assertThat(closed.reason()).contains("eight hours", "finish this one");

        Recorder after = Recorder.open(SPOKEN, visit.encounter()).send(start);
        assertThat(after.await("ready").path("next").asInt()).isEqualTo(2);
        after.send("{\"type\":\"finish\"}").await("finished");
        assertThat(visit.said()).startsWith("w0 w1 w2 w3 w4");
    }

    /** As {@code $withhold} does (MA17). */
    @Test
    void whenWordsArePutOffTheRecord_theAudioThatHasThemGoes() {
        Visit visit = recorded();
        String binary = visit.one("Media").at("/content/url").asText();
        assertThat(job.delete(TENANT, visit.encounter(), "withheld")).containsExactly(binary);
        assertThat(audio(visit).statusCode()).isEqualTo(410);
        JsonNode statement = parsed(signatures
                .verified(
                        TENANT,
                        RecordingPolicyJob.CERTIFICATE,
                        recording(visit).get(3).path("valueString").asText())
                .orElseThrow());
        assertThat(statement.path("reason").asText()).isEqualTo("withheld");
        assertThat(job.delete(TENANT, visit.encounter(), "withheld")).isEmpty();
    }

    @Test
    void recordingThatWasLeft_goesAfterADay() {
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, SpokenVisit.audio(3)).await("ack");
        recorder.vanish();
        assertThat(sessions.untouchedSince(TENANT, Instant.now().plusSeconds(60).toEpochMilli()))
                .anyMatch(left -> left.opened().encounter().equals(visit.encounter()));
        job.run(TENANT, Instant.now().plus(Duration.ofHours(25)));
        assertThat(sessions.untouchedSince(TENANT, Instant.now().plusSeconds(60).toEpochMilli()))
                .noneMatch(left -> left.opened().encounter().equals(visit.encounter()));
    }

    @Test
    void erasedPatient_takesHisAudioAlong() {
        Visit visit = recorded();
        HttpResponse<String> erased = send(request(SPOKEN + "/Patient/" + visit.patient() + "/$erase", "erase")
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
        String certificate = json(erased).at("/parameter/0/valueString").asText();
        String payload = new String(
                Base64.getUrlDecoder().decode(certificate.split("\\.")[1]), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(parsed(payload).at("/removed/audio").asInt()).isEqualTo(1);
    }
}
