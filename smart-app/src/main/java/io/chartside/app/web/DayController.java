package io.chartside.app.web;

import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.visit.DayReader;
import java.time.ZoneId;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * The clinician's day. It names other patients and opens none of them: a window stays with the patient it was launched for,
 * and another visit is opened from its own chart.
 */
@Controller
class DayController {
    private final FhirClients clients;
    private final DayReader days;
    private final Assets assets;

    DayController(FhirClients clients, DayReader days, Assets assets) {
        this.clients = clients;
        this.days = days;
        this.assets = assets;
    }

    @GetMapping("/v/{launchId}/today")
    ModelAndView today(LaunchSession session) {
        String practitioner = session.record().practitioner().orElseThrow(PageProblem::cannotSign);
        return new ModelAndView(
                "today",
                Map.of(
                        "assets", assets.path(),
                        "who", session.names().practitioner(),
                        "patient", session.names().patient(),
                        "site", session.siteName(),
                        "day",
                                days.read(
                                        clients.record(session),
                                        practitioner,
                                        VisitModels.encounter(session),
                                        ZoneId.systemDefault())));
    }
}
