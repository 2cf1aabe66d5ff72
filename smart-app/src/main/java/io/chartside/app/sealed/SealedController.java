package io.chartside.app.sealed;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.app.visit.PatientBanner;
import io.chartside.app.visit.VisitReader;
import io.chartside.app.web.Assets;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** The clinician's sealed page. The key is made in it and never comes here. */
@Controller
@RequestMapping("/v/{launchId}/sealed")
class SealedController {
    private final FhirClients clients;
    private final PluginSettings settings;
    private final Assets assets;
    private final SpeechFiles speech;
    private final VisitReader visits;

    SealedController(
            FhirClients clients, PluginSettings settings, Assets assets, SpeechFiles speech, VisitReader visits) {
        this.speech = speech;
        this.visits = visits;
        this.clients = clients;
        this.settings = settings;
        this.assets = assets;
    }

    @GetMapping
    ModelAndView page(LaunchSession session) {
        ModelAndView page = new ModelAndView(
                "sealed",
                Map.of(
                        "csrf", session.csrfToken(),
                        "whose", session.whose(),
                        "assets", assets.path(),
                        "patient", patient(session),
                        "user", session.names().practitioner(),
                        "visit", session.path(),
                        "encounter", encounter(session),
                        "join", settings.appUrl() + "/join",
                        "tenant", clients.profile(session).tenant()));
        speech.address().ifPresent(path -> page.addObject("speech", path));
        return page;
    }

    @PostMapping(path = "open", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> open(LaunchSession session, @RequestBody Map<String, String> body) {
        return ResponseEntity.ok(SealedSession.open(
                clients.record(session),
                encounter(session),
                body.getOrDefault("mode", ""),
                body.getOrDefault("fingerprint", "")));
    }

    @PostMapping(path = "invite", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> invite(LaunchSession session, @RequestBody Map<String, String> body) {
        return ResponseEntity.ok(sealed(session, body).invite());
    }

    @PostMapping(path = "say", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> say(LaunchSession session, @RequestBody Map<String, String> body) {
        return ResponseEntity.ok(sealed(session, body).say(body.getOrDefault("message", "")));
    }

    @PostMapping(path = "messages", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> messages(LaunchSession session, @RequestBody Map<String, String> body) {
        return ResponseEntity.ok(sealed(session, body).messages(body.getOrDefault("after", "0")));
    }

    /** What is released becomes the visit's unsigned draft: the visit page has it reviewed once more, and signed. */
    @PostMapping(path = "release", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> release(LaunchSession session, @RequestBody Map<String, String> body) {
        sealed(session, body).release(body.getOrDefault("note", ""), body.getOrDefault("replace", "false"));
        return ResponseEntity.ok(Map.of("page", session.path()));
    }

    @PostMapping(path = "end", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> end(LaunchSession session, @RequestBody Map<String, String> body) {
        sealed(session, body).end();
        return ResponseEntity.ok(Map.of());
    }

    private SealedSession sealed(LaunchSession session, Map<String, String> body) {
        return new SealedSession(clients.record(session), body.getOrDefault("session", ""));
    }

    /** As the visit page shows them: whose words are spoken here must be in sight. */
    private PatientBanner patient(LaunchSession session) {
        RecordClient record = clients.record(session);
        String patient = session.record().patient().orElseThrow(SealedProblem::noVisit);
        return visits.banner(visits.patient(record, patient), visits.allergies(record, patient))
                .in(session);
    }

    private static String encounter(LaunchSession session) {
        return session.record().encounter().orElseThrow(SealedProblem::noVisit);
    }
}
