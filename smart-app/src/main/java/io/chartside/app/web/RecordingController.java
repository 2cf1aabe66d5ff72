package io.chartside.app.web;

import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.visit.RecordingConsent;
import io.chartside.app.visit.VisitAudio;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Recording from the visit page. The sound itself goes from the page to the record, not through here. */
@Controller
@RequestMapping("/v/{launchId}/")
class RecordingController {
    private static final int MOST_BYTES = 20 << 20;

    private final FhirClients clients;
    private final RecordingConsent consents;
    private final VisitAudio audio;

    RecordingController(FhirClients clients, RecordingConsent consents, VisitAudio audio) {
        this.clients = clients;
        this.consents = consents;
        this.audio = audio;
    }

    /** The clinician says that the patient agrees. */
    @PostMapping("recording/consent")
    ResponseEntity<Void> consent(LaunchSession session) {
        consents.record(
                clients.record(session),
                session.record().patient().orElseThrow(PageProblem::noVisit),
                VisitModels.encounter(session));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("recording/ticket")
    ResponseEntity<Map<String, String>> ticket(LaunchSession session) {
        return ResponseEntity.ok(audio.ticket(clients.record(session), VisitModels.encounter(session)));
    }

    /** The body is the recording, in its own content type. */
    @PostMapping("recording/file")
    ResponseEntity<Void> file(LaunchSession session, HttpServletRequest request) throws IOException {
        String contentType = String.valueOf(request.getContentType());
        byte[] recording = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (recording.length > MOST_BYTES) {
            throw PageProblem.recordingTooLarge();
        }
        if (recording.length == 0 || !contentType.startsWith("audio/")) {
            throw PageProblem.noRecording();
        }
        audio.transcribe(clients.record(session), VisitModels.encounter(session), contentType, recording);
        return ResponseEntity.noContent().build();
    }
}
