package io.chartside.app.launch;

import io.chartside.app.ehr.VisitList;
import io.chartside.app.words.Texts;
import java.net.URI;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /v/{launchId}/visits}: a launch with a patient and without a visit, as many EHRs give it when their user signs in from
 * outside a chart. The clinician chooses; once chosen, the window stays with that visit.
 */
@Controller
final class VisitChoice {

    private final VisitList visits;
    private final FhirClients clients;
    private final LaunchOpening opening;
    private final ApplicationEventPublisher events;

    VisitChoice(VisitList visits, FhirClients clients, LaunchOpening opening, ApplicationEventPublisher events) {
        this.visits = visits;
        this.clients = clients;
        this.opening = opening;
        this.events = events;
    }

    @GetMapping("/v/{launchId}/visits")
    Object choose(LaunchSession session) {
        if (session.ehr().encounter().isPresent()) {
            return chosen(session);
        }
        return new ModelAndView(
                "visits",
                Map.of(
                        "patient",
                        session.names().patient(),
                        "site",
                        session.siteName(),
                        "csrf",
                        session.csrfToken(),
                        "visits",
                        visits.of(
                                clients.profile(session),
                                clients.ehr(session),
                                clients.record(session),
                                session.ehr().patient().orElseThrow(),
                                session.record().patient().orElseThrow(),
                                session.record().practitioner())));
    }

    @PostMapping("/v/{launchId}/visits")
    ResponseEntity<Void> choose(LaunchSession session, @RequestParam String encounter) {
        if (session.ehr().encounter().isPresent()) {
            return chosen(session);
        }
        if (!encounter.matches("[A-Za-z0-9\\-.]{1,64}")) {
            throw Problem.BAD_LAUNCH.because(Texts.of("detail.no-visit"));
        }
        LaunchSession at = opening.withVisit(session, encounter);
        events.publishEvent(new LaunchOpened(at));
        return chosen(at);
    }

    private static ResponseEntity<Void> chosen(LaunchSession session) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(session.path()))
                .build();
    }
}
