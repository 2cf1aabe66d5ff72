package io.chartside.app.web;

import io.chartside.app.launch.Companion;
import io.chartside.app.launch.CompanionLink;
import io.chartside.app.launch.Companions;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.visit.RecordingConsent;
import io.chartside.app.visit.VisitAudio;
import io.chartside.app.visit.WrittenDown;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * Recording in a window of its own or on a phone, where the EHR's frame has no microphone. The visit page shows a link; the
 * device that opens it gets a page that records the same visit by the same socket, and nothing else of it.
 */
@Controller
class CompanionController {
    /** Names of this machine itself: a phone that reads them looks for the app on itself. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Companions companions;
    private final FhirClients clients;
    private final RecordingConsent consents;
    private final VisitAudio audio;
    private final WrittenDown written;
    private final Assets assets;

    CompanionController(
            Companions companions,
            FhirClients clients,
            RecordingConsent consents,
            VisitAudio audio,
            WrittenDown written,
            Assets assets) {
        this.companions = companions;
        this.clients = clients;
        this.consents = consents;
        this.audio = audio;
        this.written = written;
        this.assets = assets;
    }

    @PostMapping("/v/{launchId}/companion")
    ResponseEntity<Map<String, Object>> invite(LaunchSession session) {
        VisitModels.encounter(session);
        CompanionLink link = companions.invite(session);
        boolean phone = !LOOPBACK.contains(URI.create(link.address()).getHost());
        return ResponseEntity.ok(Map.of(
                "address", link.address(),
                "code", phone ? QrSvg.of(link.address()) : "",
                "minutes", link.validFor().toMinutes()));
    }

    /** What the visit page asks while it waits: how the companion stands, and a print of what is written down, to see it change. */
    @GetMapping("/v/{launchId}/companion")
    ResponseEntity<Map<String, Object>> state(LaunchSession session) {
        return ResponseEntity.ok(Map.of(
                "state", companions.state(session).name().toLowerCase(Locale.ROOT),
                "print", written.print(clients.record(session), VisitModels.encounter(session))));
    }

    /** The page behind a link. It is the same for everybody: the secret stands in the fragment and is sent by a tap alone. */
    @GetMapping("/companion")
    ModelAndView landing() {
        return new ModelAndView("companion-link", Map.of("assets", assets.path()));
    }

    @PostMapping("/companion")
    ResponseEntity<Map<String, String>> open(
            HttpServletRequest request, HttpServletResponse response, @RequestParam(defaultValue = "") String secret) {
        return ResponseEntity.ok(
                Map.of("path", companions.open(request, response, secret).path()));
    }

    @GetMapping("/c/{id}/")
    ModelAndView page(Companion companion) {
        LaunchSession launch = companion.launch();
        return new ModelAndView(
                "companion",
                Map.of(
                        "assets", assets.path(),
                        "csrf", companion.csrfToken(),
                        "whose", launch.whose(),
                        "patient", launch.names().patient(),
                        "visit", launch.names().encounter(),
                        "user", launch.names().practitioner(),
                        "print", written.print(clients.record(launch), VisitModels.encounter(launch))));
    }

    @PostMapping("/c/{id}/recording/consent")
    ResponseEntity<Void> consent(Companion companion) {
        LaunchSession launch = companion.launch();
        consents.record(
                clients.record(launch),
                launch.record().patient().orElseThrow(PageProblem::noVisit),
                VisitModels.encounter(launch));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/c/{id}/recording/ticket")
    ResponseEntity<Map<String, String>> ticket(Companion companion) {
        LaunchSession launch = companion.launch();
        return ResponseEntity.ok(audio.ticket(clients.record(launch), VisitModels.encounter(launch)));
    }
}
