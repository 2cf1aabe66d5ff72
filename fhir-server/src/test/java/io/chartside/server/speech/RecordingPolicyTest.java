package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Recordings end as the tenant's policy says, with a receipt (MH22). */
class RecordingPolicyTest extends SpeechTest {
    private static final TenantId TENANT = new TenantId("spoken");

    @Autowired
    private RecordingPolicyJob job;

    @Autowired
    private ServerSignatures signatures;

    @Autowired
    private SessionTable sessions;

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

    @Test
    void withoutSignature_aRecordingStays_andTellsUntilWhen() {
        Visit visit = recorded();
        job.run(TENANT, Instant.now());
        assertThat(audio(visit).statusCode()).isEqualTo(200);
        assertThat(recording(visit).get(2).path("name").asText()).isEqualTo("deletedAfter");
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
